"""Loading code without the garbage collector's walks over it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import inside: nothing that is being loaded is garbage, and what was loaded stays and need never be looked at."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
