"""Years whose whole arrangement of holidays has been taken over from the notice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# STRICT tables of SQLite know INTEGER, TEXT and BLOB only.
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "holiday_notice",
        sa.Column("year", number, autoincrement=False, nullable=False),
        sa.Column("telegram_id", number, nullable=False),
        sa.Column("stored_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_holiday_notice")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("holiday_notice")
