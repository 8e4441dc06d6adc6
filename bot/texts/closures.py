"""What is said about closures: 寒暑假, 停工; reminders rest, what is owed stays owed."""

from collections.abc import Mapping, Sequence

from bot.texts import dates
from bot.texts.markup import GAP, bold, lines, safe
from storage.models import Closure
from storage.rules.closures import LONGEST, ClosureFault, ClosureRefused, NoSuchClosureError

ADD = "添加停课停工"
NONE = "还没有登记停课停工（寒暑假、停工检修等）。登记以后，这些日子里暂停提醒。"
ASK = "请用一句话写名称和起止日期，例如：寒假 1月16日至2月24日"
_RULE = "这些日子里暂停提醒，应办的事项照常计算，不会因此免除。"


def listing(rows: Sequence[Closure]) -> str:
    """Return the closures that are coming or under way."""
    if not rows:
        return ""
    return lines(bold("停课停工"), *(f"• {span(row)}" for row in rows), _RULE)


def span(row: Closure) -> str:
    """Return a closure such as 寒假：2027年1月16日（星期六）至2027年2月24日（星期三）."""
    return f"{safe(row.name)}：{dates.day(row.first_day)}至{dates.day(row.last_day)}"


def added(organisation: str, row: Closure) -> str:
    """Read a closure back."""
    days = (row.last_day - row.first_day).days + 1
    return lines(f"已记下（{safe(organisation)}）：{span(row)}，共 {days} 天。", GAP, _RULE)


def undo(row: Closure) -> str:
    """Return the button that takes a closure back."""
    return f"撤销 {row.name}"


def removed(row: Closure) -> str:
    """Say that a closure holds no more."""
    return f"已撤销“{safe(row.name)}”，提醒照常。"


_FAULTS: Mapping[ClosureFault, str] = {
    ClosureFault.NOT_A_RANGE: "没有看出从哪天到哪天。",
    ClosureFault.IMPOSSIBLE_DATE: "没有“{part}”这样的日期。",
    ClosureFault.BACKWARDS: "开始的日期比结束的还晚。",
    ClosureFault.TOO_LONG: f"时间太长，一次最多 {LONGEST.days} 天。",
    ClosureFault.PAST: "这段时间已经过去了。",
    ClosureFault.NO_NAME: "请写上名称，例如：寒假、暑假、停工检修。",
}

REFUSALS = {
    ClosureRefused: lambda refusal: (
        f"{_FAULTS[refusal.fault].format(part=safe(refusal.part))}请这样写：寒假 1月16日至2月24日"
    ),
    NoSuchClosureError: lambda _: "这条停课停工已经撤销了。请发 /holidays 看最新的。",
}
