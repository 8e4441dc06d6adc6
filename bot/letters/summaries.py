"""Letters of summaries: one message with the heat map, its text always short enough to be the picture's caption."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import paging
from bot.actions import summaries as actions
from bot.actions.summaries import Digest, Names, Tree
from bot.keyboards import summaries as keyboards
from bot.letters import CARDS, COMPOSERS, Letter, unsealed
from bot.letters.compliance_picture import heat_map, tree_map
from bot.texts import compliance as compliance_texts
from bot.texts import summaries as texts
from bot.texts import urging as urging_texts
from bot.texts.markup import bold, lines
from storage.models import Card, Summary
from storage.repositories import organisations, summaries
from storage.repositories.summaries import Entry
from storage.rules import roll_up
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import SUMMARY_PLANS, CardKind, Parcel, PlanKind
from storage.rules.summaries import Tally
from storage.rules.terms import Activity, ObligationStatus, SummaryKind

ROOM = 900
"""Characters of the text: below a caption's 1024, with room for the hint of a preview."""

_FULLEST = 8
_MOST_URGED = 8


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
        texts.header(digest.span, digest.organisation.name, digest.audited.as_of, late=late),
        texts.closed(digest.closure) if digest.closure else "",
        *_below(digest.below, most),
        *_held(digest, most),
        *_due(digest),
        *_coming(digest, most),
        *_urgent(digest, most),
        texts.follow_ups(len(digest.follow_ups.unsigned), len(digest.follow_ups.unconfirmed)),
        texts.correction(digest.correction),
        texts.anchor(chain.seq, chain.hash.hex()) if chain else "",
    )


def _held(digest: Digest, most: int) -> list[str]:
    if not digest.held:
        return [texts.none_held(digest.span.kind)]
    if digest.span.kind is not SummaryKind.WEEKLY:
        counted: dict[Activity, Tally] = {}
        for entry in digest.held:
            for activity in entry.activities:
                counted[activity] = counted.get(activity, Tally()) + entry.tally()
        several = sum(one.times for one in counted.values()) > len(digest.held)
        rows = [texts.held_count(one, counted[one]) for one in Activity if one in counted]
        return [bold(texts.held_times(len(digest.held), several=several)), *rows]
    rows = [
        texts.held_row(one.meeting.local_day, _title(one, digest.groups), one.expected, one.present, one.unknown)
        for one in digest.held
    ]
    return [bold(texts.HELD), *rows[:most], texts.more_meetings(len(rows) - most)]


def _due(digest: Digest) -> list[str]:
    """What fell due in a longer period, in figures; a week says what is open instead."""
    if digest.span.kind is SummaryKind.WEEKLY:
        return []
    found = roll_up.ended_in(digest.audited.obligations, digest.span.start, digest.span.end)
    return [texts.due(Counter(one.status for one in found))] if found else []


def _coming(digest: Digest, most: int) -> list[str]:
    if digest.coming is None:
        return []
    if not digest.coming:
        return [texts.NONE_COMING]
    zone = organisations.zone(digest.organisation)
    rows = [texts.coming_row(one.meeting.starts_at, zone, _title(one, digest.groups)) for one in digest.coming]
    return [bold(texts.COMING), *rows[:most], texts.more_meetings(len(rows) - most)]


def _urgent(digest: Digest, most: int) -> list[str]:
    """What is at risk first, the nearest end first, then what was missed, the latest first.

    A longer period names what was missed in it, and counts what was missed before.
    """
    everything = roll_up.urgent(digest.audited.obligations)
    since = date.min if digest.span.kind is SummaryKind.WEEKLY else digest.span.start
    found = [one for one in everything if one.period.end >= since]
    before = texts.missed_before(len(everything) - len(found))
    if not found:
        return [before or texts.NONE_URGENT]
    ordered = sorted(found, key=lambda one: one.status is ObligationStatus.MISSED)
    rows = compliance_texts.gathered(ordered, digest.audited.name, cited=True)
    counted = texts.urgent_counts(found)
    return [f"{bold(texts.URGENT)}{counted}", *rows[:most], texts.more(len(rows) - most), before]


def _below(tree: Tree | None, most: int) -> list[str]:
    """What lies below, worst first, before the committee's own figures: it is what the committee looks for."""
    if tree is None or not tree.branches:
        return []
    total: Counter[ObligationStatus] = Counter()
    for one in tree.branches:
        total.update(one.counts)
    rows = [compliance_texts.below_row(one.name, one.counts) for one in tree.branches[:most]]
    left = compliance_texts.below_more(len(tree.branches) - most)
    return [
        compliance_texts.below_title(len(tree.branches)),
        texts.tree(total, tree.held),
        *rows,
        left,
        bold(texts.OWN),
    ]


def _title(one: Entry, groups: Mapping[int, str]) -> str:
    return texts.title(one.activities, one.meeting.theme, groups.get(one.meeting.organisation_id, ""))


async def _letter(digest: Digest, *, late: bool = False) -> Letter:
    tree = digest.below
    drawn = await (tree_map(digest.audited, tree.branches) if tree and tree.branches else heat_map(digest.audited))
    return Letter(text(digest, late=late), enclosure=drawn)


async def preview(row: Summary, digest: Digest, *, stands: bool) -> Letter:
    """The summary as it would be posted, with what can be done about it."""
    hint = texts.STANDS_HINT if stands else texts.PREVIEW_HINT
    letter = await _letter(digest)
    buttons = keyboards.preview(row.id, row.kind, _urgeable(digest))
    return replace(letter, text=f"{letter.text}\n\n{hint}", keyboard=buttons)


async def _posted(row: Summary, digest: Digest, *, late: bool = False) -> Letter:
    """The summary as it stands in the chat: a committee's with 督办 under it."""
    return replace(await _letter(digest, late=late), keyboard=keyboards.posted(row.id, _urgeable(digest)))


def _urgeable(digest: Digest) -> list[tuple[str, int]]:
    """The organisations below that lack something, worst first, with the words of their button."""
    if digest.below is None:
        return []
    lacking = [one for one in digest.below.branches if any(one.counts[status] for status in roll_up.URGENT)]
    return [
        (urging_texts.label(one.name, done=one.organisation_id in digest.below.urged), one.organisation_id)
        for one in lacking[:_MOST_URGED]
    ]


async def post(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose a summary for the organisation's chat from what is true now."""
    row = await summaries.get(session, parcel.subject_id)
    if row is None:
        return None
    return await _posted(row, await actions.tell(session, row, now), late=parcel.is_late(now))


async def live(session: AsyncSession, card: Card, now: datetime) -> Letter | None:
    """Compose what a posted summary shows now."""
    row = await summaries.get(session, card.subject_id)
    return None if row is None else await _posted(row, await actions.tell(session, row, now))


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
        return texts.coming_row(one.meeting.starts_at, zone, _title(one, found.groups))

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
