"""Live cards that may stand twice say so."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

flag = sa.Boolean().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("card", sa.Column("maybe_repeat", flag, nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":  # the rows there are have their value; new ones always say it
        op.alter_column("card", "maybe_repeat", server_default=None)


def downgrade() -> None:
    op.drop_column("card", "maybe_repeat")
