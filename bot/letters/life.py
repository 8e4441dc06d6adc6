"""Letters about criticism and self-criticism: figures for a group, names in private, text for whoever may read it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.life import Floor, covered
from bot.actions.meetings import View, show
from bot.keyboards import join as join_keyboards
from bot.keyboards import life as keyboards
from bot.letters import COMPOSERS, Letter, unsealed
from bot.texts import dates, terms
from bot.texts import life as texts
from bot.texts.markup import lines
from storage.repositories import life, meetings, organisations
from storage.repositories.life import Counts
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import Parcel, PlanKind
from storage.rules.life import Opened, Remark
from storage.rules.powers import Power
from storage.rules.terms import SensitiveEntry


def title(shown: View) -> str:
    """Name a meeting in one line."""
    return texts.title(terms.activities(shown.activities), shown.meeting.theme)


def board(shown: View, counts: Counts) -> str:
    """How far a meeting is, in figures."""
    when = dates.span(shown.meeting.starts_at, shown.meeting.minutes_long, organisations.zone(shown.organisation))
    return texts.board(title(shown), when, shown.meeting.state, counts)


def in_group(boards: Iterable[str]) -> Letter:
    """What a group is told: stage and figures, no buttons."""
    return Letter("\n\n".join([*boards, texts.IN_GROUP]))


def pick(shown: Iterable[View]) -> Letter:
    """Ask which meeting."""
    return Letter(texts.ASK_WHICH, keyboards.pick([(one.meeting.id, _label(one)) for one in shown]), ContentClass.P1)


def overview(floor: Floor, opened: Opened) -> Letter:
    """A meeting in private: one's own part, and for a keeper who has not had a turn, with everybody's button."""
    parts = [board(floor.shown, floor.counts)]
    received, given = opened.received_by(floor.me), opened.given_by(floor.me)
    to_answer = [one for one in received if not one.response]
    if floor.on_roll:
        parts.append(texts.own(opened.examination_of(floor.me), len(received), len(to_answer), len(given)))
    if floor.keeper:
        parts.append(_coverage(floor, opened))
    if floor.closed:
        parts.append(texts.REVIEWED)
    elif floor.entry is not SensitiveEntry.PRIVATE_CHAT:
        return _how_else(floor, parts)
    elif floor.writable:
        parts.append(texts.PRIVACY)
    buttons = keyboards.overview(
        floor.shown.meeting.id,
        floor.me,
        writes=floor.writable,
        on_roll=floor.on_roll,
        written=opened.examination_of(floor.me) is not None,
        to_answer=[one.id for one in to_answer],
        people=[(one.member_id, one.name) for one in floor.roll] if floor.keeper else [],
    )
    return Letter("\n\n".join(parts), buttons, ContentClass.P1)


def person(floor: Floor, opened: Opened, member_id: int) -> Letter:
    """One person's part with its text (P2); what a person gave is shown to that person alone."""
    own = member_id == floor.me
    received = opened.received_by(member_id)
    given = opened.given_by(member_id) if own else ()
    words = texts.person(
        floor.name(member_id),
        opened.examination_of(member_id),
        [texts.criticism(one, floor.name(one.from_id)) for one in received],
        [texts.given(one, floor.name(one.to_id)) for one in given],
    )
    buttons = keyboards.person(
        floor.shown.meeting.id,
        member_id,
        keeper=floor.keeper,
        own=own,
        on_roll=floor.on_roll,
        writes=floor.writable,
        received=[(one.id, floor.name(one.from_id), bool(one.response)) for one in received],
        withdrawable=_withdrawable(floor, received, given),
        onward=_next(floor, member_id) if floor.keeper else None,
    )
    return Letter(words, buttons, ContentClass.P2)


def to_answer(floor: Floor, remark: Remark) -> str:
    """A criticism with the question for its response."""
    name = floor.name(remark.to_id) if remark.to_id != floor.me else ""
    return texts.ask_response(remark, floor.name(remark.from_id), name)


async def notice(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the neutral line to somebody criticised; the text itself is opened by the reader's own tap."""
    sheet = await life.sheet_by_id(session, parcel.subject_id)
    if sheet is None:
        return None
    shown = await show(session, await meetings.get(session, sheet.meeting_id))
    words = texts.notice(terms.activities(shown.activities), late=parcel.is_late(now))
    return Letter(words, keyboards.opened(shown.meeting.id), ContentClass.P1)


def _how_else(floor: Floor, parts: list[str]) -> Letter:
    chooses = floor.here.may(Power.SET_UP)
    words = "\n\n".join([*parts, texts.how_else(floor.entry, chooses=chooses)])
    buttons = join_keyboards.entry(floor.entry_organisation) if chooses else None
    return Letter(words, buttons, ContentClass.P1)


def _coverage(floor: Floor, opened: Opened) -> str:
    found = covered(floor, opened)
    sets = (
        found.without_self_criticism,
        found.without_criticism_given,
        found.without_criticism_received,
        found.without_response,
    )
    return lines(
        texts.coverage(*([floor.name(one) for one in ids] for ids in sets)), texts.WALK if floor.writable else ""
    )


def _withdrawable(floor: Floor, received: Iterable[Remark], given: Iterable[Remark]) -> list[tuple[int, str]]:
    """Unanswered criticisms that may be withdrawn here: one's own, and for a keeper those of the person shown."""
    mine = [(one.id, texts.withdraw_given(floor.name(one.to_id))) for one in given if not one.response]
    if not floor.keeper:
        return mine
    theirs = [one for one in received if not one.response and one.from_id != floor.me]
    return [*mine, *((one.id, texts.withdraw_from(floor.name(one.from_id))) for one in theirs)]


def _next(floor: Floor, member_id: int) -> tuple[int, str] | None:
    ids = [one.member_id for one in floor.roll]
    place = ids.index(member_id) + 1
    return (floor.roll[place].member_id, floor.roll[place].name) if place < len(ids) else None


def _label(shown: View) -> str:
    day = shown.meeting.starts_at.astimezone(organisations.zone(shown.organisation)).date()
    name = shown.meeting.theme or terms.activities(shown.activities)
    return texts.label(name, dates.short_day(day))


COMPOSERS[PlanKind.CRITICISM_RECEIVED] = unsealed(notice)
