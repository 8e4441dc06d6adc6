"""Everything the stage and the product are made of, loaded before any of them begins (``tests.crash.nursery``)."""

import gc
from functools import cache

import anyio
import httpx
from sqlalchemy.orm import configure_mappers

from bot import app, dispatcher, logs, webhook
from bot.rehearsal import __main__ as rehearsal
from tests.crash import faults

__all__ = ["app", "dispatcher", "faults", "logs", "rehearsal", "webhook"]

configure_mappers()
anyio.run(anyio.sleep, 0)  # loads what httpx waits with
httpx.create_ssl_context = cache(httpx.create_ssl_context)
httpx.create_ssl_context()
gc.collect()
gc.freeze()
