"""
attacks = "Print the grader's environment."
promise = "secrets"
observed = "same"
control = "naive"
naive = "'GOT' in printed"
"""
import os

print("GOT a token" if any("TOKEN" in name for name in os.environ) else "nothing found")
