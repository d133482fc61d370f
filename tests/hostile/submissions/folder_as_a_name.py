"""
attacks = "Hand in under the name students, which a run has for itself."
promise = "books"
student = "students"
observed = "same"
control = "naive"
naive = "os.mkdir(student) is None and os.path.isdir(student)"
"""

import keras
