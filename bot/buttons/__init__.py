"""Callback data as frozen dataclasses of integers; one file a noun, the machinery in ``button``."""

from bot.buttons.answers import Attend
from bot.buttons.approvals import AskDeferral, AskVoid, DecideApproval, OpenApproval
from bot.buttons.attendance import CheckIn, ConfirmRoll, OpenCheckIn, OpenRoll, ReopenRoll, RollPerson, SetAttendance
from bot.buttons.backfill import BackfillMeeting
from bot.buttons.button import TYPES, Button, StaleButtonError, read, tagged
from bot.buttons.calendar import PickDay, TurnCalendar
from bot.buttons.changes import Amend, CallOff, ChangeTime
from bot.buttons.closures import AddClosure, RemoveClosure
from bot.buttons.compliance import BelowPage, CompliancePage, CompliancePicture, LookBelow, OpenObligation, WatchMembers
from bot.buttons.dialogues import LeaveDialogue, Pick
from bot.buttons.drafts import EditDraftPart, FixHost, FixStart
from bot.buttons.join import ClaimName, DecideJoin
from bot.buttons.leave import AskLeave, DecideLeave, PickLeaveKind
from bot.buttons.life import (
    LifePerson,
    OpenLife,
    RecordCriticism,
    WithdrawCriticism,
    WriteCriticism,
    WriteResponse,
    WriteSelfCriticism,
)
from bot.buttons.meetings import DropDraft, EditDraft, Publish
from bot.buttons.mine import AskCorrection, DeclineCorrection, GroupYear, OpenCorrection, OwnGroup
from bot.buttons.minutes import (
    AddLine,
    ExportMinutes,
    MinutesPage,
    OpenMinutes,
    RemoveLine,
    ReopenMinutes,
    ReturnMinutes,
    SignMinutes,
    SubmitMinutes,
)
from bot.buttons.places import ChooseEntry
from bot.buttons.plan import (
    AdoptPlan,
    ArrangePlanned,
    ChangeThemeDay,
    DropPlan,
    FillPlan,
    MovePlanned,
    PlanEvent,
    PlanPage,
    RemovePlanned,
)
from bot.buttons.reminder_settings import (
    OpenNudges,
    OpenQuietHours,
    OpenReminderDays,
    OpenReminders,
    SetMention,
    SetNudges,
    SetQuietHours,
    SetReminderDay,
)
from bot.buttons.roster import DecideImport
from bot.buttons.summaries import EditSummary, PostSummary, SummaryPaper, TurnSummary, UrgeBelow
from bot.buttons.todo import OpenInvitation, OpenJoin, OpenLeave, TodoPage

__all__ = [
    "TYPES",
    "AddClosure",
    "AddLine",
    "AdoptPlan",
    "Amend",
    "ArrangePlanned",
    "AskCorrection",
    "AskDeferral",
    "AskLeave",
    "AskVoid",
    "Attend",
    "BackfillMeeting",
    "BelowPage",
    "Button",
    "CallOff",
    "ChangeThemeDay",
    "ChangeTime",
    "CheckIn",
    "ChooseEntry",
    "ClaimName",
    "CompliancePage",
    "CompliancePicture",
    "ConfirmRoll",
    "DecideApproval",
    "DecideImport",
    "DecideJoin",
    "DecideLeave",
    "DeclineCorrection",
    "DropDraft",
    "DropPlan",
    "EditDraft",
    "EditDraftPart",
    "EditSummary",
    "ExportMinutes",
    "FillPlan",
    "FixHost",
    "FixStart",
    "GroupYear",
    "LeaveDialogue",
    "LifePerson",
    "LookBelow",
    "MinutesPage",
    "MovePlanned",
    "OpenApproval",
    "OpenCheckIn",
    "OpenCorrection",
    "OpenInvitation",
    "OpenJoin",
    "OpenLeave",
    "OpenLife",
    "OpenMinutes",
    "OpenNudges",
    "OpenObligation",
    "OpenQuietHours",
    "OpenReminderDays",
    "OpenReminders",
    "OpenRoll",
    "OwnGroup",
    "Pick",
    "PickDay",
    "PickLeaveKind",
    "PlanEvent",
    "PlanPage",
    "PostSummary",
    "Publish",
    "RecordCriticism",
    "RemoveClosure",
    "RemoveLine",
    "RemovePlanned",
    "ReopenMinutes",
    "ReopenRoll",
    "ReturnMinutes",
    "RollPerson",
    "SetAttendance",
    "SetMention",
    "SetNudges",
    "SetQuietHours",
    "SetReminderDay",
    "SignMinutes",
    "StaleButtonError",
    "SubmitMinutes",
    "SummaryPaper",
    "TodoPage",
    "TurnCalendar",
    "TurnSummary",
    "UrgeBelow",
    "WatchMembers",
    "WithdrawCriticism",
    "WriteCriticism",
    "WriteResponse",
    "WriteSelfCriticism",
    "read",
    "tagged",
]
