"""Letters about meetings: preview, the group's live card, each member's invitation, reminders."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import meetings as actions
from bot.actions.access import Here
from bot.actions.changes import may_change
from bot.actions.meetings import View
from bot.keyboards import meetings as keyboards
from bot.keyboards.changes import alone
from bot.letters import CARDS, COMPOSERS, Letter, unsealed
from bot.texts import changes as change_texts
from bot.texts import dates, terms
from bot.texts import meetings as texts
from bot.texts import quorum as quorum_texts
from storage.models import Card
from storage.repositories import cards, holiday_notices, meetings, organisations
from storage.repositories.meetings import Expected, span
from storage.rules import answers
from storage.rules.calendar import DayNote, judge
from storage.rules.changes import RESULT
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import CardKind, Parcel, PlanKind
from storage.rules.forecast import forecast, meter
from storage.rules.meetings import CHECK_IN_AFTER, CHECK_IN_BEFORE, Span
from storage.rules.powers import Power
from storage.rules.terms import CAME, Duty, LeaveState, MeetingState

_TAKEN_BACK = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED, MeetingState.VOID})


def body(shown: View) -> str:
    """What the meeting is, as every letter about it begins."""
    meeting = shown.meeting
    zone = organisations.zone(shown.organisation)
    when = dates.span(meeting.starts_at, meeting.minutes_long, zone)
    return texts.body(
        shown.activities,
        shown.name,
        meeting.theme,
        change_texts.time_open(when) if meeting.state is MeetingState.POSTPONED else when,
        meeting.place,
        shown.host,
        shown.recorder,
    )


def headline(shown: View) -> str:
    """What became of the meeting since it was announced, and why; empty where nothing did."""
    meeting, former = shown.meeting, shown.former
    if former is None or (meeting.state in _TAKEN_BACK and RESULT[former.change] is not meeting.state):
        return change_texts.taken_back(meeting.state) if meeting.state in _TAKEN_BACK else ""
    was, becomes = _from_to(former.span, span(meeting), organisations.zone(shown.organisation))
    return change_texts.headline(former.change, was, becomes, former.reason)


def _from_to(old: Span, new: Span, zone: ZoneInfo) -> tuple[str, str]:
    """Show an old and a new time: their starts, or start and end where only the length has changed."""
    if old.starts_at == new.starts_at and old.minutes != new.minutes:
        return dates.span(old.starts_at, old.minutes, zone), dates.span(new.starts_at, new.minutes, zone)
    return dates.short_moment(old.starts_at, zone), dates.short_moment(new.starts_at, zone)


async def day_note(session: AsyncSession, day: date) -> DayNote:
    """What kind of day it is, the administrator's overrides first."""
    return judge(day, await holiday_notices.known(session, [day.year]))


def group_card(shown: View, now: datetime) -> Letter:
    """The organisation's live card: counts only, never names of members."""
    if shown.meeting.state in _TAKEN_BACK:
        return Letter(f"{headline(shown)}\n\n{body(shown)}")
    counted = answers.count(shown.expected)
    open_now = takes_check_in(shown, now)
    lines = [*_above(shown), body(shown), "", texts.counts(counted), *quorum(shown, now)]
    present = sum(one.status in CAME for one in shown.expected)
    if open_now or now >= shown.meeting.starts_at:
        lines.append(texts.check_in_line(present, len(shown.expected), is_open=open_now))
    before = now < shown.meeting.starts_at
    if before or open_now:
        lines.append(texts.CHECK_IN_HINT if open_now else texts.CARD_HINT)
    buttons = keyboards.card(shown.meeting.id, shown.meeting.rev, answers=before, check_in=open_now)
    return Letter("\n".join(lines), buttons, pin=before or open_now)


def invitation(shown: View, one: Expected, now: datetime) -> Letter:
    """A member's own notice of a meeting, kept up to date like the card."""
    if shown.meeting.state in _TAKEN_BACK:
        return Letter(f"{headline(shown)}\n\n{body(shown)}", content=ContentClass.P1)
    before = now < shown.meeting.starts_at
    buttons = keyboards.card(shown.meeting.id, shown.meeting.rev, answers=before, check_in=takes_check_in(shown, now))
    return Letter(texts.invitation(body(shown), own_answer(one), headline(shown)), buttons, ContentClass.P1)


def invitation_of(shown: View, here: Here, now: datetime) -> Letter:
    """The invitation of the one who is looking; the plain card for somebody who is not expected."""
    mine = _line(shown, here.member.member_id)
    return invitation(shown, mine, now) if mine else group_card(shown, now)


