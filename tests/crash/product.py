"""The product as a child process that can be killed: imported once, then forked anew for each line on standard input.

Prints the number of the process it began, and how that one ended (an exit code, or minus the signal). What runs is
``bot.app.run`` with the settings of the environment in the ``--role`` given; ``--lease`` shortens the leases,
``--fault`` plants a fault.
"""

import argparse
import asyncio
import gc
import os
import sys
from datetime import timedelta

from bot import app, dispatcher, logs
from bot.roles import Role
from bot.settings import load_settings
from jobs import carrying, duty, outbox
from tests.crash.faults import FAULTS


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lease", type=float, help="seconds a claim and the sender's right hold")
    parser.add_argument("--fault", choices=FAULTS)
    parser.add_argument("--role", type=Role, default=Role.ALL)
    return parser.parse_args()


def _prepare(given: argparse.Namespace) -> None:
    if given.lease is not None:
        lease = timedelta(seconds=given.lease)
        carrying.LEASE = outbox.LEASE = duty.LEASE = dispatcher.HOLD = lease
    if given.fault is not None:
        FAULTS[given.fault]()


def _serve(role: Role) -> None:
    settings = load_settings()
    logs.configure(settings.log_level, settings.secrets())
    logs.install_hooks()
    asyncio.run(app.run(settings, role))


def _child(role: Role) -> None:
    try:
        _serve(role)
    except BaseException as error:
        logs.log_event("ended_badly", error)
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Serve until standard input ends."""
    given = _read_arguments()
    _prepare(given)
    gc.freeze()
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _child(given.role)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
