"""Export a module as plain data: what it computes in training and at inference, and its weights."""

from __future__ import annotations

import io
import logging
import traceback
import warnings
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

import autograder
from autograder.frameworks.torch.calls import CallReader, UnfollowedError
from autograder.frameworks.torch.modes import modes_kept
from autograder.frameworks.torch.program import Graph, Held, ModuleInput, ModuleProgram

BATCH: Final = 3
"""How many made-up inputs a module is followed with."""
LIBRARIES: Final = ("<", str(Path(torch.__file__).parent), str(Path(autograder.__file__).parent))
"""How the names of files begin whose lines are not the submission's."""


@dataclass(frozen=True, slots=True)
class ExportedModule:
    """A module as plain data, and its weights in the order of `ModuleProgram.weights`."""

    program: ModuleProgram
    weights: tuple[NDArray[Any], ...]


def exported(module: Any, inputs: Sequence[tuple[tuple[int, ...], str]]) -> ExportedModule:
    """Export a module.

    Args:
        module: an `nn.Module`; left as it is.
        inputs: of each argument of `forward` the shape, without the batch axis, and the type.

    Raises:
        UnfollowedError: the module cannot be followed, because it branches on values of its input, or calls what is no
            operation on tensors.
    """
    module = unwrapped(module)
    examples = tuple(_example(shape, dtype) for shape, dtype in inputs)
    with modes_kept(module), warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        _materialised(module, examples)
        followed = {training: _followed(module, examples, training=training) for training in (True, False)}
    weights = _Weights(module)
    reader = CallReader(weights.place)
    graphs: list[Graph] = [reader.graph(followed[training]) for training in (True, False)]
    given = tuple(ModuleInput((None, *shape), dtype) for shape, dtype in inputs)
    program = ModuleProgram(type(module).__name__, given, tuple(weights.held), tuple(reader.modules), *graphs)
    return ExportedModule(program, tuple(weights.arrays))


def unwrapped(module: Any) -> Any:
    """Return the module inside a compiled one, or inside one that is spread over several devices."""
    while True:
        if isinstance(module, torch.nn.DataParallel | torch.nn.parallel.DistributedDataParallel):
            module = module.module
        elif "_orig_mod" in getattr(module, "_modules", {}):
            module = module._modules["_orig_mod"]  # noqa: SLF001  what torch.compile keeps has no public name
        else:
            return module


def _example(shape: tuple[int, ...], dtype: str) -> Any:
    generator = torch.Generator().manual_seed(0)
    if dtype.startswith("float"):
        return torch.rand((BATCH, *shape), generator=generator).to(getattr(torch, dtype))
    return torch.randint(0, 2, (BATCH, *shape), generator=generator).to(getattr(torch, dtype))


def _materialised(module: Any, examples: tuple[Any, ...]) -> None:
    """Call a module once that has weights whose shapes its first input decides."""
    if any(isinstance(each, torch.nn.parameter.UninitializedTensorMixin) for each in module.parameters()):
        module.eval()
        with torch.no_grad():
            module(*examples)


def _followed(module: Any, examples: tuple[Any, ...], *, training: bool) -> Any:
    module.train(training)
    quiet = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    batch = torch.export.Dim("batch", min=1)
    try:
        return torch.export.export(module, examples, dynamic_shapes=tuple({0: batch} for _ in examples), strict=False)
    except Exception as error:  # following runs the submission's code, which may fail in any way
        raise UnfollowedError(_why(error, module)) from error
    finally:
        logging.disable(quiet)


def _why(error: Exception, module: Any) -> str:
    """Return why a module could not be followed, with the last line of its own code that was reached."""
    text = f"{type(error).__name__}: {error}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(LIBRARIES)]
    where = f" (line {frames[-1].lineno})" if frames else ""
    if "data-dependent" in text or "DataDependent" in text:
        return f"forward() decides by values of its input{where}"
    if ".numpy()" in text:
        return f"forward() hands a tensor to NumPy{where}"
    if "Constraints violated" in text and any(map(_runs_over_batches, module.modules())):
        return "a recurrent layer takes the batch for its steps: give it batch_first=True, or turn its input round"
    if "Constraints violated" in text:
        return "forward() takes batches of one size alone: let x.size(0) say how many inputs there are"
    first = next(line.strip() for line in text.splitlines() if line.strip())
    return f"{first.removesuffix('.')[:300]}{where}"


def _runs_over_batches(part: Any) -> bool:
    """Tell whether a part of a module is a recurrent layer whose input has its steps first."""
    return isinstance(part, torch.nn.RNNBase) and not part.batch_first


class _Weights:
    """The weights of a module, each once, in the order in which its graphs name them."""

    def __init__(self, module: Any) -> None:
        self.parameters = dict(module.named_parameters(remove_duplicate=False))
        self.buffers = dict(module.named_buffers(remove_duplicate=False))
        self.held: list[Held] = []
        self.arrays: list[NDArray[Any]] = []
        self._places: dict[Any, int] = {}
        for name in self.parameters:
            self.place(name, None)

    def place(self, name: str, constant: Any) -> int:
        """Return the place of a weight; of a constant of a graph, which belongs to no module."""
        tensor = self.parameters.get(name, self.buffers.get(name)) if constant is None else constant
        if tensor is None:
            raise UnfollowedError(f"the module reads {name}, which is none of its parameters and buffers")
        array = tensor.detach().cpu().contiguous().numpy()
        key = id(tensor) if constant is None else (array.shape, array.dtype.str, array.tobytes())
        if key not in self._places:
            self._places[key] = len(self.held)
            parameter = isinstance(tensor, torch.nn.Parameter)
            trainable = bool(parameter and tensor.requires_grad)
            self.held.append(Held(name, tuple(array.shape), array.dtype.name, parameter, trainable))
            self.arrays.append(np.array(array))
        return self._places[key]
