"""What every test may ask for: databases of both engines."""

import gc
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.fakes import compiled
from tests.fakes.databases import (
    conversed,
    database_url,
    empty_url,
    engine,
    organisation_id,
    postgres_migrated,
    postgres_url,
    sessions,
    sqlite_migrated,
    sqlite_sessions,
)

# A busy machine is no defect: no test fails for having been slow.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

compiled.share()

__all__ = [
    "database_url",
    "empty_url",
    "engine",
    "organisation_id",
    "postgres_migrated",
    "postgres_url",
    "sessions",
    "sqlite_migrated",
    "sqlite_sessions",
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold every conversation on both engines; the product cannot tell, the tests need not know."""
    engines = conversed(metafunc)
    if engines:
        metafunc.parametrize("engine", engines, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What kills processes comes first: one after another, it lasts as long as all the others side by side."""
    items.sort(key=lambda item: item.get_closest_marker("crash") is None)


def pytest_collection_finish() -> None:
    """What has been loaded stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undo what a test of the command line does to the process: its log would go on writing to a closed stream."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    yield
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
