"""Databases of both engines for the tests in this directory."""

from tests.fakes.databases import organisation_id, postgres_url, sessions

__all__ = ["organisation_id", "postgres_url", "sessions"]
