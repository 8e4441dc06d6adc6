"""What a second person decides: obligations put off, records declared void."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# STRICT tables of SQLite know INTEGER, TEXT and BLOB only.
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
day = sa.Date().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("id", number, nullable=False),
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("period_start", day, nullable=True),
        sa.Column("new_day", day, nullable=True),
        sa.Column("meeting_id", number, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", number, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("decided_by", number, nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_approval_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_approval_meeting_id_meeting"),
        sa.ForeignKeyConstraint(["asked_by"], ["member.id"], name="fk_approval_asked_by_member"),
        sa.ForeignKeyConstraint(["decided_by"], ["member.id"], name="fk_approval_decided_by_member"),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
        sqlite_strict=True,
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(
            "uq_approval_open",
            ["organisation_id", "subject"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
    op.add_column("meeting", sa.Column("void_approved_at", moment, nullable=True))


def downgrade() -> None:
    op.drop_column("meeting", "void_approved_at")
    op.drop_table("approval")
