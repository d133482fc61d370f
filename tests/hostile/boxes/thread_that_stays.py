"""
attacks = "Keep the process alive by a thread that never ends."
promise = "survival"
layers = []
observed = "ok: done"
control = "bare"
"""
import json
import sys
import threading
import time


def late(path=json.loads(sys.argv[1])["folder"] + "/planted"):
    time.sleep(0.5)
    open(path, "w").write("still here")


threading.Thread(target=late).start()
print("done")
