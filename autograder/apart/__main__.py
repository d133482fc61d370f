"""Start the server: `python -m autograder.apart DESCRIPTOR`."""

import sys

from autograder.apart.server import main

main(int(sys.argv[1]))
