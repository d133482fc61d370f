"""
attacks = "Leave a second name of a file in place of a result."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
harvest = "trick"
naive = "print('GOT', open(trick).read())"
"""
import os

open("../out/real", "w").write("elsewhere")
os.link("../out/real", "../out/trick")
