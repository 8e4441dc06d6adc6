"""The field's standard terms as enumerations: one noun, one spelling, everywhere.

Values are what is stored in the database and printed in JSON; Chinese labels stand in ``bot/texts/terms.py``.
"""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """Ladder of Party organisations; a group is no level of its own but may be bound to a chat."""

    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    GROUP = "group"


class Activity(StrEnum):
    """What a meeting may be credited as (the obligations of the rulebook)."""

    GENERAL_MEETING = "general_meeting"
    COMMITTEE_MEETING = "committee_meeting"
    GROUP_MEETING = "group_meeting"
    PARTY_LECTURE = "party_lecture"
    THEME_PARTY_DAY = "theme_party_day"
    ORG_LIFE_MEETING = "org_life_meeting"
    MEMBER_APPRAISAL = "member_appraisal"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting"
    HEART_TO_HEART_TALK = "heart_to_heart_talk"


class Form(StrEnum):
    """In whose form a meeting is held; it decides who is expected and which quorum applies."""

    GENERAL = "general"
    COMMITTEE = "committee"
    GROUP = "group"
    LECTURE = "lecture"
    THEME_DAY = "theme_day"
    DEMOCRATIC_LIFE = "democratic_life"


class Category(StrEnum):
    """Membership category, dated per member."""

    FULL = "full"
    PROBATIONARY = "probationary"
    ACTIVIST = "activist"
    CANDIDATE = "candidate"
    APPLICANT = "applicant"


class Duty(StrEnum):
    """A dated appointment; being a Telegram administrator gives none."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    ORGANISATION_COMMISSIONER = "organisation_commissioner"
    PUBLICITY_COMMISSIONER = "publicity_commissioner"
    DISCIPLINE_COMMISSIONER = "discipline_commissioner"
    COMMITTEE_MEMBER = "committee_member"
    GROUP_LEADER = "group_leader"
    RECORDER = "recorder"


class MeetingState(StrEnum):
    """Life of a meeting; cancelled, postponed and void keep their reason, nothing is deleted."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    IN_PROGRESS = "in_progress"
    HELD = "held"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    VOID = "void"


class Source(StrEnum):
    """Where a meeting's record came from; the words people see and JSON prints."""

    BOT = "bot"
    IMPORTED = "imported"
    BACKFILLED = "backfilled"


class Answer(StrEnum):
    """A member's own reply to an announced meeting."""

    ATTEND = "attend"
    LEAVE = "leave"


class LeaveKind(StrEnum):
    """Kinds of leave offered by the buttons."""

    PERSONAL = "personal"
    SICK = "sick"
    OFFICIAL = "official"
    TRAINING = "training"
    OTHER = "other"


class LeaveState(StrEnum):
    """A request for leave waits until someone entitled decides."""

    ASKED = "asked"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class CorrectionState(StrEnum):
    """A member's word that their line of a roll is wrong waits until someone who keeps the roll has looked."""

    ASKED = "asked"
    CORRECTED = "corrected"
    DECLINED = "declined"


class AttendanceStatus(StrEnum):
    """State of one expected person on the roll; no row at all means unknown (never present)."""

    PRESENT = "present"
    LATE = "late"
    EARLY_LEAVE = "early_leave"
    ONLINE = "online"
    ON_LEAVE = "on_leave"
    ABSENT = "absent"
    MAKEUP = "makeup"
    EXEMPT = "exempt"
    OBSERVER = "observer"


CAME = frozenset(
    {AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.EARLY_LEAVE, AttendanceStatus.ONLINE}
)
"""States that count as 实到; unknown is never among them."""


class CheckInWay(StrEnum):
    """How an attendance row came about; on-behalf ways carry a reason that stays visible."""

    SELF = "self"
    PROXY = "proxy"
    LATE_ENTRY = "late_entry"
    ROLL = "roll"


class GuestRole(StrEnum):
    """Why somebody is at a meeting without being expected: sits in on it, or belongs to another branch."""

    OBSERVER = "observer"
    GUEST_MEMBER = "guest_member"


class MakeupState(StrEnum):
    """A lesson to make up, from its task to its place on the roll; withdrawn when the roll says otherwise."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class LineKind(StrEnum):
    """Kinds of minute lines, typed in the group as # and the Chinese word."""

    TOPIC = "topic"
    SPEECH = "speech"
    RESOLUTION = "resolution"
    ACTION = "action"


class MinutesState(StrEnum):
    """A version of the minutes from draft to signed."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SIGNED = "signed"


class ObligationStatus(StrEnum):
    """Answer of the audit for one rule, organisation and period."""

    MET = "met"
    SCHEDULED = "scheduled"
    DUE = "due"
    AT_RISK = "at_risk"
    MISSED = "missed"
    DEFERRED = "deferred"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSED = "not_assessed"


class Modality(StrEnum):
    """How binding a rule is: central shall, central normally, may, or local custom."""

    HARD = "HARD"
    USUAL = "USUAL"
    OPTIONAL = "OPTIONAL"
    LOCAL = "LOCAL"


class SensitiveEntry(StrEnum):
    """How an organisation chose to enter confidential text: private chat, or the office's own page."""

    PRIVATE_CHAT = "private_chat"
    OWN_PAGE = "own_page"


class Aspect(StrEnum):
    """What a dated standing of a member is about."""

    CATEGORY = "category"
    GROUP = "group"
    EXEMPTION = "exemption"
    RESTRICTION = "restriction"
    FLOATING = "floating"
    LEADING_CADRE = "leading_cadre"


class AccountState(StrEnum):
    """Life of the link between a Telegram account and a member."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


class SigningRole(StrEnum):
    """Who signs minutes."""

    RECORDER = "recorder"
    HOST = "host"


class DialogueState(StrEnum):
    """An open dialogue reads what is typed; one set aside keeps its draft."""

    OPEN = "open"
    SET_ASIDE = "set_aside"
    FINISHED = "finished"


class IncomingState(StrEnum):
    """A stored update: waiting, its change committed (done), answered, not understood (dead) or not for us."""

    WAITING = "waiting"
    DONE = "done"
    ANSWERED = "answered"
    DEAD = "dead"
    IGNORED = "ignored"
    FAILED = "failed"


class SummaryKind(StrEnum):
    """Period of a summary."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
