"""
attacks = "Leave so many results that listing them takes for ever."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
limits = { disk_mb = 32 }
naive = "print('GOT', len(os.listdir(os.path.dirname(trick))), 'names')"
"""
for number in range(3000):
    open(f"../out/{number}", "w").close()
