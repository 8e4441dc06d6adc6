"""What is said on the way to a drafted meeting, and what is worth a word before it is announced."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.texts import dates, terms
from bot.texts.markup import bold, lines, safe
from storage.rules.lint import Fault, Finding
from storage.rules.terms import Activity

SELF_HOST, PICK_HOST = "我来主持", "选主持人"
_LABEL = 24
NOTE_WELL, NOTE_OF_CHANGE = "请留意（不影响发布）：", "请留意（不影响改期）："


def ask_day(activities: Sequence[Activity], clock: str, place: str) -> str:
    """Ask for the day alone: the rest was taken over from the last meeting."""
    taken = "，".join(part for part in (clock, safe(place)) if part)
    return lines(f"{bold(terms.activities(activities))}：照上次（{taken}）。", "哪一天开？请点一个，或者直接打字。")


def same(clock: str, place: str) -> str:
    """Offer to take over hour, place and hands of the last meeting of the type."""
    return _cut("照上次：" + " ".join(part for part in (clock, place) if part))


def same_theme(theme: str) -> str:
    """Offer the last theme again."""
    return _cut(f"照上次：{theme}")


def place(known: str) -> str:
    """Label a place that was used before."""
    return _cut(known)


def go_on(activities: Sequence[Activity]) -> str:
    """Offer the draft that was left aside."""
    return f"接着填：{terms.activities(activities)}"


def move_to(moment: datetime, zone: ZoneInfo) -> str:
    """Label the tap that moves a draft to a time without fault."""
    return f"改到{dates.short_moment(moment, zone)}"


def findings(
    found: Sequence[Finding],
    activities: Sequence[Activity],
    notice: int,
    needed: int,
    zone: ZoneInfo,
    heading: str = NOTE_WELL,
) -> str:
    """Say what is worth a word, one a line; empty where there is nothing (an off day is said with the date)."""
    said = [_SAYS[one.fault](one, terms.activities(activities), notice, needed, zone) for one in found]
    rows = [f"• {row}" for row in said if row]
    return lines(heading, *rows) if rows else ""


def _no_host(_one: Finding, _kind: str, _notice: int, _needed: int, _zone: ZoneInfo) -> str:
    return "还没有定主持人。"


def _short_notice(one: Finding, kind: str, notice: int, _needed: int, _zone: ZoneInfo) -> str:
    left = {0: "就在今天", 1: "就在明天"}.get(one.days, f"只剩{one.days}天")
    return f"通知偏晚：{kind}一般提前{notice}天通知，这次{left}。"


def _off_day(_one: Finding, _kind: str, _notice: int, _needed: int, _zone: ZoneInfo) -> str:
    return ""


def _closed(one: Finding, _kind: str, _notice: int, _needed: int, _zone: ZoneInfo) -> str:
    assert one.closure is not None  # noqa: S101 - it is closed for something
    return f"这天在“{safe(one.closure.name)}”期间，要到{dates.short_day(one.closure.last)}才结束。请确认是否照常开会。"


def _clash(one: Finding, _kind: str, _notice: int, _needed: int, zone: ZoneInfo) -> str:
    assert one.other is not None  # noqa: S101 - a clash is with something
    why = (
        one.same_place and "同一个地点",
        one.same_hands and "主持人或记录人是同一位",
        one.shared and f"{one.shared}人两个会都要参加",
    )
    name = f"{terms.activities(one.other.activities)} {dates.short_moment(one.other.span.starts_at, zone)}"
    return f"时间冲突：{name}（{'，'.join(part for part in why if part)}）。"


def _quorum(one: Finding, _kind: str, _notice: int, needed: int, _zone: ZoneInfo) -> str:
    return f"人数可能不够：当天已有{one.away}人请假，能到{one.left}人，须到{needed}人。"


_SAYS: Mapping[Fault, Callable[[Finding, str, int, int, ZoneInfo], str]] = {
    Fault.NO_HOST: _no_host,
    Fault.SHORT_NOTICE: _short_notice,
    Fault.OFF_DAY: _off_day,
    Fault.CLOSED: _closed,
    Fault.CLASH: _clash,
    Fault.QUORUM: _quorum,
}


def _cut(label: str) -> str:
    return label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"
