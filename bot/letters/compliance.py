"""Letters about obligations: the list by urgency in pages, one verdict opened, the heat map with its facts."""

from collections.abc import Sequence

from bot.actions.compliance import Audited, Below, Opened
from bot.keyboards import compliance as keyboards
from bot.letters import Letter
from bot.letters.compliance_picture import heat_map
from bot.texts import compliance as texts
from bot.texts import terms
from bot.texts.compliance_words import why_not
from bot.texts.markup import lines
from storage.rules.compliance.obligations import Obligation, Remark
from storage.rules.terms import ObligationStatus

PAGE = 8
_URGENCY = (
    ObligationStatus.MISSED,
    ObligationStatus.AT_RISK,
    ObligationStatus.DUE,
    ObligationStatus.SCHEDULED,
    ObligationStatus.DEFERRED,
    ObligationStatus.MET,
    ObligationStatus.NOT_APPLICABLE,
    ObligationStatus.NOT_ASSESSED,
)
_SAID_ONCE = frozenset({ObligationStatus.NOT_APPLICABLE, ObligationStatus.NOT_ASSESSED})
_OVER = _SAID_ONCE | {ObligationStatus.MISSED, ObligationStatus.MET}
_MOST_BELOW = 10

Line = tuple[int, Obligation]


def ordered(audited: Audited) -> list[Line]:
    """Return the verdicts with their place in the audit, most urgent first.

    What does not apply is said once, what can never apply to an organisation of this kind not at all.
    """
    kept: list[Line] = []
    said: set[tuple[str, int, ObligationStatus]] = set()
    for place, one in reversed(list(enumerate(audited.obligations))):
        key = (one.rule.id, one.organisation_id, one.status)
        if Remark.KIND_NOT_BOUND in one.remarks:
            continue
        if one.status not in _SAID_ONCE or key not in said:
            kept.append((place, one))
            said.add(key)
    return sorted(kept, key=_rank)


def _rank(line: Line) -> tuple[int, int, int]:
    """Most urgent first: of open ones the nearest end, of those that are over the latest."""
    place, one = line
    ends = one.period.end.toordinal()
    return _URGENCY.index(one.status), -ends if one.status in _OVER else ends, place


def page(audited: Audited, number: int = 0, below: Sequence[Below] = ()) -> Letter:
    """The list of one organisation's obligations, eight a page, each a button; what is met stands in one line."""
    found = ordered(audited)
    pages = max(1, -(-len(found) // PAGE))
    number = min(number, pages - 1)
    shown = found[number * PAGE : (number + 1) * PAGE]
    text = lines(
        texts.header(audited.name, audited.as_of),
        texts.totals(one for _, one in found) if found else texts.NOTHING,
        "",
        *_listed(shown, audited.name),
        *([texts.finding(one) for one in audited.findings] if number == 0 else ()),
        *(_below(below) if number == 0 else ()),
        texts.page_number(number, pages),
        texts.OPEN_HINT if shown else "",
    )
    rows = [(texts.label(one, audited.name), place) for place, one in shown]
    return Letter(text, keyboards.page(audited.organisation_id, rows, number, pages))


def _listed(shown: Sequence[Line], organisation: str) -> list[str]:
    said: list[str] = []
    status: ObligationStatus | None = None
    for _, one in shown:
        if one.status is not status:
            status = one.status
            said.append(texts.group_title(status))
        said.append(texts.row(one, organisation))
    return said


def _below(below: Sequence[Below]) -> list[str]:
    if not below:
        return []
    rows = [texts.below_row(one.name, one.counts) for one in below[:_MOST_BELOW]]
    return [texts.below_title(len(below)), *rows, texts.below_more(len(below) - _MOST_BELOW)]


def opened(found: Opened, organisation_id: int, organisation: str, number: int) -> Letter:
    """One verdict with its rule, source and records, and the way back."""
    one = found.obligation
    themes = {meeting_id: meeting.theme for meeting_id, meeting in found.meetings.items()}
    counted = [texts.record(each.date, themes[each.id], terms.SOURCE[each.source]) for each in one.counted]
    excluded = [texts.record(each.date, themes[each.id], why_not(each)) for each in one.not_counted]
    planned = [texts.record(each.date, themes[each.id], texts.ANNOUNCED) for each in one.planned]
    recorded = [
        texts.records(texts.COUNTED, counted),
        texts.records(texts.EXCLUDED, excluded),
        texts.records(texts.PLANNED, planned),
    ]
    return Letter(texts.detail(one, organisation, recorded), keyboards.opened(organisation_id, number))


async def picture(audited: Audited) -> Letter:
    """The heat map; its caption says the same."""
    shown = [one for _, one in ordered(audited)]
    return Letter(texts.caption(audited.name, audited.as_of, shown), enclosure=await heat_map(audited))
