"""
attacks = "Read what the grader had open through inherited descriptors."
promise = "secrets"
layers = []
observed = "ok: nothing found"
control = "bare"
"""
import json
import os
import sys

marker = json.loads(sys.argv[1])["marker"].encode()
for number in range(3, 256):
    try:
        if marker in os.pread(number, 4096, 0):
            print("GOT descriptor", number)
    except OSError:
        pass
print("nothing found")
