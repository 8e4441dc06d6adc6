"""What members chose about the messages they get."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# STRICT tables of SQLite know INTEGER, TEXT and BLOB only.
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
flag = sa.Boolean().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "nudge_choice",
        sa.Column("member_id", number, autoincrement=False, nullable=False),
        sa.Column("extra_nudges", flag, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_nudge_choice_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_nudge_choice")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("nudge_choice")
