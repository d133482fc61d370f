"""Call a function that reads what a student wrote in a process of its own, which ends when it takes too much.

Parsers, regular expressions and renderers can take time that nobody foresaw, and a thread cannot be ended. A server
process, started once, has imported what reads; each call is a fork of it with limits on its time and memory. What
comes back is data: plain values and this package's own records.
"""

from autograder.apart.calls import BRIEF, apart, within
from autograder.apart.messages import Most
from autograder.apart.process import warm

__all__ = ["BRIEF", "Most", "apart", "warm", "within"]
