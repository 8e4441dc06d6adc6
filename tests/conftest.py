"""What every test may ask for: databases of both engines."""

from tests.fakes.databases import (
    database_url,
    empty_url,
    organisation_id,
    postgres_migrated,
    postgres_url,
    sessions,
    sqlite_migrated,
)

__all__ = [
    "database_url",
    "empty_url",
    "organisation_id",
    "postgres_migrated",
    "postgres_url",
    "sessions",
    "sqlite_migrated",
]
