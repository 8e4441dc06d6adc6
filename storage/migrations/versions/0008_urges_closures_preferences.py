"""Urgings by committees, closures, and how organisations like their papers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# STRICT tables of SQLite know INTEGER, TEXT and BLOB only.
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
day = sa.Date().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "urge",
        sa.Column("id", number, nullable=False),
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("by_organisation_id", number, nullable=False),
        sa.Column("by_member_id", number, nullable=False),
        sa.Column("day", day, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_urge_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["by_organisation_id"], ["organisation.id"], name=op.f("fk_urge_by_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["by_member_id"], ["member.id"], name=op.f("fk_urge_by_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urge")),
        sa.UniqueConstraint(
            "organisation_id", "by_organisation_id", "day", name=op.f("uq_urge_organisation_id_by_organisation_id_day")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "closure",
        sa.Column("id", number, nullable=False),
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_day", day, nullable=False),
        sa.Column("last_day", day, nullable=False),
        sa.Column("set_by", number, nullable=False),
        sa.Column("set_at", moment, nullable=False),
        sa.Column("removed_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_closure_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["member.id"], name=op.f("fk_closure_set_by_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index("ix_closure_organisation_id", ["organisation_id"], unique=False)
    op.create_table(
        "preference",
        sa.Column("id", number, nullable=False),
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_preference_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_preference_organisation_id_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("preference")
    op.drop_table("closure")
    op.drop_table("urge")
