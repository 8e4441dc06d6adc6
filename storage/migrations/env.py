"""What Alembic runs: the versions, on the connection it was handed, inside the transaction already open there.

The models are known only while a new version is being written; running one needs nothing but the database.
"""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

SPELLINGS = {
    "BigInt": "number",
    "Day": "day",
    "Flag": "flag",
    "Sealed": "sa.LargeBinary()",
    "UtcTime": "moment",
    "Words": "sa.Text()",
}
"""How our column types are written down in a version: as what they are made of, for our classes may change."""


def spell(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Spell one of our types with SQLAlchemy's own; False leaves everything else to Alembic."""
    return SPELLINGS.get(type(item).__name__, False) if kind == "type" else False


def run() -> None:
    """Run what the command asks for; SQLite changes its schema in transactions once the driver lets it."""
    given = context.config.attributes
    context.configure(
        connection=given["connection"],
        target_metadata=given.get("metadata"),
        render_as_batch=True,
        render_item=spell,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
