"""
attacks = "Go on starting threads when the limit is reached."
promise = "limits"
layers = ["process_count"]
observed = "killed: more than 24 processes and threads"
control = "bare"
limits = { processes = 24 }
"""
import json
import sys
import threading
import time

started = 0
end = time.monotonic() + 15
while started < 2 * json.loads(sys.argv[1])["processes"] and time.monotonic() < end:
    try:
        threading.Thread(target=time.sleep, args=[20], daemon=True).start()
    except RuntimeError:
        continue
    started += 1
print("GOT", started, "threads, or 15 seconds")
