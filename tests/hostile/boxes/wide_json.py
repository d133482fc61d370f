"""
attacks = "Leave JSON of few bytes that becomes a hundred times as much in memory."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
decode = "json"
naive = "import json; print('GOT', len(json.load(open(trick))), 'objects')"
"""
open("../out/trick", "w").write("[" + ",".join(["{}"] * 1_200_000) + "]")
