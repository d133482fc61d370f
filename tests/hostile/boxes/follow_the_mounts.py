"""
attacks = "Take the host's paths from the list of mounts and look for the labels there."
promise = "secrets"
layers = ["mounts", "landlock"]
observed = "ok: nothing found"
control = "bare"
"""
import json
import os
import sys

secret = json.loads(sys.argv[1])["secret"]
places = {"/"} | {field for line in open("/proc/self/mountinfo") for field in line.split()[3:5]}
for place in places:
    for path in (place.rstrip("/") + secret, os.path.join(place, os.path.basename(secret))):
        try:
            print("GOT", open(path).read())
        except OSError:
            pass
print("nothing found")
