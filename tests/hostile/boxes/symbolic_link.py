"""
attacks = "Leave a link to the labels where a result is expected."
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

os.symlink(json.loads(sys.argv[1])["secret"], "../out/trick")
