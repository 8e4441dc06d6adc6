"""The product as a process that can be killed: ``bot.app.run`` with the settings of the environment."""

import asyncio
import os
from dataclasses import dataclass
from datetime import timedelta

from bot import app, dispatcher, logs
from bot.roles import Role
from bot.settings import load_settings
from jobs import carrying, duty, outbox
from storage.clock import SystemClock
from tests.crash.faults import FAULTS


@dataclass(frozen=True)
class Orders:
    """What is unusual about a process.

    ``lease`` shortens its leases to so many seconds, ``fault`` plants a fault, its machine's clock is ``ahead``.
    """

    role: Role = Role.ALL
    lease: float | None = None
    fault: str | None = None
    ahead: timedelta = timedelta()


def live(orders: Orders) -> None:
    """Serve until a signal comes."""
    if orders.lease is not None:
        lease = timedelta(seconds=orders.lease)
        carrying.LEASE = outbox.LEASE = duty.LEASE = dispatcher.HOLD = lease
    if orders.fault is not None:
        FAULTS[orders.fault]()
    if orders.ahead:
        right = SystemClock.now
        SystemClock.now = lambda clock: right(clock) + orders.ahead
    try:
        settings = load_settings()
        logs.configure(settings.log_level, settings.secrets())
        logs.install_hooks()
        asyncio.run(app.run(settings, orders.role))
    except BaseException as error:
        logs.log_event("ended_badly", error)
        os._exit(1)
