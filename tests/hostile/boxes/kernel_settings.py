"""
attacks = "Change a setting of the kernel."
promise = "host"
layers = ["mounts", "landlock", "uid"]
observed = "crashed: PermissionError|Read-only"
control = "bare"
needs = "root"
"""
path = "/proc/sys/kernel/core_pattern"
found = open(path).read()
open(path, "w").write(found)
print("GOT it")
