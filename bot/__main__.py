"""The door for operators: ``sanhui`` and ``python -m bot``."""

import sys

from bot import cli


def main() -> None:
    """Carry out the command line and end the process with its exit code."""
    sys.exit(cli.call(sys.argv[1:]))


if __name__ == "__main__":
    main()
