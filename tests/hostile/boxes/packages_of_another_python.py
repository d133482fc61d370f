"""
attacks = "Look for data in the packages of another Python of the machine."
promise = "secrets"
layers = ["mounts"]
observed = "ok: nothing"
control = "bare"
weak = "through"
"""
import glob
import sys

found = [
    path
    for top in ("/usr", "/usr/local", sys.base_prefix)
    for path in glob.glob(f"{top}/lib/python3*/*-packages/*")
    if not any(path.startswith(each) for each in sys.path if each.endswith("-packages"))
]
print(f"GOT {found[:3]}" if found else "nothing")
