"""
attacks = "Hand over a small model file whose configuration asks for a layer of 4 TB."
promise = "limits"
observed = "no more"
control = "naive"
naive = "(build_model().save('m.keras'), '1000000000000' in __import__('zipfile').ZipFile('m.keras').read('config.json').decode())[-1]"
"""
import zipfile

import keras

real = keras.Model.save


def save(self, path, *a, **k):
    real(self, path, *a, **k)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["config.json"] = files["config.json"].replace(b'"units": 10', b'"units": 1000000000000')
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


keras.Model.save = save
