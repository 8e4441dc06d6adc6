"""Look at a drafted meeting before it is announced: what is worth a word, and the nearest time that has no fault."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.meetings import View
from storage.repositories import closures, holiday_notices, organisations, surroundings, switches
from storage.repositories.meetings import span
from storage.rules import lint
from storage.rules.compliance.switches import Switches
from storage.rules.forecast import on_base
from storage.rules.lint import Fault, Finding, Subject, Surroundings
from storage.rules.meetings import Span
from storage.rules.people import Person
from storage.rules.quorum import Quorum
from storage.rules.reminder_settings import notice_days

_AROUND = timedelta(days=41)


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found, how many days of notice are usual, how many are needed, and a start without fault of time."""

    findings: tuple[Finding, ...]
    notice_days: int
    needed: int
    better: datetime | None

    @property
    def lacks_host(self) -> bool:
        """Whether nobody has been named to preside."""
        return any(one.fault is Fault.NO_HOST for one in self.findings)


async def of(
    session: AsyncSession, shown: View, roll: tuple[Person, ...], now: datetime, instead: Span | None = None
) -> Linted:
    """Return what is worth a word about a meeting whose roll would be ``roll``, held ``instead`` of its own time."""
    branch = await organisations.branch_of(session, shown.organisation)
    zone = organisations.zone(shown.organisation)
    today = now.astimezone(zone).date()
    decided = await switches.in_force(session, shown.organisation, today)
    subject = _subject(shown, roll, decided, instead or span(shown.meeting))
    first, last = min(today, subject.day), max(today, subject.day) + _AROUND
    groups = await organisations.groups(session, branch.id)
    around = Surroundings(
        now,
        await holiday_notices.known(session, range(first.year, last.year + 1)),
        await surroundings.others(session, [branch.id, *(one.id for one in groups)], first, last, shown.meeting.id),
        await surroundings.absences(session, subject.base, first, last, zone),
        tuple(await closures.values(session, shown.organisation, first)),
    )
    findings = lint.check(subject, around)
    of_time = any(one.fault is not Fault.NO_HOST for one in findings)
    better = lint.better_time(subject, around) if of_time else None
    return Linted(findings, subject.notice_days, subject.needed, better)


def _subject(shown: View, roll: tuple[Person, ...], decided: Switches, held: Span) -> Subject:
    meeting = shown.meeting
    base, needed = on_base(meeting.form, roll, decided, _counted) or (frozenset[int](), 0)
    return Subject(
        moment=held.starts_at.astimezone(organisations.zone(shown.organisation)),
        minutes=held.minutes,
        place=meeting.place,
        host_id=meeting.host_id,
        recorder_id=meeting.recorder_id,
        expected=frozenset(one.id for one in roll),
        base=base,
        needed=needed,
        notice_days=notice_days(decided, shown.activities),
    )


def _counted(quorum: Quorum, base: Sequence[Person]) -> tuple[frozenset[int], int]:
    return frozenset(one.id for one in base), quorum.needed
