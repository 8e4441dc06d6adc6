"""Statements compiled once a run: SQLAlchemy keeps them per engine, and nearly every test has engines of its own."""

from collections.abc import Hashable

from sqlalchemy import event
from sqlalchemy.engine import Compiled, Connection, Engine


class Compilations(dict[tuple[Hashable, ...], Compiled]):
    """What has been compiled, by dialect's kind (the engines of a kind speak alike) and by SQLAlchemy's own key."""

    def get(self, key, default=None):
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key, compiled):
        super().__setitem__((type(key[0]), *key[1:]), compiled)


_COMPILED = Compilations()


def share() -> None:
    """Let every engine of this process look there first."""
    event.listen(Engine, "engine_connect", _look_there)


def _look_there(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)
