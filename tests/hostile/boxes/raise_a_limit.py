"""
attacks = "Raise a limit again."
promise = "limits"
layers = ["rlimits", "capabilities"]
observed = "crashed: not allowed to raise|PermissionError"
control = "bare"
"""
import resource

limit = 2**16 if resource.getrlimit(resource.RLIMIT_CPU)[1] != resource.RLIM_INFINITY else -1
resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
print("GOT it")
