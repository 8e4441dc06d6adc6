"""Letters of summaries: one message with the heat map, its text always short enough to be the picture's caption."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import paging
from bot.actions import summaries as actions
from bot.actions.summaries import Digest, Names
from bot.keyboards import summaries as keyboards
from bot.letters import CARDS, COMPOSERS, Letter, unsealed
from bot.letters.compliance_picture import heat_map
from bot.texts import compliance as compliance_texts
from bot.texts import summaries as texts
from bot.texts.markup import bold, lines
from storage.models import Card, Summary
from storage.repositories import organisations, summaries
from storage.repositories.summaries import Entry
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import SUMMARY_PLANS, CardKind, Parcel, PlanKind
from storage.rules.terms import ObligationStatus, SummaryKind

ROOM = 900
"""Characters of the text: below a caption's 1024, with room for the hint of a preview."""

_FULLEST = 8
_URGENT = (ObligationStatus.AT_RISK, ObligationStatus.MISSED)


def text(digest: Digest, *, late: bool = False) -> str:
    """The summary as text, with as many lines in each part as fit a caption; what is left out is counted."""
    for most in range(_FULLEST, 0, -1):
        words = _text(digest, most, late=late)
        if paging.length(words) <= ROOM:
            return words
    return _text(digest, 0, late=late)


def _text(digest: Digest, most: int, *, late: bool) -> str:
    chain = digest.anchor
    return lines(
        texts.header(digest.span.kind, digest.organisation.name, digest.span, late=late),
        *_held(digest, most),
        *_coming(digest, most),
        *_urgent(digest, most),
        *_below(digest, most),
        texts.follow_ups(len(digest.follow_ups.unsigned), len(digest.follow_ups.unconfirmed)),
        texts.correction(digest.correction),
        texts.anchor(chain.seq, chain.hash.hex()) if chain else "",
    )


def _held(digest: Digest, most: int) -> list[str]:
    if not digest.held:
        return [texts.NONE_HELD]
    if digest.span.kind is not SummaryKind.WEEKLY:
        counted = Counter(activity for entry in digest.held for activity in entry.activities)
        return [bold(texts.HELD), *(texts.held_count(one, times) for one, times in sorted(counted.items()))]
    rows = [
        texts.held_row(one.meeting.local_day, _title(one), one.expected, one.present, one.unknown)
        for one in digest.held
    ]
    return [bold(texts.HELD), *rows[:most], texts.more_meetings(len(rows) - most)]


def _coming(digest: Digest, most: int) -> list[str]:
    if digest.coming is None:
        return []
    if not digest.coming:
        return [texts.NONE_COMING]
    zone = organisations.zone(digest.organisation)
    rows = [texts.coming_row(one.meeting.starts_at, zone, _title(one)) for one in digest.coming]
    return [bold(texts.COMING), *rows[:most], texts.more_meetings(len(rows) - most)]


def _urgent(digest: Digest, most: int) -> list[str]:
    """What is at risk first, then what was missed, the latest first."""
    found = [
        one
        for status in _URGENT
        for one in sorted(digest.audited.obligations, key=lambda each: each.period.end, reverse=True)
        if one.status is status
    ]
    if not found:
        return [texts.NONE_URGENT]
    rows = compliance_texts.gathered(found, digest.audited.name, cited=True)
    counted = texts.urgent_counts(found)
    return [f"{bold(texts.URGENT)}{counted}", *rows[:most], texts.more(len(rows) - most)]


def _below(digest: Digest, most: int) -> list[str]:
    if not digest.below:
        return []
    rows = [compliance_texts.below_row(one.name, one.counts) for one in digest.below[:most]]
    left = compliance_texts.below_more(len(digest.below) - most)
    return [compliance_texts.below_title(len(digest.below)), *rows, left]


def _title(one: Entry) -> str:
    return texts.title(one.activities, one.meeting.theme)


async def _letter(digest: Digest, *, late: bool = False) -> Letter:
    return Letter(text(digest, late=late), enclosure=await heat_map(digest.audited))


async def preview(row: Summary, digest: Digest, *, stands: bool) -> Letter:
    """The summary as it would be posted, with what can be done about it."""
    hint = texts.STANDS_HINT if stands else texts.PREVIEW_HINT
    letter = await _letter(digest)
    return replace(letter, text=f"{letter.text}\n\n{hint}", keyboard=keyboards.preview(row.id))


async def post(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose a summary for the organisation's chat from what is true now."""
    row = await summaries.get(session, parcel.subject_id)
    if row is None:
        return None
    return await _letter(await actions.tell(session, row, now), late=parcel.is_late(now))


async def live(session: AsyncSession, card: Card, now: datetime) -> Letter | None:
    """Compose what a posted summary shows now."""
    row = await summaries.get(session, card.subject_id)
    return None if row is None else await _letter(await actions.tell(session, row, now))


async def private_digest(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the names behind the figures for one who keeps the summary; None when there is nothing to follow up."""
    row = await summaries.get(session, parcel.subject_id)
    if row is None:
        return None
    found = await actions.names(session, row, now)
    blocks = _blocks(found)
    if not blocks:
        return None
    return Letter(texts.private(found.organisation.name, found.span, blocks), content=ContentClass.P1)


def _blocks(found: Names) -> Sequence[str]:
    zone = organisations.zone(found.organisation)

    def what(one: Entry) -> str:
        return texts.coming_row(one.meeting.starts_at, zone, _title(one))

    blocks = [
        *(texts.silent(what(one), names) for one, names in found.silent),
        *(texts.unsigned(what(one), recorder) for one, recorder in found.unsigned),
        *(texts.unconfirmed(what(one)) for one in found.unconfirmed),
    ]
    return [*blocks, texts.unlinked(found.unlinked)] if blocks or found.unlinked else []


for _kind in SUMMARY_PLANS.values():
    COMPOSERS[_kind] = unsealed(post)
COMPOSERS[PlanKind.PRIVATE_DIGEST] = unsealed(private_digest)
CARDS[CardKind.SUMMARY] = unsealed(live)
