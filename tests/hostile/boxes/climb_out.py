"""
attacks = "Name a result that lies outside of the folder for results."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
harvest = "../in/payload.py"
naive = "print('GOT', open(trick).read())"
"""
pass
