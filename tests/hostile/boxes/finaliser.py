"""
attacks = "Run code after the task is done by a finaliser of an object that the interpreter drops last."
promise = "survival"
layers = []
observed = "ok: done"
control = "bare"
"""
import sys


class Late:
    def __del__(self, write=sys.stdout.write):
        write("GOT a finaliser\n")


sys.late = Late()
print("done")
