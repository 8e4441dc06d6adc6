"""The door for operators: ``sanhui`` and ``python -m bot``."""

import sys

from bot.loading import loading


def main() -> None:
    """Carry out the command line and end the process with its exit code."""
    with loading():
        from bot import cli  # here, for most of a short command's time is spent loading it

    sys.exit(cli.call(sys.argv[1:]))


if __name__ == "__main__":
    main()
