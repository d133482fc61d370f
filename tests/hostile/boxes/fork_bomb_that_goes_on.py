"""
attacks = "Go on forking when the limit is reached."
promise = "limits"
layers = ["process_count"]
observed = "killed: more than 24 processes and threads"
control = "bare"
limits = { processes = 24 }
"""
import json
import os
import signal
import sys
import time

children = []
end = time.monotonic() + 15
while len(children) < 2 * json.loads(sys.argv[1])["processes"] and time.monotonic() < end:
    try:
        pid = os.fork()
    except OSError:
        continue
    if pid == 0:
        time.sleep(30)
        os._exit(0)
    children.append(pid)
for pid in children:
    os.kill(pid, signal.SIGKILL)
print("GOT", len(children), "processes, or 15 seconds")
