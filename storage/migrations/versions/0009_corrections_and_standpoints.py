"""What members say is wrong in their line of a roll, and for which of several organisations a person acts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# STRICT tables of SQLite know INTEGER, TEXT and BLOB only.
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state = 'asked'")


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", number, nullable=False),
        sa.Column("meeting_id", number, nullable=False),
        sa.Column("member_id", number, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("decided_by", number, nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["member.id"], name=op.f("fk_correction_decided_by_member")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_correction_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_correction_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(
            "uq_correction_meeting_id_member_id",
            ["meeting_id", "member_id"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
    op.create_table(
        "standpoint",
        sa.Column("telegram_id", number, nullable=False),
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("chosen_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_standpoint_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_standpoint")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("standpoint")
    op.drop_table("correction")
