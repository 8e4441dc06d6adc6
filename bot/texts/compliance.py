"""What is said about obligations: the list by urgency, one verdict with its source and records, and what to do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.texts import dates, terms
from bot.texts.compliance_words import FINDING, JSON_SOURCE, REMARK, full_day, requirement, settled, source_of
from bot.texts.markup import bold, lines, safe
from storage.rules.compliance.findings import Finding
from storage.rules.compliance.obligations import NotCounted, Obligation
from storage.rules.compliance.records import by_the_secretary
from storage.rules.compliance.switches import Override
from storage.rules.terms import Modality, ObligationStatus

PREVIOUS, NEXT, BACK, PICTURE = "上一页", "下一页", "返回", "看图"
PICTURE_NAME = "落实情况.png"
NOTHING = "没有需要评定的项目。"
OPEN_HINT = "点下面的一项，看依据、记录和怎么办。"

_GROUPED = (
    ObligationStatus.MISSED,
    ObligationStatus.AT_RISK,
    ObligationStatus.DUE,
    ObligationStatus.SCHEDULED,
    ObligationStatus.DEFERRED,
)
_MOST_CAPTION_LINES = 12
_MOST_PERIODS = 3


def header(organisation: str, as_of: date) -> str:
    """Say whose obligations these are, and of which day."""
    return f"{bold('落实情况')}（{safe(organisation)}，截至{dates.short_day(as_of)}）"


def totals(found: Iterable[Obligation]) -> str:
    """The figures by urgency, and what is met on a line of its own."""
    statuses = [one.status for one in found]
    urgent = "　".join(f"{terms.STATUS[one]} {statuses.count(one)}" for one in _GROUPED if one in statuses)
    met = statuses.count(ObligationStatus.MET)
    return lines(urgent or "目前没有待办的项目。", f"已落实 {met}" if met else "")


def name(one: Obligation, organisation: str) -> str:
    """What is owed and for which period; a group's own name is put in front."""
    group = "" if one.organisation == organisation else f"{one.organisation}　"
    what = SECRETARY_LECTURES if by_the_secretary(one.rule) else terms.ACTIVITY[one.activity]
    return f"{group}{what} {one.period.label}"


def row(one: Obligation, organisation: str) -> str:
    """One line of the list."""
    return f"• {safe(name(one, organisation))}{safe(_state(one))}"


def label(one: Obligation, organisation: str) -> str:
    """One button of the list."""
    return f"{terms.STATUS[one.status]}｜{name(one, organisation)}"


def group_title(status: ObligationStatus) -> str:
    """The title above the lines of one status."""
    return bold(terms.STATUS[status])


def page_number(page: int, pages: int) -> str:
    """Which page this is."""
    return f"第 {page + 1}/{pages} 页" if pages > 1 else ""


def finding(one: Finding) -> str:
    """A structural finding with its source."""
    return f"提示：{safe(FINDING[one.kind](one))}（{safe(one.rule.citation)}）。"


def _state(one: Obligation) -> str:
    if one.required is None or one.held is None:
        return f"（{REMARK[one.remarks[0]]}）" if one.remarks else ""
    return f"（{_figure(one)}{_left(one)}）"


def _figure(one: Obligation) -> str:
    """How many are lacking or arranged of what is not met, how many were held of what is."""
    lacking = (one.required or 0) - (one.held or 0)
    if lacking <= 0:
        return f"计入 {one.held} 次"
    if one.status is ObligationStatus.SCHEDULED:
        return f"已安排 {len(one.planned)} 次"
    return f"差 {lacking} 次"


def _left(one: Obligation) -> str:
    """How many days are left, for what is still open."""
    if not _is_open(one) or one.days_left is None:
        return ""
    return f"，还有 {one.days_left} 天" if one.days_left else "，今天是最后一天"


def _is_open(one: Obligation) -> bool:
    return one.status in (
        ObligationStatus.DUE,
        ObligationStatus.AT_RISK,
        ObligationStatus.SCHEDULED,
        ObligationStatus.DEFERRED,
    )


