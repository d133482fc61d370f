"""
attacks = "Hand in under the name index.html, which a run has for itself."
promise = "books"
student = "index.html"
observed = "same"
control = "naive"
naive = "os.mkdir(student) is None and os.path.isdir(student)"
"""

import keras
