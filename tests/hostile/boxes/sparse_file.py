"""
attacks = "Leave a file that is all hole, larger than what may be read."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
harvest = "trick"
naive = "print('GOT', len(open(trick, 'rb').read()), 'bytes')"
"""
open("../out/trick", "wb").truncate(7 * 2**20)