def window(one: Obligation) -> str:
    """The days inside which it may be done, and how many are left."""
    return f"期限：{full_day(one.period.start)}至{full_day(one.period.end)}{_left(one)}"


def figures(one: Obligation) -> str:
    """How many were held of how many required, by where the records came from."""
    if one.required is None or one.held is None:
        return ""
    sources = "、".join(f"{terms.SOURCE[source]} {count}" for source, count in one.by_source().items())
    return f"要求 {one.required} 次，计入 {one.held} 次" + (f"（{sources}）" if sources else "")


def record(day: date, theme: str, note: str) -> str:
    """One record: its date, its theme, and where it came from or why it does not count."""
    about = f"“{safe(theme)}”" if theme else ""
    return f"• {dates.short_day(day)}{about}（{note}）"


def records(title: str, rows: Sequence[str]) -> str:
    """A titled list of records, or nothing."""
    return lines(title, *rows) if rows else ""


COUNTED, EXCLUDED, PLANNED = "计入的记录：", "没有计入的记录：", "已安排的会议："
ANNOUNCED = "已发布"


def detail(one: Obligation, organisation: str, recorded: Sequence[str], *, kept: bool = False) -> str:
    """One verdict, opened: rule, source, window, records, what was decided otherwise, and what to do.

    ``kept``: the reader has the buttons to enter a meeting and to ask for a later day.
    """
    return lines(
        f"{bold(name(one, organisation))}：{bold(terms.STATUS[one.status])}",
        *(f"说明：{REMARK[remark]}。" for remark in one.remarks),
        requirement(one.rule),
        window(one),
        figures(one),
        *recorded,
        _deferral(one),
        _override(one.override),
        _advice(one, kept=kept),
    )


_MISSED = "怎么办：已经开过的，请书记补录；确实没有开的，请抓紧补开。"
_MISSED_KEPT = "怎么办：已经开过的，点“补录会议”；确实没有开的，点“申请顺延”，写明原因，报上级或者另一位委员批准。"


def _deferral(one: Obligation) -> str:
    if one.deferral is None:
        return ""
    approved = f"，{full_day(one.deferral.approved_on)}批准" if one.deferral.approved_on else ""
    return f"顺延：已报备，改到{full_day(one.deferral.new_date)}前{approved}。"


def _override(override: Override | None) -> str:
    return f"注意：{safe(settled(override))}。" if override else ""


def _advice(one: Obligation, *, kept: bool) -> str:
    """What to do now, as one sentence with the command to send."""
    plan = f"/schedule {terms.ACTIVITY[one.activity]} 下周五15:00"
    if any(record.reason is NotCounted.ATTENDANCE_UNKNOWN for record in one.not_counted) and not _is_done(one):
        return "怎么办：请先登记到会人数（/roll），登记后重新评定。"
    return {
        ObligationStatus.MISSED: _MISSED_KEPT if kept else _MISSED,
        ObligationStatus.AT_RISK: f"怎么办：请尽快安排，例如：{plan}",
        ObligationStatus.DUE: f"怎么办：可以早作安排，例如：{plan}",
        ObligationStatus.SCHEDULED: "怎么办：请按时召开，会后确认考勤。",
        ObligationStatus.DEFERRED: f"怎么办：请在新的期限前召开，例如：{plan}",
    }.get(one.status, "")


def _is_done(one: Obligation) -> bool:
    return one.status in (ObligationStatus.MET, ObligationStatus.NOT_APPLICABLE, ObligationStatus.NOT_ASSESSED)


def gathered(found: Iterable[Obligation], organisation: str, *, cited: bool) -> list[str]:
    """One line for each rule and status, in the order given, naming its periods; with the rule's source if wanted."""
    same: dict[tuple[ObligationStatus, str, int], list[Obligation]] = {}
    for one in found:
        same.setdefault((one.status, one.rule.id, one.organisation_id), []).append(one)
    return [_gathered(row, organisation, cited=cited) for row in same.values()]


