"""
attacks = "Name a way to the insides of Python where an operation is named."
promise = "harvest"
observed = "no more"
control = "naive"
naive = "(saving.save(build_model(), __import__('pathlib').Path('m'), [((1, 8, 8), 'float32')], learned=task, most_mb=9), b'__class__' in open('m', 'rb').read())[-1]"
"""
import json

from autograder.frameworks.torch import saving

plain = saving.to_json


def forged(program):
    made = json.loads(json.dumps(plain(program)))
    made["inference"]["calls"][0]["op"] = "__class__.__init__"
    return made


saving.to_json = forged
