"""
attacks = "Hand over a model file whose archive holds paths that climb out."
promise = "grade"
observed = "no more"
control = "naive"
naive = "(build_model().save('m.keras'), unpack('m.keras', 'inside'), os.path.exists('climbed'))[-1]"
"""
import zipfile

import keras

real = keras.Model.save


def save(self, path, *a, **k):
    real(self, path, *a, **k)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../out/structure.json", '{"earned": 100}')
        archive.writestr("/box/out/trained.json", '{"earned": 100}')
        archive.writestr("../climbed", "x")
        archive.writestr("assets/../../../../tmp/x", "x")


keras.Model.save = save