def _gathered(row: Sequence[Obligation], organisation: str, *, cited: bool) -> str:
    first = row[0]
    labels = "、".join(one.period.label for one in row[1:_MOST_PERIODS])
    others = f"、{labels}" if labels else ""
    count = f"等 {len(row)} 期" if len(row) > _MOST_PERIODS else ""
    source = f"（{source_of(first)}）" if cited else ""
    return f"• {terms.STATUS[first.status]}：{safe(name(first, organisation) + others + count + _left(first) + source)}"


def caption(organisation: str, as_of: date, found: Sequence[Obligation]) -> str:
    """The same facts as the picture, as text: the figures, then what is not met."""
    rows = gathered((one for one in found if one.status in _GROUPED), organisation, cited=False)
    left = len(rows) - _MOST_CAPTION_LINES
    more = f"另有 {left} 项，发 /compliance 查看。" if left > 0 else ""
    return lines(header(organisation, as_of), totals(found), *rows[:_MOST_CAPTION_LINES], more)


def grid_title(organisation: str, year: int) -> str:
    """The title of the heat map."""
    return f"{organisation} {year}年落实情况"


def grid_as_of(as_of: date) -> str:
    """The day the heat map was reckoned."""
    return f"截至{full_day(as_of)}"


GRID_NOTE = "格内数字：已召开次数/应召开次数。空白：还没到期，或者没有要求。"
TREE_NOTE = "每格是当月到期的项目，取最差的一项。数字：已落实项数/到期项数。空白：当月没有到期项目。"


def tree_title(organisation: str, year: int) -> str:
    """The title of the heat map of what lies below a committee."""
    return f"{organisation} 下级{year}年落实情况"


def grid_month(month: int) -> str:
    """A column of the heat map."""
    return str(month)


def grid_row(one: Obligation, organisation: str) -> str:
    """A row of the heat map: the activity, or the group; local custom is marked."""
    what = terms.ACTIVITY[one.activity] if one.organisation == organisation else one.organisation
    return what + ("（惯例）" if one.modality is Modality.LOCAL else "")


VOID_ASKED = "已申请作废，等待批准"
SECRETARY_LECTURES = "党委书记讲党课"
BELOW_HINT = "点下面的一个，看它的落实情况。"
NOTHING_BELOW = "没有下级党组织。"


def below_label(count: int) -> str:
    """The button to the organisations below."""
    return f"下级党组织（{count} 个）"


def other_label(organisation: str) -> str:
    """The button to another organisation of the same person."""
    return f"看：{organisation}"


def open_rows(found: Sequence[Obligation], organisation: str) -> list[str]:
    """What is not met, gathered by rule, with its status and source, most urgent first."""
    said: list[str] = []
    for status in _GROUPED:
        rows = gathered((one for one in found if one.status is status), organisation, cited=True)
        said += rows
    return said


def below_title(count: int) -> str:
    """The title above the organisations below."""
    return bold(f"下级党组织 {count} 个，问题多的在前：")


def below_row(organisation: str, counts: Mapping[ObligationStatus, int]) -> str:
    """One organisation below, in figures."""
    said = "　".join(f"{terms.STATUS[status]} {counts[status]}" for status in _GROUPED if counts.get(status))
    return f"• {safe(organisation)}　{said or '没有待办的项目'}"


def below_more(count: int) -> str:
    """How many organisations below are not shown."""
    return f"另有 {count} 个没有列出。" if count > 0 else ""


def as_json(one: Obligation) -> dict[str, Any]:
    """An obligation in the keys and words that scripts read; where a record came from is said as people say it."""
    counted = [
        {"id": each.id, "date": each.date.isoformat(), "source": JSON_SOURCE[each.source]} for each in one.counted
    ]
    return one.as_json() | {"counted": counted}


def to_json(found: Iterable[Obligation]) -> list[dict[str, Any]]:
    """Return obligations as scripts read them (``sanhui compliance --json``)."""
    return [as_json(one) for one in found]
