"""Evidence on disk, by key: what a box gave, its arrays and files, and the digests of them all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from autograder import wire
from autograder.partial import partial_folder, remove
from autograder.records import Evidence, FunctionValue
from autograder.records.notes import of_older_versions


@dataclass(frozen=True, slots=True)
class Artefacts:
    """Files that come with evidence, by relative path ("figures/01.png", "executed.ipynb")."""

    files: Mapping[str, bytes]


SUMS, SUM = "sums.json", "sum"
_EVIDENCE = TypeAdapter(Evidence)


@dataclass(frozen=True, slots=True)
class EvidenceStore:
    """Evidence on disk, by key. Writing is first come, first kept."""

    root: Path

    def folder(self, key: str) -> Path:
        """Return where the evidence of a key lies."""
        return self.root / key

    def write(self, key: str, evidence: Evidence, artefacts: Artefacts) -> Evidence:
        """Keep evidence and its files under a key; return what is kept: what was there already, undamaged, stays."""
        with partial_folder(self.root) as temporary:
            _write_evidence(temporary, evidence)
            _write_files(temporary / "files", artefacts)
            _write_sums(temporary)
            if (self.root / key).exists() and self.read(key) is None:
                self.drop(key)
            try:
                temporary.rename(self.root / key)
            except OSError:
                kept = self.read(key)
                if kept is None:
                    raise
                return kept
        return evidence

    def read(self, key: str) -> Evidence | None:
        """Return the evidence of a key; None where there is none or it is damaged."""
        folder = self.root / key
        try:
            return None if _damaged(folder) else _read_evidence(folder)
        except Exception:  # noqa: BLE001 - damaged in whatever way
            return None

    def glance(self, key: str) -> Evidence | None:
        """Return the evidence of a key without its arrays, and without comparing digests: enough for an overview."""
        try:
            return _EVIDENCE.validate_python(of_older_versions(_document(self.root / key)["evidence"]))
        except Exception:  # noqa: BLE001 - damaged in whatever way
            return None

    def file(self, key: str, name: str) -> bytes | None:
        """Return a file that came with the evidence, or None."""
        path = self.root / key / "files" / name
        return path.read_bytes() if path.is_file() else None

    def artefacts(self, key: str) -> Artefacts:
        """Return every file that came with the evidence."""
        folder = self.root / key / "files"
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return Artefacts({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})

    def drop(self, key: str) -> None:
        """Forget the evidence of a key."""
        remove(self.root / key)


def _write_files(folder: Path, artefacts: Artefacts) -> None:
    for name, data in artefacts.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _damaged(folder: Path) -> bool:
    """Return whether a file is not what was written; evidence of older versions came without digests."""
    sums = folder / SUMS
    return sums.exists() and json.loads(sums.read_text(encoding="utf-8")) != _sums(folder)


def _write_sums(folder: Path) -> None:
    (folder / SUMS).write_text(json.dumps(_sums(folder)), encoding="utf-8")


def _sums(folder: Path) -> dict[str, str]:
    """Return a digest of every file of a folder, by relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _write_evidence(folder: Path, evidence: Evidence) -> None:
    found: list[np.ndarray[Any, Any]] = []
    values = []
    for call in evidence.functions:
        tree, own = wire.encode_tree(call.value, first=len(found))
        values.append(tree)
        found += own
    plain = replace(evidence, functions=tuple(replace(call, value=None) for call in evidence.functions))
    document = {
        "evidence": _EVIDENCE.dump_python(_without_outputs(plain), mode="json"),
        "values": values,
        "count": len(found),
    }
    (folder / "evidence.json").write_text(json.dumps(document), encoding="utf-8")
    for name, array in {**_outputs(evidence), **{f"function-{i}": array for i, array in enumerate(found)}}.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)


def _outputs(evidence: Evidence, beginning: str = "") -> dict[str, np.ndarray[Any, Any]]:
    """Return what models gave by the names of their files."""
    arrays: dict[str, np.ndarray[Any, Any]] = {f"{beginning}prediction-{k}": v for k, v in evidence.predictions.items()}
    for i, each in enumerate(evidence.repetitions):
        arrays |= {f"{beginning}repetition-{i}-{k}": v for k, v in each.predictions.items()}
    for i, model in enumerate(evidence.models.values()):
        arrays |= _outputs(model, f"model-{i}-")
    return arrays


def _without_outputs(evidence: Evidence) -> Evidence:
    return replace(
        evidence,
        predictions={},
        repetitions=tuple(replace(each, predictions={}) for each in evidence.repetitions),
        models={part: _without_outputs(model) for part, model in evidence.models.items()},
    )


def _document(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    return document


def _read_evidence(folder: Path) -> Evidence:
    document = _document(folder)
    evidence = _with_outputs(_EVIDENCE.validate_python(of_older_versions(document["evidence"])), folder)
    arrays = [np.load(folder / f"function-{i}.npy", allow_pickle=False) for i in range(document["count"])]
    values = [wire.decode_tree(tree, arrays) for tree in document["values"]]
    functions: tuple[FunctionValue, ...] = tuple(
        replace(call, value=value) for call, value in zip(evidence.functions, values, strict=True)
    )
    return replace(evidence, functions=functions)


def _with_outputs(evidence: Evidence, folder: Path, beginning: str = "") -> Evidence:
    """Return evidence with what its models gave, see `_outputs`."""
    return replace(
        evidence,
        predictions=_read_arrays(folder, f"{beginning}prediction-"),
        repetitions=tuple(
            replace(each, predictions=_read_arrays(folder, f"{beginning}repetition-{i}-"))
            for i, each in enumerate(evidence.repetitions)
        ),
        models={
            part: _with_outputs(model, folder, f"model-{i}-") for i, (part, model) in enumerate(evidence.models.items())
        },
    )


def _read_arrays(folder: Path, beginning: str) -> dict[str, np.ndarray[Any, Any]]:
    """Return the arrays of a folder whose names begin so, by how they go on."""
    paths = sorted(folder.glob(f"{beginning}*.npy"))
    return {path.stem.removeprefix(beginning): np.load(path, allow_pickle=False) for path in paths}
