"""The attendance of a period's meetings as bars, with the same facts as text: counts only, no names."""

from collections.abc import Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions.summaries import Digest
from bot.documents.pictures import MOST_ROWS, bar_rate
from bot.documents.values import AttendanceBars, BarRow
from bot.letters import Enclosure, Letter
from bot.letters.compliance_picture import painter
from bot.texts import summaries as texts
from storage.repositories import statistics
from storage.repositories.statistics import Turnout
from storage.repositories.summaries import Entry

_MOST_LINES = 12


async def rows(session: AsyncSession, digest: Digest) -> list[BarRow]:
    """Return a bar for each meeting held in the period whose expected are known, the latest first."""
    entries = [one for one in digest.held if one.expected]
    known = await statistics.turnouts(session, [one.meeting.id for one in entries])
    return [_row(one, known.get(one.meeting.id), digest.groups) for one in reversed(entries)]


def _row(one: Entry, known: Turnout | None, groups: Mapping[int, str]) -> BarRow:
    """A roll tells who is on leave and who was absent; a ledger only how many did not come."""
    label = texts.bar_label(
        one.meeting.local_day,
        texts.plain_title(one.activities, one.meeting.theme, groups.get(one.meeting.organisation_id, "")),
    )
    expected, present = one.expected or 0, one.present or 0
    if known is not None:
        away = max(0, expected - present - known.leave - known.absent - one.unknown)
        return BarRow(label, expected, present, known.leave, known.absent, one.unknown, away)
    if one.present is None:
        return BarRow(label, expected, 0, 0, 0, expected)
    return BarRow(label, expected, present, 0, 0, 0, max(0, expected - present))


async def bars(digest: Digest, found: Sequence[BarRow]) -> Letter:
    """Return the picture with its facts."""
    name = digest.organisation.name
    drawn = AttendanceBars(texts.bars_title(name), texts.period(digest.span), tuple(found[:MOST_ROWS]))
    said = [_said(one) for one in found[:_MOST_LINES]]
    caption = texts.bars_caption(name, digest.span, said, len(found) - len(said))
    data = await painter().attendance_bars(drawn)
    return Letter(caption, enclosure=Enclosure(texts.BARS_NAME, data, picture=True))


def _said(one: BarRow) -> str:
    figures = texts.figures(
        one.expected, None if one.unknown == one.expected else one.present, one.leave, one.absent, one.away, one.unknown
    )
    return texts.bar_row(one.label, figures, bar_rate(one))
