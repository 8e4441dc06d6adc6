"""What is said about meetings entered afterwards."""

from datetime import date

from bot.texts import dates, terms
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.backfill import AlreadyOnRecordError, HeadsError
from storage.rules.terms import Activity

BACKFILL = "补录会议"
NO_THEME, NO_HEADS, BY_DATE, ENTER = "不写主题", "没有登记", "按日期自动归", "补录"
ASK_THEME = "会议的主题是什么？请打字，或者点“不写主题”。"
ASK_HEADS = "应到、实到各多少人？请打两个数，例如：12 10"
ASK_YEAR = "这次会议算哪个年度的？"


def ask_day(activity: Activity, organisation: str) -> str:
    """Ask when a past meeting was held."""
    return lines(
        f"补录：{bold(terms.ACTIVITY[activity])}（{safe(organisation)}）",
        GAP,
        "哪一天开的？请打日期，例如：11月3日，或者：11月3日15:00",
    )


def year_label(year: int) -> str:
    """One of the years offered."""
    return f"{year}年度"


def preview(
    activity: Activity,
    organisation: str,
    day: date,
    clock: str,
    theme: str,
    heads: tuple[int | None, int | None],
    year: int | None,
) -> str:
    """Show the account before it is entered."""
    expected, present = heads
    return lines(
        "请核对，确认后点“补录”：",
        GAP,
        f"组织：{safe(organisation)}",
        f"类别：{terms.ACTIVITY[activity]}",
        f"时间：{dates.day(day)}{clock[:5]}",
        f"主题：{safe(theme) or '没有写'}",
        f"应到 {expected}，实到 {present}" if expected is not None else "应到、实到：未登记",
        f"年度：{year_label(year)}" if year else "",
        GAP,
        "补录的会议计入落实情况，并注明“补录”。",
    )


def entered(activity: Activity, day: date) -> str:
    """Confirm that a meeting was entered."""
    return f"已补录：{terms.ACTIVITY[activity]}，{dates.day(day)}。发 /compliance 看落实情况。"


REFUSALS = {
    AlreadyOnRecordError: lambda _: "那一天已经有一次这样的会议，不用再补录。发 /compliance 可以看到。",
    HeadsError: lambda refusal: (
        f"没看懂“{safe(refusal.text)}”。请打两个数：先应到，后实到，实到不多于应到，例如：12 10"
    ),
}
