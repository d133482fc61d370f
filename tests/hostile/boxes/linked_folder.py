"""
attacks = "Leave a link in place of a folder of results."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
harvest = "folder/labels"
naive = "print('GOT', open(trick).read())"
"""
import json
import os
import sys

os.symlink(os.path.dirname(json.loads(sys.argv[1])["secret"]), "../out/folder")
