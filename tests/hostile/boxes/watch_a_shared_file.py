"""
attacks = "Be told when another process reads a file that both see (inotify)."
promise = "processes"
layers = ["seccomp"]
observed = "crashed: Function not implemented"
control = "bare"
"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
watcher = libc.inotify_init1(0o4000)
if watcher < 0 or libc.inotify_add_watch(watcher, b"/usr/bin/env", 0xFFF) < 0:
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
if os.fork() == 0:
    open("/usr/bin/env", "rb").read(1)
    os._exit(0)
os.wait()
print("GOT", len(os.read(watcher, 4096)), "bytes of events")
