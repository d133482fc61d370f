"""
attacks = "Let a call read what comes after it."
promise = "harvest"
observed = "no more"
control = "naive"
naive = "(saving.save(build_model(), __import__('pathlib').Path('m'), [((1, 8, 8), 'float32')], learned=task, most_mb=9), b'node' in open('m', 'rb').read())[-1]"
"""
import json

from autograder.frameworks.torch import saving

plain = saving.to_json


def forged(program):
    made = json.loads(json.dumps(plain(program)))
    made["inference"]["calls"][0]["args"][0] = {"node": 1}
    return made


saving.to_json = forged
