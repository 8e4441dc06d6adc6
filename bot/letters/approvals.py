"""Letters about what a second person decides: the questions to the asker, the request, its outcome."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.actions import approvals as actions
from bot.actions.access import Here
from bot.actions.approvals import Subject, Wish
from bot.keyboards import approvals as keyboards
from bot.keyboards import layout
from bot.letters import COMPOSERS, Letter, unsealed
from bot.letters import meetings as cards
from bot.texts import approvals as texts
from bot.texts import terms
from storage.models import Approval
from storage.repositories import addresses, approvals, organisations, people
from storage.repositories.dialogues import Talk
from storage.rules.approvals import ApprovalKind
from storage.rules.compliance.obligations import Obligation
from storage.rules.compliance.periods import Per, periods_of, usual_assessment_year
from storage.rules.compliance.rulebook import Rule, load
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind


def ask_day(obligation: Obligation, here: Here, talk: Talk) -> Letter:
    """Ask for the new last day, with the usual ones as buttons."""
    labels = [texts.day_label(day) for day in actions.days_offered(obligation, here.today)]
    return Letter(texts.ask_day(_owed(obligation), obligation.period.end), layout.choices(talk, labels, width=1))


def ask_reason(subject: Subject, talk: Talk, wish: Wish) -> Letter:
    """Ask why."""
    return _private(texts.ask_reason(wish.kind, _about(subject, wish)), layout.choices(talk, []))


async def preview(session: AsyncSession, subject: Subject, talk: Talk, wish: Wish) -> Letter:
    """Show the request before it is handed in."""
    name = await addresses.shown_name(session, subject.organisation)
    words = texts.preview(wish.kind, name, _about(subject, wish), wish.reason)
    return _private(words, layout.choices(talk, [texts.SUBMIT]))


async def request(session: AsyncSession, row: Approval, *, late: bool = False) -> Letter:
    """Show a request to one who may decide it."""
    subject = await actions.subject_of(session, row)
    words = texts.request(
        row.kind,
        await addresses.shown_name(session, subject.organisation),
        _stored(subject, row),
        row.reason,
        await people.name_of(session, row.asked_by),
        row.asked_at.astimezone(organisations.zone(subject.organisation)).date(),
        late=late,
    )
    return _private(words, keyboards.decide(row.id))


async def compose_request(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose a request for one who may decide it."""
    row = await approvals.get(session, parcel.subject_id)
    return None if row is None else await request(session, row, late=parcel.is_late(now))


async def compose_result(session: AsyncSession, parcel: Parcel, _now: datetime) -> Letter | None:
    """Compose the outcome for the asker."""
    row = await approvals.get(session, parcel.subject_id)
    if row is None:
        return None
    subject = await actions.subject_of(session, row)
    name = await addresses.shown_name(session, subject.organisation)
    return _private(texts.result(row.kind, name, _stored(subject, row), row.state))


def _about(subject: Subject, wish: Wish) -> Sequence[str]:
    if subject.obligation is not None:
        new_day = date.fromisoformat(wish.new_day) if wish.new_day else None
        return texts.deferral(_owed(subject.obligation), new_day)
    return [cards.body(subject.meeting)] if subject.meeting else []


def _stored(subject: Subject, row: Approval) -> Sequence[str]:
    if row.kind is ApprovalKind.VOID:
        return [cards.body(subject.meeting)] if subject.meeting else []
    rule = load()[row.rule or ""]
    name = texts.obligation_name(terms.ACTIVITY[rule.owed], _label(rule, row.period_start or date.min))
    return texts.deferral(name, row.new_day)


def _label(rule: Rule, start: date) -> str:
    """Return the name of the period that begins on ``start``; a year's own where a notice has moved its window."""
    per, labels = rule.per or Per.YEAR, load().labels
    if per is Per.ASSESSMENT_YEAR:
        return periods_of(per, usual_assessment_year(start), labels)[0].label
    known = (one for year in (start.year - 1, start.year) for one in periods_of(per, year, labels))
    if rule.switch == "lecture.cadence":
        every = (Per.QUARTER, Per.HALF_YEAR, Per.TERM)
        known = (one for each in every for one in periods_of(each, start.year, labels))
    return next((one.label for one in known if one.start == start), "")


def _owed(one: Obligation) -> str:
    return texts.obligation_name(terms.ACTIVITY[one.activity], one.period.label)


def _private(words: str, keyboard: InlineKeyboardMarkup | None = None) -> Letter:
    return Letter(words, keyboard, ContentClass.P1)


COMPOSERS[PlanKind.APPROVAL_REQUEST] = unsealed(compose_request)
COMPOSERS[PlanKind.APPROVAL_RESULT] = unsealed(compose_result)
