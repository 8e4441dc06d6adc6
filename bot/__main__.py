"""The door for operators: ``sanhui`` and ``python -m bot``."""

import sys


def main() -> None:
    """Carry out the command line and end the process with its exit code."""
    from bot import cli  # noqa: PLC0415 - the process's first import: nothing else may cost time before it

    sys.exit(cli.call(sys.argv[1:]))


if __name__ == "__main__":
    main()
