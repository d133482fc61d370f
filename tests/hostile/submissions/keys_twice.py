"""
attacks = "Keep the grader busy with an object of many keys, one of which stands there twice."
promise = "reading"
observed = "same"
control = "naive"
naive = "takes_long(lambda: next(name for name in names if names.count(name) > 1))"
"""
from pathlib import Path

names = [f"k{number}" for number in range(60_000)] + ["last", "last"]
for folder in ("/box/out", "../out"):
    if Path(folder).is_dir():
        text = ",".join(f'"{name}":0' for name in names)
        for name in ("notes", "history", "found"):
            Path(folder, f"{name}.json").write_text("{" + text + "}")
