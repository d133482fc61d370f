"""What each command does, from paths to pages."""

from autograder.pipeline.batch import Batch, Finished, HandIn
from autograder.pipeline.workshop import Options, Workshop, opened

__all__ = ["Batch", "Finished", "HandIn", "Options", "Workshop", "opened"]
