"""
attacks = "Ask which files the host has, without opening any."
promise = "secrets"
layers = ["mounts"]
observed = "crashed: FileNotFoundError"
control = "bare"
weak = "through"
"""
import json
import os
import sys

print("GOT a file of", os.stat(json.loads(sys.argv[1])["secret"]).st_size, "bytes")
