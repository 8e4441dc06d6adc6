"""Letters of the dialogue in which a meeting is changed: the questions, old against new, the confirmation."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import lint
from bot.actions import meetings as actions
from bot.actions.access import Here
from bot.actions.changes import Proposal
from bot.actions.meetings import View
from bot.keyboards import changes as keyboards
from bot.keyboards import layout
from bot.letters import Letter, rolls
from bot.letters import meetings as cards
from bot.letters import scheduling as questions
from bot.texts import changes as texts
from bot.texts import dates
from bot.texts import meetings as meeting_texts
from bot.texts import scheduling as drafting
from storage.repositories import meetings, organisations
from storage.repositories.dialogues import Talk
from storage.rules.changes import Change
from storage.rules.lint import Fault
from storage.rules.meetings import Span
from storage.rules.terms import MeetingState


def ask_which(talk: Talk, found: Sequence[View]) -> Letter:
    """Ask which of several meetings is to be moved."""
    return Letter(texts.ASK_WHICH, layout.choices(talk, [rolls.label(one) for one in found], width=1))


async def ask_time(session: AsyncSession, shown: View, here: Here, talk: Talk, proposal: Proposal) -> Letter:
    """Ask for the new time, the usual days as buttons, or which of its readings was meant."""
    if proposal.candidates:
        labels = [meeting_texts.candidate(one, proposal.moments, here.zone) for one in proposal.moments]
        return Letter(meeting_texts.ask_which(proposal.moments, here.zone), layout.choices(talk, labels))
    may_put_off = shown.meeting.state is not MeetingState.POSTPONED
    words = texts.ask_time(cards.title(shown), _said(shown, meetings.span(shown.meeting)), may_put_off=may_put_off)
    more = [texts.LATER] if may_put_off else []
    days = await questions.days(session, here, talk, shown.organisation.id, shown.activities, *more)
    return Letter(words, days)


def ask_reason(shown: View, talk: Talk, proposal: Proposal) -> Letter:
    """Show old and new, and ask for the reason."""
    words = texts.ask_reason(cards.title(shown), proposal.change, *_from_to(shown, proposal))
    return Letter(words, layout.choices(talk, []))


async def preview(session: AsyncSession, shown: View, talk: Talk, proposal: Proposal, now: datetime) -> Letter:
    """Show the whole change before it is carried out, with what is special about the new day."""
    was, becomes = _from_to(shown, proposal)
    note = await _note(session, shown, proposal)
    worth = await _worth(session, shown, proposal, now)
    words = texts.preview(cards.title(shown), proposal.change, was, becomes, proposal.reason, note, worth)
    return Letter(words, keyboards.confirm(talk, proposal.change))


async def done(session: AsyncSession, shown: View, change: Change) -> Letter:
    """Confirm a change to the one who made it; a meeting that is still to be held keeps its buttons."""
    bound = await organisations.binding_of(session, shown.organisation.id)
    if bound is None and shown.organisation.parent_id is not None:
        bound = await organisations.binding_of(session, shown.organisation.parent_id)
    linked = sum(one.telegram_id is not None for one in shown.expected)
    said = texts.done(change, bound is not None, linked, len(shown.expected))
    buttons = None
    if change is not Change.CANCELLED:
        offer = keyboards.alone if change is Change.POSTPONED else keyboards.of_announced
        buttons = offer(shown.meeting.id)
    return Letter("\n\n".join((cards.headline(shown), cards.body(shown), said)), buttons)


def _from_to(shown: View, proposal: Proposal) -> tuple[str, str]:
    new = proposal.span(shown.meeting)
    return _said(shown, meetings.span(shown.meeting)), _said(shown, new) if new else ""


def _said(shown: View, span: Span) -> str:
    return dates.span(span.starts_at, span.minutes, organisations.zone(shown.organisation))


async def _worth(session: AsyncSession, shown: View, proposal: Proposal, now: datetime) -> str:
    """Say what is worth a word about the new time; the host stands already."""
    new = proposal.span(shown.meeting)
    if new is None:
        return ""
    found = await lint.of(session, shown, await actions.foreseen(session, shown.meeting), now, new)
    of_time = [one for one in found.findings if one.fault is not Fault.NO_HOST]
    zone = organisations.zone(shown.organisation)
    heading = drafting.NOTE_OF_CHANGE
    return drafting.findings(of_time, shown.activities, found.notice_days, found.needed, zone, heading)


async def _note(session: AsyncSession, shown: View, proposal: Proposal) -> str:
    new = proposal.span(shown.meeting)
    if new is None:
        return ""
    day = new.starts_at.astimezone(organisations.zone(shown.organisation)).date()
    return dates.note(await cards.day_note(session, day))
