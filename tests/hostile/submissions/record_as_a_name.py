"""
attacks = "Hand in under the name run.json, which a run has for itself."
promise = "books"
student = "run.json"
observed = "same"
control = "naive"
naive = "os.mkdir(student) is None and os.path.isdir(student)"
"""

import keras
