"""
attacks = "Name an operation that reads files in the program that is handed over."
promise = "harvest"
observed = "no more"
control = "naive"
naive = "(saving.save(build_model(), __import__('pathlib').Path('m'), [((1, 8, 8), 'float32')], learned=task, most_mb=9), b'from_file' in open('m', 'rb').read())[-1]"
"""
import json

from autograder.frameworks.torch import saving

plain = saving.to_json


def forged(program):
    made = json.loads(json.dumps(plain(program)))
    made["training"]["calls"][0]["op"] = made["inference"]["calls"][0]["op"] = "from_file.default"
    return made


saving.to_json = forged
