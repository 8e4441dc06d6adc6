"""One table a file; importing this package declares them all."""

from storage.models.account import Account
from storage.models.answer import Answer
from storage.models.appointment import Appointment
from storage.models.approval import Approval
from storage.models.attendance import Attendance
from storage.models.audit_entry import AuditEntry
from storage.models.bind_code import BindCode
from storage.models.binding import Binding
from storage.models.card import Card
from storage.models.check_in_try import CheckInTry
from storage.models.closure import Closure
from storage.models.contact import Contact
from storage.models.correction import Correction
from storage.models.credit import Credit
from storage.models.criticism import Criticism
from storage.models.deferral import Deferral
from storage.models.delegation import Delegation
from storage.models.delivery import Delivery
from storage.models.dialogue import Dialogue
from storage.models.expectation import Expectation
from storage.models.guest import Guest
from storage.models.hold import Hold
from storage.models.holiday_notice import HolidayNotice
from storage.models.holiday_override import HolidayOverride
from storage.models.incoming import Incoming
from storage.models.intake import Intake
from storage.models.join_link import JoinLink
from storage.models.lease import Lease
from storage.models.leave import Leave
from storage.models.makeup import Makeup
from storage.models.makeup_material import MakeupMaterial
from storage.models.meeting import Meeting
from storage.models.meeting_change import MeetingChange
from storage.models.member import Member
from storage.models.minute_line import MinuteLine
from storage.models.minutes import Minutes
from storage.models.nudge_choice import NudgeChoice
from storage.models.organisation import Organisation
from storage.models.plan import Plan
from storage.models.planned_event import PlannedEvent
from storage.models.preference import Preference
from storage.models.roll import Roll
from storage.models.seal_proof import SealProof
from storage.models.self_criticism import SelfCriticism
from storage.models.sender import Sender
from storage.models.signature import Signature
from storage.models.spot_check import SpotCheck
from storage.models.standing import Standing
from storage.models.standpoint import Standpoint
from storage.models.summary import Summary
from storage.models.switch import Switch
from storage.models.urge import Urge
from storage.models.visit import Visit

__all__ = [
    "Account",
    "Answer",
    "Appointment",
    "Approval",
    "Attendance",
    "AuditEntry",
    "BindCode",
    "Binding",
    "Card",
    "CheckInTry",
    "Closure",
    "Contact",
    "Correction",
    "Credit",
    "Criticism",
    "Deferral",
    "Delegation",
    "Delivery",
    "Dialogue",
    "Expectation",
    "Guest",
    "Hold",
    "HolidayNotice",
    "HolidayOverride",
    "Incoming",
    "Intake",
    "JoinLink",
    "Lease",
    "Leave",
    "Makeup",
    "MakeupMaterial",
    "Meeting",
    "MeetingChange",
    "Member",
    "MinuteLine",
    "Minutes",
    "NudgeChoice",
    "Organisation",
    "Plan",
    "PlannedEvent",
    "Preference",
    "Roll",
    "SealProof",
    "SelfCriticism",
    "Sender",
    "Signature",
    "SpotCheck",
    "Standing",
    "Standpoint",
    "Summary",
    "Switch",
    "Urge",
    "Visit",
]
