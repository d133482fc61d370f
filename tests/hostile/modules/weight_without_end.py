"""
attacks = "Say of a weight that it is larger than any memory."
promise = "harvest"
observed = "no more"
control = "naive"
naive = "(saving.save(build_model(), __import__('pathlib').Path('m'), [((1, 8, 8), 'float32')], learned=task, most_mb=9), b'1000000000' in open('m', 'rb').read())[-1]"
"""
import json

from autograder.frameworks.torch import saving

plain = saving.to_json


def forged(program):
    made = json.loads(json.dumps(plain(program)))
    made["weights"][0]["shape"] = [10**9, 10**9]
    return made


saving.to_json = forged
