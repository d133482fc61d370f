"""The place from which courses of earlier versions import constraints; it is `autograder.networks` now."""
