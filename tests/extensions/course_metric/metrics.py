"""A metric of one course: how many outputs are within a tenth of the target."""

import numpy as np

from autograder.metrics import SHARE, Direction, Mean


class WithinTenth(Mean):
    name, title, unit, direction = "within_tenth", "share within a tenth", SHARE, Direction.HIGHER

    def each(self, outputs, targets):
        if outputs.shape not in {(len(targets.values),), (len(targets.values), 1)}:
            raise ValueError("expected one number for each example")
        off = np.abs(outputs.reshape(-1) - targets.values)
        return (off <= np.abs(targets.values) / 10).astype(float)

    def baseline(self, targets):
        if targets.classes:
            raise ValueError("expected targets that are numbers")
        return float(self.each(np.full(len(targets.values), np.median(targets.values)), targets).mean())

    def decimals(self, targets):
        return 2


WITHIN_TENTH = WithinTenth()
