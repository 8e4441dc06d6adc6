"""The events of a branch's plan for a year."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# STRICT tables of SQLite know INTEGER, TEXT and BLOB only.
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
day = sa.Date().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "planned_event",
        sa.Column("id", number, nullable=False),
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("venue_id", number, nullable=False),
        sa.Column("year", number, nullable=False),
        sa.Column("day", day, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("adopted_at", moment, nullable=True),
        sa.Column("adopted_by", number, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_planned_event_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["organisation.id"], name=op.f("fk_planned_event_venue_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_event")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("planned_event", schema=None) as batch_op:
        batch_op.create_index("ix_planned_event_organisation_id_year", ["organisation_id", "year"], unique=False)


def downgrade() -> None:
    op.drop_table("planned_event")
