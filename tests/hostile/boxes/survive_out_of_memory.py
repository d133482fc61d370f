"""
attacks = "Ask the kernel to kill others first when memory runs out."
promise = "host"
layers = ["landlock", "capabilities"]
observed = "crashed: PermissionError"
control = "bare"
needs = "root"
"""
open("/proc/self/oom_score_adj", "w").write("-500")
print("GOT it")
