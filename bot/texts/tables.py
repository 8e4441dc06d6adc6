"""Words of the ledger and of the tables of figures."""

from collections.abc import Iterable, Sequence

from bot.documents.columns import UnknownColumnError
from bot.texts import summaries as summary_texts
from bot.texts import terms
from bot.texts.compliance_words import NOT_COUNTED
from bot.texts.markup import safe
from storage.rules.compliance.obligations import Obligation
from storage.rules.summaries import Span, Tally
from storage.rules.terms import ObligationStatus, SummaryKind

LEDGER_TAB = "台账"
CAPTION = "台账和落实情况统计表（Excel）。里面有姓名，只交给上级党组织，请不要转发到群里。会议内容见签字的会议记录。"
IN_PRIVATE = "表格已发到您的私聊。"
TOTAL = "合计"
SIGNED = "会议记录（已签字）"
_LEDGER = "{单位}{期间}三会一课台账"
_TABLE = "{单位}{期间}“三会一课”等组织生活落实情况统计表"


def ledger_file(organisation: str, year: int | None) -> str:
    """The name of a ledger's file."""
    return f"{organisation}三会一课台账{year or ''}.xlsx"


def ledger_title(pattern: str, organisation: str, year: int | None) -> str:
    """The title line above a ledger; the superior's own pattern may name 单位 and 期间 in braces."""
    return _filled(pattern or _LEDGER, organisation, f"{year}年" if year else "")


def table_title(pattern: str, organisation: str, span: Span) -> str:
    """The title line above a table of figures."""
    return _filled(pattern or _TABLE, organisation, summary_texts.period(span))


def _filled(pattern: str, organisation: str, period: str) -> str:
    return pattern.replace("{单位}", organisation).replace("{期间}", period)


def tab(span: Span) -> str:
    """The name of a table's sheet, such as 年度统计 or 第四季度统计."""
    if span.kind is SummaryKind.YEARLY:
        return "年度统计"
    return f"{summary_texts.period(span).partition('年')[2]}统计"


def names(people: Iterable[str]) -> str:
    """Names in a cell."""
    return "、".join(people)


def absences(people: Sequence[tuple[str, str]]) -> str:
    """Who was not there, each with the class of the reason."""
    return names(f"{name}（{why}）" for name, why in people) or "无"


def numbered(told: Sequence[str]) -> str:
    """Several sentences in a cell, one a line and numbered; a single one stands alone."""
    if len(told) < 2:
        return "".join(told)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(told, 1))


def agreed(actions: Sequence[tuple[str, str, str]]) -> str:
    """What was agreed, with whose it is and until when, as far as said."""
    return numbered([text + _duty(owner, deadline) for text, owner, deadline in actions])


def _duty(owner: str, deadline: str) -> str:
    said = "，".join(
        part for part in (f"责任人：{owner}" if owner else "", f"时限：{deadline}" if deadline else "") if part
    )
    return f"（{said}）" if said else ""


def note(*parts: str) -> str:
    """Whose meeting it was, where its record came from, and the remark that came with it."""
    return "；".join(part for part in parts if part)


def yearly(found: Sequence[Obligation]) -> str:
    """How it stands with a yearly meeting, by its year: 2026年度已落实（12月4日）."""
    return "；".join(map(_yearly, found)) or "不适用"


def _yearly(one: Obligation) -> str:
    days = "、".join(f"{record.date.month}月{record.date.day}日" for record in one.counted)
    return f"{one.period.label}{terms.STATUS[one.status]}" + (f"（{days}）" if days else "")


def unfinished(found: Sequence[Obligation], organisation: str, held: Tally) -> str:
    """What is not done, why a meeting that was held does not count, and what was not registered."""
    same: dict[tuple[int, str, ObligationStatus], list[Obligation]] = {}
    for one in found:
        same.setdefault((one.organisation_id, one.rule.id, one.status), []).append(one)
    rows = [_unfinished(alike, organisation) for alike in same.values()]
    if held.unregistered:
        rows.append(f"{held.unregistered} 次会议考勤未登记，未计入人次")
    return numbered(rows) or "无"


def _unfinished(alike: Sequence[Obligation], organisation: str) -> str:
    """One line for all periods of a rule that stand alike."""
    first = alike[0]
    group = "" if first.organisation == organisation else f"{first.organisation}　"
    labels = "、".join(one.period.label for one in alike[:_MOST_PERIODS])
    count = f"等 {len(alike)} 期" if len(alike) > _MOST_PERIODS else ""
    reasons = [each for one in alike for each in one.not_counted]
    why = "；".join(
        f"{each.date.month}月{each.date.day}日的{NOT_COUNTED[each.reason]}" for each in reasons[:_MOST_PERIODS]
    )
    said = f"{group}{terms.ACTIVITY[first.activity]} {labels}{count}{terms.STATUS[first.status]}"
    return said + (f"（{why}）" if why else "")


_MOST_PERIODS = 4

REFUSALS = {
    UnknownColumnError: lambda refusal: (
        f"表里没有“{safe(refusal.title)}”这一栏，或者它写了两次、太长。可以用的栏目：{'、'.join(refusal.known)}。"
        "改名写成“类别=会议类型”，加空栏写成“+备查”。"
    ),
}
