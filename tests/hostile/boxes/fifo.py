"""
attacks = "Leave a FIFO, on which a reader waits for ever."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
harvest = "trick"
naive = "import signal; signal.signal(14, lambda *a: (print('GOT a reader that waits', flush=True), os._exit(0))); signal.setitimer(0, 0.3); open(trick).read()"
"""
import os

os.mkfifo("../out/trick")
