"""
attacks = "Leave JSON that is 200,000 levels deep."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
decode = "json"
naive = "import json; print('GOT a RecursionError' if recurses(lambda: json.load(open(trick))) else '')"
"""
open("../out/trick", "w").write("[" * 200_000 + "]" * 200_000)
