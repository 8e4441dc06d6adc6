"""Which process handles a chat's stored updates."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# STRICT tables of SQLite know INTEGER, TEXT and BLOB only.
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("sender_id", number, autoincrement=False, nullable=False),
        sa.Column("chat_key", number, autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("until", moment, nullable=True),
        sa.PrimaryKeyConstraint("sender_id", "chat_key", name=op.f("pk_hold")),
        sqlite_strict=True,
    )
    # A chat without a row could not be held: what an older version left behind would wait for ever.
    op.execute("INSERT INTO hold (sender_id, chat_key) SELECT DISTINCT sender_id, chat_key FROM incoming")


def downgrade() -> None:
    op.drop_table("hold")
