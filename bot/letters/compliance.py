"""Letters about obligations: the list by urgency in pages, one verdict opened, the heat map with its facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from bot.actions.backfill import button_of
from bot.actions.compliance import Audited, Below, Opened
from bot.buttons import AskDeferral, AskVoid, BackfillMeeting, Button
from bot.keyboards import compliance as keyboards
from bot.letters import Letter
from bot.letters.compliance_picture import heat_map
from bot.texts import approvals as approval_texts
from bot.texts import compliance as texts
from bot.texts import terms
from bot.texts.compliance_words import why_not
from bot.texts.markup import lines
from storage.rules.approvals import ApprovalKind, is_deferrable
from storage.rules.compliance.obligations import Counted, Obligation, Remark
from storage.rules.compliance.rulebook import load
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
_LACKING = frozenset({ObligationStatus.MISSED, ObligationStatus.AT_RISK, ObligationStatus.DUE})
_MOST_BELOW = 10
_MOST_VOIDS = 4


@dataclass(frozen=True, slots=True)
class Private:
    """What only a private page shows: one's own dual life, one's other organisations, the way to single members."""

    own: Sequence[str] = ()
    others: Sequence[tuple[int, str]] = ()
    watches: bool = False


class Acts(TypedDict, total=False):
    """The buttons of what may be done about a verdict."""

    enter: BackfillMeeting
    put_off: AskDeferral
    voids: list[tuple[str, Button]]


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


def page(audited: Audited, number: int = 0, below: Sequence[Below] = (), *, private: Private | None = None) -> Letter:
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
        *(private.own if private and number == 0 else ()),
        texts.page_number(number, pages),
        texts.OPEN_HINT if shown else "",
    )
    rows = [(texts.label(one, audited.name), place) for place, one in shown]
    organisation_id = audited.organisation_id
    buttons = keyboards.page(
        organisation_id,
        rows,
        number,
        pages,
        below=len(below),
        others=private.others if private else (),
        watches=private is not None and private.watches,
    )
    return Letter(text, buttons)


def below_page(audited: Audited, below: Sequence[Below], number: int = 0) -> Letter:
    """The organisations below, worst first, eight a page, each a button: figures only."""
    pages = max(1, -(-len(below) // PAGE))
    number = min(number, pages - 1)
    shown = below[number * PAGE : (number + 1) * PAGE]
    text = lines(
        texts.header(audited.name, audited.as_of),
        texts.below_title(len(below)),
        "",
        *(texts.below_row(one.name, one.counts) for one in shown),
        texts.page_number(number, pages),
        texts.BELOW_HINT if shown else texts.NOTHING_BELOW,
    )
    rows = [(one.name, one.organisation_id) for one in shown]
    return Letter(text, keyboards.below(audited.organisation_id, rows, number, pages))


def looked_below(audited: Audited, committee_id: int, number: int) -> Letter:
    """One organisation below: statuses, periods and figures with their sources; no meetings, no names of people."""
    found = [one for _, one in ordered(audited)]
    text = lines(
        texts.header(audited.name, audited.as_of),
        texts.totals(found) if found else texts.NOTHING,
        "",
        *texts.open_rows(found, audited.name),
        *(texts.finding(one) for one in audited.findings),
    )
    return Letter(text, keyboards.looked_below(committee_id, number))


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


def opened(found: Opened, organisation_id: int, organisation: str, number: int, *, private: bool) -> Letter:
    """One verdict with its rule, source and records, what may be done about it (in private), and the way back."""
    one = found.obligation
    themes = {meeting_id: meeting.theme for meeting_id, meeting in found.meetings.items()}
    counted = [texts.record(each.date, themes[each.id], _note(each, found)) for each in one.counted]
    excluded = [texts.record(each.date, themes[each.id], why_not(each)) for each in one.not_counted]
    planned = [texts.record(each.date, themes[each.id], texts.ANNOUNCED) for each in one.planned]
    recorded = [
        texts.records(texts.COUNTED, counted),
        texts.records(texts.EXCLUDED, excluded),
        texts.records(texts.PLANNED, planned),
        approval_texts.waiting(ApprovalKind.DEFERRAL) if found.put_off_asked else "",
    ]
    acts = _acts(found) if private and found.kept else {}
    return Letter(
        texts.detail(one, organisation, recorded, kept=bool(acts)), keyboards.opened(organisation_id, number, **acts)
    )


def _note(record: Counted, found: Opened) -> str:
    """Where a counted record came from, and whether its void is asked for."""
    source = terms.SOURCE[record.source]
    return f"{source}；{texts.VOID_ASKED}" if record.id in found.void_asked else source


def _acts(found: Opened) -> Acts:
    """What somebody who keeps the records may do about a verdict."""
    one = found.obligation
    acts: Acts = {
        "voids": [
            (approval_texts.void_label(each.date), AskVoid(each.id))
            for each in one.counted[:_MOST_VOIDS]
            if each.id not in found.void_asked
        ]
    }
    if one.status in _LACKING:
        acts["enter"] = BackfillMeeting(one.organisation_id, button_of(one.rule.counts))
    if is_deferrable(one.status) and not found.put_off_asked:
        place = [rule.id for rule in load().cadences].index(one.rule.id)
        acts["put_off"] = AskDeferral(one.organisation_id, place, one.period.start.toordinal())
    return acts


async def picture(audited: Audited) -> Letter:
    """The heat map; its caption says the same."""
    shown = [one for _, one in ordered(audited)]
    return Letter(texts.caption(audited.name, audited.as_of, shown), enclosure=await heat_map(audited))
