"""
attacks = "Make one huge file without writing it."
promise = "limits"
layers = ["rlimits"]
observed = "crashed: File too large"
control = "bare"
"""
open("../out/huge", "wb").truncate(2**36)
print("GOT it")
