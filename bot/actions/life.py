"""Criticism and self-criticism of a meeting: who stands where, what one may read, what the minutes take over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import access
from bot.actions.access import Here
from bot.actions.meetings import View, show, view
from storage.keyring import Keyring
from storage.repositories import life, meetings, organisations, people
from storage.repositories.meetings import Expected
from storage.rules.life import (
    LIFE_ACTIVITIES,
    SHOWN,
    WRITABLE,
    Coverage,
    Criticised,
    EntryElsewhereError,
    Examined,
    LifeClosedError,
    NoSuchCriticismError,
    NotKeeperError,
    NotLifeMeetingError,
    NotOnLifeRollError,
    Opened,
    cover,
    is_keeper,
)
from storage.rules.meetings import NoSuchMeetingError, WrongStateError
from storage.rules.terms import MeetingState, SensitiveEntry


@dataclass(frozen=True, slots=True)
class Floor:
    """A meeting with criticism and self-criticism as one person meets it; ``entry`` is the branch's choice."""

    shown: View
    here: Here
    entry: SensitiveEntry | None
    entry_organisation: int
    keeper: bool
    closed: bool
    counts: life.Counts

    @property
    def me(self) -> int:
        """The member who is looking."""
        return self.here.member.member_id

    @property
    def roll(self) -> Sequence[Expected]:
        """Those expected, in roll order."""
        return self.shown.expected

    @property
    def on_roll(self) -> bool:
        """Whether the one who is looking is expected."""
        return any(one.member_id == self.me for one in self.roll)

    @property
    def writable(self) -> bool:
        """Whether something can be entered now."""
        open_now = self.shown.meeting.state in WRITABLE and not self.closed
        return open_now and self.entry is SensitiveEntry.PRIVATE_CHAT

    def name(self, member_id: int) -> str:
        """Return the name of somebody on the roll, or an empty string."""
        return next((one.name for one in self.roll if one.member_id == member_id), "")

    def check_on_roll(self, *member_ids: int) -> None:
        """Raise NotOnLifeRollError unless all of them are expected."""
        if not set(member_ids) <= {one.member_id for one in self.roll}:
            raise NotOnLifeRollError

    def check_open(self) -> None:
        """Raise WrongStateError, LifeClosedError or EntryElsewhereError where nothing can be entered now."""
        if self.shown.meeting.state not in WRITABLE:
            raise WrongStateError(self.shown.meeting.state)
        if self.closed:
            raise LifeClosedError
        if self.entry is not SensitiveEntry.PRIVATE_CHAT:
            raise EntryElsewhereError(self.entry)

    def check_may_enter(self, for_id: int) -> None:
        """Raise what keeps this person from entering something as ``for_id``, who must be on the roll."""
        self.check_open()
        if for_id != self.me and not self.keeper:
            raise NotKeeperError
        self.check_on_roll(for_id)


async def listed(session: AsyncSession, here: Here) -> list[View]:
    """Return the meetings of the member's organisation and groups that have criticism and self-criticism."""
    ids = await access.own_organisations(session, here)
    return [await show(session, one) for one in await life.of(session, ids)]


async def of_chat(session: AsyncSession, here: Here) -> list[tuple[View, life.Counts]]:
    """Return the two newest such meetings of the organisation a chat speaks for, with their figures."""
    found = await life.of(session, [here.organisation.id], limit=2)
    return [(await show(session, one), await life.counts(session, one.id)) for one in found]


async def look(session: AsyncSession, telegram_id: int, meeting_id: int, now: datetime) -> Floor:
    """Return such a meeting, unopened; raises NoSuchMeetingError, NotLifeMeetingError, WrongStateError."""
    shown, here = await view(session, telegram_id, meeting_id, now)
    if shown.meeting.state is MeetingState.DRAFT:
        raise NoSuchMeetingError
    if LIFE_ACTIVITIES.isdisjoint(shown.activities):
        raise NotLifeMeetingError
    if shown.meeting.state not in SHOWN:
        raise WrongStateError(shown.meeting.state)
    branch = await organisations.branch_of(session, shown.organisation)
    return Floor(
        shown=shown,
        here=here,
        entry=branch.sensitive_entry,
        entry_organisation=branch.id,
        keeper=is_keeper(here.member.member_id, here.duties, shown.meeting.host_id, shown.meeting.recorder_id),
        closed=await life.is_closed(session, meeting_id),
        counts=await life.counts(session, meeting_id),
    )


async def read(session: AsyncSession, ring: Keyring, floor: Floor) -> Opened:
    """Open what this person may read, audited; raises NotOnLifeRollError."""
    return await life.open_for(session, ring, floor.shown.meeting, floor.me, floor.here.duties, floor.here.now)


def covered(floor: Floor, opened: Opened) -> Coverage:
    """Return who has not had a turn yet, for a keeper; raises NotKeeperError."""
    if not floor.keeper:
        raise NotKeeperError
    return cover([one.member_id for one in floor.roll], opened)


async def floor_of(session: AsyncSession, telegram_id: int, criticism_id: int, now: datetime) -> Floor:
    """Return the meeting a criticism belongs to; the same NoSuchCriticismError for missing and foreign ones."""
    meeting_id = await life.meeting_of(session, criticism_id)
    try:
        return await look(session, telegram_id, meeting_id, now)
    except NoSuchMeetingError as error:
        raise NoSuchCriticismError from error


async def for_minutes(session: AsyncSession, ring: Keyring, meeting_id: int) -> tuple[Examined, ...]:
    """Return, for everybody in roll order, the self-criticism (no open drafts) and the criticism received.

    Whoever calls it has authorised the reader of the minutes and audits the act; empty for other meetings.
    """
    meeting = await meetings.get(session, meeting_id)
    credited = await meetings.credited(session, [meeting_id])
    if LIFE_ACTIVITIES.isdisjoint(credited[meeting_id]):
        return ()
    opened = await life.open_for_minutes(session, ring, meeting_id)
    roll = await meetings.expected(session, meeting)
    names = {one.member_id: one.name for one in roll}
    for critic in {remark.from_id for remark in opened.remarks} - names.keys():
        names[critic] = await people.name_of(session, critic)
    return tuple(_examined(one, opened, names) for one in roll)


def _examined(one: Expected, opened: Opened, names: dict[int, str]) -> Examined:
    own = opened.examination_of(one.member_id)
    remarks = tuple(
        Criticised(names[remark.from_id], remark.text, remark.aspect, remark.response)
        for remark in opened.received_by(one.member_id)
    )
    return Examined(one.member_id, one.name, own.sections if own and own.is_shared else (), remarks)