def own_card(shown: View, here: Here, now: datetime) -> Letter:
    """A coming meeting in the list of one member, with what this member can do with it."""
    if shown.meeting.state in _TAKEN_BACK:
        open_still = shown.meeting.state is MeetingState.POSTPONED and may_change(shown, here)
        return Letter(group_card(shown, now).text, alone(shown.meeting.id) if open_still else None, ContentClass.P1)
    mine = _line(shown, here.member.member_id)
    before = now < shown.meeting.starts_at
    lines = [*_above(shown), body(shown), "", texts.counts(answers.count(shown.expected)), *quorum(shown, now)]
    if mine is not None:
        lines.append(own_answer(mine))
    buttons = keyboards.own(
        shown.meeting.id,
        shown.meeting.rev,
        answers=before and mine is not None,
        check_in=mine is not None and takes_check_in(shown, now),
        keeps_roll=here.may(Power.KEEP_ROLL),
        keeps_minutes=here.may(Power.KEEP_MINUTES) and not before,
        changes=before and may_change(shown, here),
        leads=Duty.GROUP_LEADER in here.member.duties,
    )
    return Letter("\n".join(lines), buttons, ContentClass.P1)


def quorum(shown: View, now: datetime) -> list[str]:
    """What the answers promise of the quorum, and from the opening of sign-in what the arrivals make; figures only."""
    form, held = shown.meeting.form, span(shown.meeting)
    if shown.switches is None:
        return []
    if now < held.starts_at and not takes_check_in(shown, now):
        foreseen = forecast(form, shown.expected, shown.switches)
        return [quorum_texts.forecast(foreseen)] if foreseen else []
    there = meter(form, shown.expected, shown.switches, now if now < held.ends_at else None)
    return [quorum_texts.meter(there, over=now >= held.ends_at)] if there else []


def own_answer(one: Expected) -> str:
    """What this person has answered, as they should read it."""
    leave = terms.LEAVE_STATE[one.leave] if one.leave and one.leave is not LeaveState.WITHDRAWN else ""
    stale = one.answer is not None and not one.answer_current
    return texts.own_answer(attending=answers.is_attending(one), leave=leave, to_confirm=stale)


def takes_check_in(shown: View, now: datetime) -> bool:
    """Return whether sign-in is open: opened by the host, or half an hour before until half an hour after."""
    held = span(shown.meeting)
    if now >= held.ends_at + CHECK_IN_AFTER or shown.meeting.state in _TAKEN_BACK or shown.roll_locked:
        return False
    return shown.check_in_opened or now >= held.starts_at - CHECK_IN_BEFORE


async def notice(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the announcement: the card for the group, an invitation for each member."""
    shown = await actions.show(session, await meetings.get(session, parcel.subject_id), parcel.member_id)
    if not parcel.member_id:
        return group_card(shown, now)
    mine = _line(shown, parcel.member_id)
    return invitation(shown, mine, now) if mine else None


async def reminder(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose a reminder for one member."""
    shown = await actions.show(session, await meetings.get(session, parcel.subject_id), parcel.member_id)
    mine = _line(shown, parcel.member_id)
    if mine is None:
        return None
    ahead = shown.meeting.starts_at - now
    hours = max(0, round(ahead / timedelta(hours=1)))
    answered = answers.is_attending(mine)
    words = texts.reminder(body(shown), hours, answered=answered, late=parcel.is_late(now))
    buttons = keyboards.card(shown.meeting.id, shown.meeting.rev, answers=True, check_in=takes_check_in(shown, now))
    return Letter(words, buttons, ContentClass.P1)


async def live(session: AsyncSession, card: Card, now: datetime) -> Letter | None:
    """Compose what a live card or invitation shows now; one with a newer card below it only points there."""
    shown = await actions.show(session, await meetings.get(session, card.subject_id), card.member_id)
    if shown.meeting.state not in _TAKEN_BACK and await cards.is_followed(session, card):
        return Letter(change_texts.former(title(shown)), content=ContentClass.P1 if card.member_id else ContentClass.P0)
    if not card.member_id:
        return group_card(shown, now)
    mine = _line(shown, card.member_id)
    return invitation(shown, mine, now) if mine else None


def title(shown: View) -> str:
    """Name a meeting in one line: type and organisation."""
    return change_texts.title(terms.activities(shown.activities), shown.name)


def _above(shown: View) -> list[str]:
    said = headline(shown)
    return [said, ""] if said else []


def _line(shown: View, member_id: int) -> Expected | None:
    return next((one for one in shown.expected if one.member_id == member_id), None)


COMPOSERS[PlanKind.MEETING_NOTICE] = unsealed(notice)
COMPOSERS[PlanKind.CHANGE_NOTICE] = unsealed(notice)
COMPOSERS[PlanKind.REMINDER] = unsealed(reminder)
CARDS[CardKind.MEETING] = CARDS[CardKind.INVITATION] = unsealed(live)
