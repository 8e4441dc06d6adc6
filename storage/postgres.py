"""Connections to PostgreSQL that wait for nobody for ever: neither for a lock, nor for a server that is not there."""

from ssl import SSLError
from typing import Any

LOCK_PATIENCE = 10_000
"""Milliseconds a statement waits for somebody else's lock, as long as SQLite's writers wait."""

IDLE_PATIENCE = 60_000
"""Milliseconds after which the server ends a transaction whose process says nothing: frozen, it may hold locks."""

_ANSWER_PATIENCE = 10.0


async def connect(**arguments: Any) -> Any:  # noqa: ANN401 - the driver's own arguments and connection
    """Open a connection; where the server cannot be reached, that is an error of the database like any other.

    For ``connect_args={"async_creator_fn": …}``; takes what ``asyncpg.connect`` takes.
    """
    import asyncpg  # late: only those who use it have it

    patience = {"lock_timeout": LOCK_PATIENCE, "idle_in_transaction_session_timeout": IDLE_PATIENCE}
    settings = {name: str(value) for name, value in patience.items()} | arguments.pop("server_settings", {})
    try:
        return await asyncpg.connect(timeout=_ANSWER_PATIENCE, server_settings=settings, **arguments)
    except SSLError:  # a server that cannot prove who it is will not come back by itself
        raise
    except OSError as error:
        raise asyncpg.ClientCannotConnectError(type(error).__name__) from error
