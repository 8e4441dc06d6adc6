"""The database's URL as people write it, turned into the driver's; remote PostgreSQL must prove who it is."""

from collections.abc import Iterator
from ipaddress import ip_address

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

PLAINTEXT_WAIVER = "disable-i-know"
VERIFIED = "verify-full"
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


class DatabaseUrlError(Exception):
    """The text is no URL of SQLite or PostgreSQL; never carries the text."""


class PlaintextDatabaseError(DatabaseUrlError):
    """A remote PostgreSQL without ``sslmode=verify-full``: the driver would fall back to plaintext silently."""


def normalise(given: str, default_host: str = "") -> str:
    """Return the SQLAlchemy URL for ``given``; raises DatabaseUrlError.

    ``default_host`` is where the driver goes when the URL names no host. ``sslmode`` is passed on under the driver's
    name for it, ``ssl``; ``sslmode=disable-i-know`` waives the certificate of a remote server.
    """
    url = _parse(given)
    if url.get_backend_name() == "sqlite":
        return url.render_as_string(hide_password=False)
    mode = url.query.get("ssl", url.query.get("sslmode"))
    remote = not all(map(is_this_machine, _hosts(url, default_host)))
    if remote and mode not in (VERIFIED, PLAINTEXT_WAIVER):
        raise PlaintextDatabaseError
    query = {name: value for name, value in url.query.items() if name not in ("ssl", "sslmode")}
    if isinstance(mode, str):
        query["ssl"] = "disable" if mode == PLAINTEXT_WAIVER else mode
    return url.set(query=query).render_as_string(hide_password=False)


def is_sqlite(given: str) -> bool:
    """Tell whether the URL names a SQLite database, which one process serves alone."""
    return _parse(given).get_backend_name() == "sqlite"


def password(given: str) -> str:
    """Return the password inside the URL, or nothing."""
    return str(_parse(given).password or "")


def is_this_machine(host: str) -> bool:
    """Tell whether ``host`` is a socket of this machine, its loopback, or nothing (the driver's own socket)."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host in ("", "localhost") or host.startswith("/")


def _parse(given: str) -> URL:
    try:
        url = make_url(given)
        return url.set(drivername=_DRIVERS[url.drivername])
    except (ArgumentError, KeyError, ValueError):
        raise DatabaseUrlError from None


def _hosts(url: URL, default_host: str) -> Iterator[str]:
    several = url.query.get("host", ())
    for group in (several,) if isinstance(several, str) else several:
        yield from (host if host.startswith("/") else host.rsplit(":", 1)[0] for host in group.split(","))
    yield url.host or ("" if several else default_host)
