"""
attacks = "Patch the grader's own functions in the process."
promise = "grade"
observed = "same"
control = "naive"
naive = "loading.versions() == {'python': 'forged'}"
"""
from autograder.frameworks.keras import loading

loading.versions = lambda: {"python": "forged"}
