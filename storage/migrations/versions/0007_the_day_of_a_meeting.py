"""The day of a meeting: codes, guests, spot checks, stays, delegated powers, lessons made up, visits."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# STRICT tables of SQLite know INTEGER, TEXT and BLOB only.
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
day = sa.Date().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", number, nullable=False),
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("power", sa.Text(), nullable=False),
        sa.Column("member_id", number, nullable=False),
        sa.Column("given_by", number, nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("valid_from", day, nullable=False),
        sa.Column("valid_to", day, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["given_by"], ["member.id"], name=op.f("fk_delegation_given_by_member")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_delegation_member_id_member")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_delegation_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "check_in_try",
        sa.Column("meeting_id", number, nullable=False),
        sa.Column("member_id", number, nullable=False),
        sa.Column("failed", number, nullable=False),
        sa.Column("locked_until", moment, nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_check_in_try_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_check_in_try_member_id_member")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_check_in_try")),
        sqlite_strict=True,
    )
    op.create_table(
        "guest",
        sa.Column("id", number, nullable=False),
        sa.Column("meeting_id", number, nullable=False),
        sa.Column("member_id", number, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by_id", number, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_guest_by_id_member")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_guest_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_guest_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_guest_meeting_id_member_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("guest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_member_id"), ["member_id"], unique=False)

    op.create_table(
        "makeup",
        sa.Column("id", number, nullable=False),
        sa.Column("meeting_id", number, nullable=False),
        sa.Column("member_id", number, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("round", number, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("submitted_at", moment, nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("decided_by", number, nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["member.id"], name=op.f("fk_makeup_decided_by_member")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_makeup_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_makeup_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_makeup")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_makeup_meeting_id_member_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("makeup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_makeup_member_id"), ["member_id"], unique=False)

    op.create_table(
        "makeup_material",
        sa.Column("meeting_id", number, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("given_by", number, nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["given_by"], ["member.id"], name=op.f("fk_makeup_material_given_by_member")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_makeup_material_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_makeup_material")),
        sqlite_strict=True,
    )
    op.create_table(
        "spot_check",
        sa.Column("id", number, nullable=False),
        sa.Column("meeting_id", number, nullable=False),
        sa.Column("member_id", number, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("asked_by", number, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["member.id"], name=op.f("fk_spot_check_asked_by_member")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_spot_check_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_spot_check_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_spot_check_meeting_id_member_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("spot_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spot_check_member_id"), ["member_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", number, nullable=False),
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("member_id", number, nullable=False),
        sa.Column("meeting_id", number, nullable=False),
        sa.Column("visitor_id", number, nullable=False),
        sa.Column("visited_on", day, nullable=False),
        sa.Column("noted_by", number, nullable=False),
        sa.Column("noted_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_visit_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_visit_member_id_member")),
        sa.ForeignKeyConstraint(["noted_by"], ["member.id"], name=op.f("fk_visit_noted_by_member")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_visit_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["visitor_id"], ["member.id"], name=op.f("fk_visit_visitor_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint(
            "member_id", "meeting_id", "visited_on", name=op.f("uq_visit_member_id_meeting_id_visited_on")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_organisation_id"), ["organisation_id"], unique=False)

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arrived_at", moment, nullable=True))
        batch_op.add_column(sa.Column("left_at", moment, nullable=True))

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("check_in_code_since", moment, nullable=True))

    with op.batch_alter_table("roll", schema=None) as batch_op:
        batch_op.add_column(sa.Column("secret_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("roll", schema=None) as batch_op:
        batch_op.drop_column("secret_sealed")

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("check_in_code_since")

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_column("left_at")
        batch_op.drop_column("arrived_at")

    op.drop_table("visit")
    op.drop_table("spot_check")
    op.drop_table("makeup_material")
    op.drop_table("makeup")
    op.drop_table("guest")
    op.drop_table("check_in_try")
    op.drop_table("delegation")
