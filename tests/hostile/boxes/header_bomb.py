"""
attacks = "Leave an array whose header promises 8 TB."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
decode = "array"
naive = "import numpy; print('GOT an attempt to allocate it' if allocates(lambda: numpy.load(trick)) else '')"
"""
header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"
header += b" " * (117 - len(header)) + b"\n"
open("../out/trick", "wb").write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
