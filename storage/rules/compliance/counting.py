"""Which record counts for which window; one record never serves two periods of the same rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from storage.rules.compliance.obligations import Counted, Excluded, NotCounted, Shortfall
from storage.rules.compliance.records import Record, reason_against, shortfall
from storage.rules.compliance.rulebook import Rule, Rulebook
from storage.rules.compliance.windows import Window, place


@dataclass(slots=True)
class Bucket:
    """What one window has gathered; a window that is not judged claims nothing from another."""

    judged: bool
    end: date
    counted: list[Counted] = field(default_factory=list)
    not_counted: list[Excluded] = field(default_factory=list)
    planned: list[Counted] = field(default_factory=list)

    def exclude(self, record: Record, reason: NotCounted, short: Shortfall | None = None) -> None:
        """Keep the record with the reason it does not count."""
        self.not_counted.append(Excluded(record.meeting.id, record.day, reason, short))

    def is_short(self, required: int) -> bool:
        """Return whether another meeting is still wanted here."""
        return self.judged and len(self.counted) + len(self.planned) < required


def gather(
    rule: Rule,
    records: Iterable[Record],
    windows: tuple[Window, ...],
    judged: Sequence[bool],
    rulebook: Rulebook,
    as_of: date,
) -> list[Bucket]:
    """Return one bucket per window, filled with the records up to ``as_of`` and the announced ones after it."""
    buckets = [Bucket(each, window.period.end) for each, window in zip(judged, windows, strict=True)]
    claims: list[tuple[Record, list[int]]] = []
    for record in records:
        if record.day > as_of and not record.coming:
            continue
        fits = place(record.day, record.meeting.for_year, rule, windows)
        _note_other_year(record, fits, windows, buckets)
        reason = reason_against(rule, record, rulebook, as_of)
        if reason:
            for index in fits:
                buckets[index].exclude(record, reason, shortfall(rule, record.meeting, rulebook))
        elif fits:
            claims.append((record, fits))
    # What fits one window only goes first, so that an overlap is drawn upon only where a window is short of it.
    for record, fits in sorted(claims, key=lambda claim: (claim[0].coming, len(claim[1]) > 1)):
        _claim(record, fits, buckets, rule.minimum)
    return buckets


def _claim(record: Record, fits: list[int], buckets: list[Bucket], required: int) -> None:
    """Give the record to the window that ends first among those short of a meeting, else to the last it lies in."""
    short = [index for index in fits if buckets[index].is_short(required)]
    chosen = min(short, key=lambda index: buckets[index].end, default=fits[-1])
    kept = buckets[chosen].planned if record.coming else buckets[chosen].counted
    kept.append(record.counted())
    for index in fits:
        if index > chosen and not record.coming:
            buckets[index].exclude(record, NotCounted.COUNTED_FOR_EARLIER_PERIOD)


def _note_other_year(record: Record, fits: list[int], windows: tuple[Window, ...], buckets: list[Bucket]) -> None:
    """Show a meeting held for another year in the window its date lies in, as not counted there."""
    if record.meeting.for_year is None or record.coming:
        return
    for index, window in enumerate(windows):
        if index not in fits and record.day in window.period:
            buckets[index].exclude(record, NotCounted.OTHER_YEAR)
