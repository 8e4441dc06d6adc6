"""What is said about handing the decision on leave to somebody else for a while."""

from collections.abc import Sequence
from datetime import date

from bot.texts import dates
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.delegation import DelegationDaysError, NoSuchDelegateError, NoSuchDelegationError

OPEN = "委托批假"
GIVE = "委托给别人"
ASK_WHOM = "委托哪位同志批假？请点一个。"
ASK_DAYS = "从哪天到哪天？请点一个，或者打字，例如：12月1日到12月10日"
DAYS = ("今天起3天", "今天起7天", "今天起30天")
LENGTHS = (3, 7, 30)


def shown(organisation: str, rows: Sequence[tuple[str, date, date]]) -> str:
    """To whom the decision is handed."""
    known = [f"已委托{bold(name)}批假：{_days(begin, end)}" for name, begin, end in rows]
    return lines(
        f"批假委托（{safe(organisation)}）",
        *(known or ["现在没有委托。"]),
        "委托期间您自己也可以批。到期自动收回。",
    )


def take_back(name: str) -> str:
    """Take the decision back."""
    return f"收回委托：{name}"


def told(by: str, organisation: str, begin: date, end: date) -> str:
    """Tell somebody that the decision is handed to them."""
    return lines(
        f"{bold(by)}委托您审批请假（{safe(organisation)}）",
        f"期限：{_days(begin, end)}",
        GAP,
        "有同志请假，我会发给您，请点“批准”或“退回”。",
    )


def told_ended(organisation: str) -> str:
    """Tell somebody that the decision is no longer theirs."""
    return f"批假委托已收回（{safe(organisation)}），不用您再批请假了。"


def _days(begin: date, end: date) -> str:
    return f"{dates.short_day(begin)}到{dates.short_day(end)}"


REFUSALS = {
    DelegationDaysError: lambda _: (
        "日期没有看懂，或者不合适：不能早于今天，最长半年。请重新打字，例如：12月1日到12月10日"
    ),
    NoSuchDelegationError: lambda _: "这项委托已经结束了。要再委托，请点“委托给别人”。",
    NoSuchDelegateError: lambda _: "不能委托给这位同志：要在本支部名册上，并且绑定了账号。请另选一位。",
}
