"""What a box sees of a machine's cards, with a GPU and without: the device files that it can open."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.backends import SANDBOXES, Assigned
from autograder.contracts import Box, Mount, Sandbox
from autograder.errors import SandboxError
from autograder.execution.gpus import Card
from autograder.protocol.jobs import ScriptJob
from autograder.records import Limits
from autograder.sandbox import gpu

LIMITS = Limits(wall_s=120, memory_mb=8192)
SCRIPT = """
import json, os, stat, sys
opened = []
for path in json.loads(sys.argv[1]):
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        continue
    if stat.S_ISCHR(os.fstat(descriptor).st_mode):
        opened.append(path)
    os.close(descriptor)
computes = None
if os.environ.get("CUDA_VISIBLE_DEVICES"):
    from autograder.frameworks.keras import device, loading
    loading.load()
    device.take()
    import keras
    computes = float(keras.ops.convert_to_numpy(keras.ops.sum(keras.ops.ones((64, 64)) @ keras.ops.ones((64, 64)))))
    computes = computes if device.found() else None
print("SEEN", json.dumps([opened, computes]))
"""


def seen_by_boxes(framework: str, card: Card) -> Iterator[str]:
    """Print what boxes of each backend can open of the cards' devices; yield what is not as it should be."""
    everything = sorted(str(path) for path in Path("/dev").glob("nvidia*") if not path.is_dir())
    everything += sorted(str(path) for path in Path("/dev").glob("nvidia-caps/*"))
    name = card.uuid or card.name
    print(f"{'box':24}devices that can be opened, of {len(everything)}")
    for kind, backend in SANDBOXES.items():
        sandbox = backend(threads=1, framework=framework)
        try:
            if not any(layer.active for layer in sandbox.layers()):
                print(f"{kind:24}cannot run here: {sandbox.layers()[0].reason}")
                continue
            for value in ["", *([name] if name else [])]:
                yield from _checked(kind, Assigned(sandbox, value, 0), value, everything)
        finally:
            sandbox.close()


def _checked(kind: str, sandbox: Sandbox, value: str, everything: list[str]) -> Iterator[str]:
    box = f"{kind}, {'GPU' if value else 'no GPU'}"
    try:
        opened, computed = _seen(sandbox, everything)
    except SandboxError as error:
        yield f"{box}: {error}"
        return
    print(f"{box:24}{' '.join(Path(path).name for path in opened) or 'none'}", flush=True)
    allowed = {str(path) for path in gpu.devices(value)}
    if set(opened) != allowed:
        yield f"{box}: expected {sorted(allowed)}, opened {opened}"
    if value and computed != 64.0**3:
        yield f"{box}: expected a product on the card, found {computed}"


def _seen(sandbox: Sandbox, everything: list[str]) -> tuple[list[str], float | None]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "see.py"
        script.write_text(SCRIPT, encoding="utf-8")
        job = ScriptJob("see.py", (json.dumps(everything),))
        with sandbox.run(Box(job, (Mount(script, "in/see.py"),), LIMITS)) as result:
            line = next((each for each in result.stdout.splitlines() if each.startswith("SEEN ")), "")
            if not line:
                raise SandboxError(f"{result.reason}: {result.stderr.strip()[-300:]}")
            opened, computed = json.loads(line.removeprefix("SEEN "))
            return opened, computed
