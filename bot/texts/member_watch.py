"""What is said to those entitled about single members; in private only, and never as a conclusion."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.texts import dates
from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.compliance.rulebook import Rule

MEMBERS = "人员情况"
PRIVATE_ONLY = "人员情况只在私聊里看：请点我的头像，发 /compliance。"
NOBODY_ABSENT = "没有人连续几个月没有参加组织生活。"
_CARE = "请先了解有没有正当理由，及时谈心谈话。满六个月是核查的时间点：由支部党员大会讨论、报上级党组织批准；本系统不下结论。"
_CONVERTED = "按本系统考勤里的党课、主题党日时长折算，1 小时算 1 学时；别处的培训请另加。"
_MOST = 30


def header(organisation: str, as_of: date) -> str:
    """Whose members, on which day, and for whom."""
    return f"{bold(MEMBERS)}（{safe(organisation)}，截至{dates.short_day(as_of)}，只发给您）"


def absences(rows: Sequence[str], rule: Rule) -> str:
    """Who has long taken no part: months, what to do, the source."""
    if not rows:
        return NOBODY_ABSENT
    return lines(bold("需核查：一段时间没有参加组织生活"), *rows, _CARE, f"依据：{safe(rule.citation)}")


def absence(name: str, months: int) -> str:
    """One member and the months running."""
    return f"• {safe(name)}　连续 {months} 个月"


def hours(year: int, reached: int, total: int, rows: Sequence[str], rule: Rule) -> str:
    """Study hours of the year: how many have reached the target, who lacks how much."""
    more = f"另有 {len(rows) - _MOST} 人。" if len(rows) > _MOST else ""
    return lines(
        bold(f"{year}年集中学习学时"),
        f"已达到 {reached} 人，共 {total} 人",
        *rows[:_MOST],
        more,
        _CONVERTED,
        f"依据：{safe(rule.citation)}（“一般”）",
    )


def lacking(name: str, done: Decimal, target: int) -> str:
    """One member who lacks hours."""
    return f"• {safe(name)}　{figure(done)}/{target}"


def cadres(rows: Sequence[str], rule_source: str) -> str:
    """Leading cadres as ordinary members here."""
    if not rows:
        return ""
    return lines(bold("双重组织生活：领导干部在本组织"), *rows, f"依据：{safe(rule_source)}")


def cadre(name: str, expected: int, attended: int) -> str:
    """One leading cadre's meetings here this year."""
    return f"• {safe(name)}　今年应到 {expected} 实到 {attended}" + (
        "（还没有参加过）" if expected and not attended else ""
    )


def own_dual_life(branch: str, in_branch: tuple[int, int], body: str, in_body: tuple[int, int]) -> str:
    """The reader's own two sides."""
    return lines(
        bold("双重组织生活（您本人，今年）"),
        f"• {safe(branch)}　应到 {in_branch[0]} 实到 {in_branch[1]}",
        f"• {safe(body)}　应到 {in_body[0]} 实到 {in_body[1]}",
    )


def alert(organisation: str, rows: Sequence[str], rule: Rule, *, late: bool) -> str:
    """The monthly private hint that some members' absence has reached a stage."""
    mark = "（因故迟发）" if late else ""
    return lines(f"{bold('请核查')}（{safe(organisation)}，只发给您）{mark}", GAP, absences(rows, rule))


def page(parts: Sequence[str]) -> str:
    """The whole page, its parts apart."""
    return "\n\n".join(part for part in parts if part)


def figure(hours_done: Decimal) -> str:
    """Hours with at most one decimal."""
    return f"{hours_done.quantize(Decimal('0.1')).normalize():f}"
