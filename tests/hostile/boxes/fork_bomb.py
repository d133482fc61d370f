"""
attacks = "Fork without end."
promise = "limits"
layers = ["process_count"]
observed = "crashed: BlockingIOError"
control = "bare"
limits = { processes = 24 }
"""
import json
import os
import signal
import sys
import time

children = []
try:
    for _ in range(2 * json.loads(sys.argv[1])["processes"]):
        pid = os.fork()
        if pid == 0:
            time.sleep(30)
            os._exit(0)
        children.append(pid)
    print("GOT", len(children), "processes")
finally:
    for pid in children:
        os.kill(pid, signal.SIGKILL)
