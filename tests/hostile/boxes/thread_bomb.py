"""
attacks = "Start threads without end."
promise = "limits"
layers = ["process_count"]
observed = "crashed: can't start new thread"
control = "bare"
limits = { processes = 24 }
"""
import json
import sys
import threading
import time

for _ in range(2 * json.loads(sys.argv[1])["processes"]):
    threading.Thread(target=time.sleep, args=[1], daemon=True).start()
print("GOT them")
