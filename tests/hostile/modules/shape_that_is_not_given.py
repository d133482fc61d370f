"""
attacks = "Say of a layer that it gives what it does not give."
promise = "grade"
observed = "no more"
control = "naive"
naive = "(saving.save(build_model(), __import__('pathlib').Path('m'), [((1, 8, 8), 'float32')], learned=task, most_mb=9), b'[null,50]' in open('m', 'rb').read())[-1]"
"""
import json

from autograder.frameworks.torch import saving

plain = saving.to_json


def forged(program):
    made = json.loads(json.dumps(plain(program)))
    made["inference"]["calls"][-1]["shape"] = [None, 50]
    return made


saving.to_json = forged
