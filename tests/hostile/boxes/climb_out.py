"""
attacks = "Name a result that lies outside of the folder for results."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
harvest = "../work/trick"
naive = "print('GOT', open(trick).read())"
"""
open("trick", "w").write("elsewhere")
