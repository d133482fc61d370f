"""
attacks = "Patch the grader's own functions in the process."
promise = "grade"
observed = "same"
control = "naive"
naive = "export.versions() == {'python': 'forged'}"
"""
from autograder.probe import export

export.versions = lambda: {"python": "forged"}
