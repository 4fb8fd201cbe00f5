"""The command line: ``descrape`` and ``python -m descrape``."""

import os
import signal
import sys

from descrape._native import main as _main


def main() -> None:
    """Runs the program with the arguments of this process and ends it."""
    # The program listens to Ctrl-C itself, and says where to go on.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = _main(["descrape", *sys.argv[1:]])
    # Not sys.exit: an interrupted run has a thread that may wait for stdin for ever.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
