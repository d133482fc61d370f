"""
attacks = "Patch the grader's inspection of models, as far as it can be imported."
promise = "grade"
observed = "same"
control = "naive"
naive = "inspection.inspect(None, None, None) is None"
"""
from autograder.probe import inspection

inspection.inspect = lambda *a, **k: None
