"""The rulebook as a page people can read: every rule and switch in words, custom never called central."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from bot.texts import terms
from bot.texts.compliance_words import rule_words
from bot.texts.switches import about
from storage.rules.compliance.ratio import Ratio
from storage.rules.compliance.rulebook import Base, Condition, Regulation, Rule, Rulebook, RuleKind
from storage.rules.compliance.switches import SwitchSpec
from storage.rules.terms import Activity, Modality

BASE: Mapping[Base, str] = {
    Base.VOTING: "有表决权的党员",
    Base.ELECTION: "有选举权的党员",
    Base.COMMITTEE: "支部委员",
    Base.BODY: "班子成员",
    Base.FULL: "正式党员",
}
CONDITION: Mapping[Condition, str] = {
    Condition.HAS_COMMITTEE: "设支部委员会的",
    Condition.HAS_GROUPS: "设党小组的",
    Condition.LEADING_BODY: "领导班子",
}
BINDING: Mapping[Modality, str] = {
    Modality.HARD: "应当（必须）",
    Modality.USUAL: "一般",
    Modality.OPTIONAL: "可以",
    Modality.LOCAL: "惯例",
}
CERTAINTY: Mapping[str, str] = {
    "A": "已核对原文",
    "A-loc": "已核对地方或单位文件原文",
    "B": "普遍知晓，未核对原文",
    "C": "各地做法不一或有争议",
}
VERIFIED: Mapping[str, str] = {
    "full_text": "已核对全文",
    "partial": "已核对部分条文",
    "articles_7_9": "已核对第七条、第九条",
    "none": "每年通知不同，未核对",
}
_WHEN = {
    "always": "每次会议",
    "has_vote": "有表决时",
    "admission": "讨论接收预备党员和预备党员转正时",
    "election": "选举时",
}
_STEP = {
    "theme": "确定主题",
    "study": "学习",
    "talks": "谈心谈话",
    "opinions": "听取意见",
    "problems": "查摆问题",
    "criticism": "批评和自我批评",
    "direction": "明确整改方向",
    "measures": "制定整改措施",
    "rectify": "逐一整改落实",
    "self": "个人自评",
    "mutual": "党员互评",
    "ballot": "民主测评",
    "grade_by_committee_or_general_meeting": "支部委员会会议或党员大会评定等次",
    "feedback": "反馈",
}
_PHASE = {"before": "会前", "during": "会上", "after": "会后"}
_DAYS = {"calendar": "自然日", "working": "工作日"}
_PAIRS = {
    "committee-committee": "支部委员之间",
    "committee-member": "支部委员和党员之间",
    "member-member": "党员和党员之间",
}
_DECIDERS = {"general_meeting": "支部党员大会", "superior": "上级党组织"}
_WHOM = {"probationary": "预备党员", "old_sick_disabled": "年老体弱、身患重病、行动不便的党员"}
_ARROW = " → "
_DIGIT = "零一二三四五六七八九十"

TITLE = "# 规则手册"
INTRO = (
    "本页由规则数据自动生成，请勿手工修改。系统打印的每一条结论，都能对到下面的一条规则。\n"
    "核对所用的是公开转载的文本，正式使用前请对照正式公布的文本。\n"
    "标有“地方（单位）惯例，非中央规定”的，不是中央规定，上级党组织可以决定是否采用。"
)
GENERAL = "党员和组织"
RULE_HEAD = "| 编号 | 内容 | 约束力 | 依据 | 把握 | 可调整的开关 |\n|---|---|---|---|---|---|"
SWITCH_TITLE = "## 开关"
SWITCH_INTRO = "规则留有余地的地方，由下列组织决定；决定注明日期，对其下级全部有效。"
SWITCH_HEAD = "| 开关 | 管什么 | 默认 | 可取的值 | 由谁决定 |\n|---|---|---|---|---|"
SOURCE_TITLE = "## 依据文件"
SOURCE_HEAD = "| 文件 | 日期或版本 | 核对情况 |\n|---|---|---|"
CERTAINTY_TITLE = "## “把握”是什么意思"


def page(book: Rulebook) -> str:
    """Return the whole page as Markdown; raises KeyError for a rule whose words are missing."""
    headings = [*Activity, None]
    sections = [section(one, [rule for rule in book.rules.values() if rule.activity is one]) for one in headings]
    switches = [SWITCH_TITLE, SWITCH_INTRO, "\n".join([SWITCH_HEAD, *map(switch_row, book.switches.values())])]
    sources = [SOURCE_TITLE, "\n".join([SOURCE_HEAD, *map(source_row, book.regulations.values())])]
    legend = [CERTAINTY_TITLE, "\n".join(f"- {code}：{said}" for code, said in CERTAINTY.items())]
    parts = [TITLE, INTRO, *filter(None, sections), *switches, *sources, *legend]
    return "\n\n".join(parts) + "\n"


def section(activity: Activity | None, rules: Iterable[Rule]) -> str:
    """Return the rules on one activity, or an empty string when there are none."""
    rows = [rule_row(rule) for rule in rules]
    title = terms.ACTIVITY[activity] if activity else GENERAL
    return f"## {title}\n\n" + "\n".join([RULE_HEAD, *rows]) if rows else ""


def rule_row(rule: Rule) -> str:
    """Return one rule as a row; its own citation says when it is local custom."""
    certainty = [rule.certainty, *(str(value) for key, value in rule.details.items() if key.endswith("certainty"))]
    switch = f"`{rule.switch}`" if rule.switch else "—"
    cells = (f"`{rule.id}`", says(rule), BINDING[rule.modality], rule.citation, "、".join(dict.fromkeys(certainty)))
    return f"| {' | '.join(cells)} | {switch} |"


def switch_row(spec: SwitchSpec) -> str:
    """Return one switch as a row: its default, what it may be and who decides."""
    value = spec.default
    if isinstance(value, bool):
        default = str(value).lower()
    elif isinstance(value, tuple):
        default = "、".join(map(str, value))
    else:
        default = "none" if value is None else str(value)
    allowed = "、".join(spec.allowed)
    deciders = "、".join(terms.ORGANISATION_KIND[kind] for kind in spec.decided_by)
    return f"| `{spec.key}` | {about(spec)} | {default or '—'} | {allowed} | {deciders} |"


def source_row(regulation: Regulation) -> str:
    """Return one regulation as a row: its date or edition, how far its text was checked, and when."""
    dated = _dated(regulation.effective or regulation.issued, "施行" if regulation.effective else "印发")
    edition = f"{regulation.version}年版" if regulation.version else ""
    checked = VERIFIED[regulation.verified] + _on(regulation.verified_on)
    revised = "；可能已有新版，使用前请核对" if regulation.may_be_revised else ""
    return f"| 《{regulation.name}》 | {dated or edition or '—'} | {checked}{revised} |"


def _dated(written: str | None, act: str) -> str:
    """Say a day or a month, as exactly as it is known."""
    units = zip((written or "").split("-"), "年月日", strict=False)
    said = "".join(f"{int(number)}{unit}" for number, unit in units if number)
    return f"{said}{act}" if said else ""


def _on(day: date | None) -> str:
    return f"（{day.year}年{day.month}月）" if day else ""


def says(rule: Rule) -> str:
    """Return what a rule asks for, in one sentence."""
    return _SAYS[rule.kind](rule)


def _cadence(rule: Rule) -> str:
    kinds = (terms.ORGANISATION_KIND[kind] for kind in terms.ORGANISATION_KIND if kind in rule.applies_to)
    whom = "、".join(kinds) + (f"（{CONDITION[rule.applies_if]}）" if rule.applies_if else "")
    quorum = "；以支部委员会等形式召开的，到会人数应达到该形式的要求" if rule.form_quorum else ""
    return f"{whom}：{rule_words(rule)}{quorum}"


def share(ratio: Ratio) -> str:
    """Return a ratio as regulations word it: 半数以上（含本数）, 过半数, 三分之二以上（含本数）."""
    said = _part(ratio)
    if ratio.inclusive:
        return f"{said}以上（含本数）"
    return "过半数" if said == "半数" else f"超过{said}"


def _part(ratio: Ratio) -> str:
    return "半数" if (ratio.num, ratio.den) == (1, 2) else f"{_DIGIT[ratio.den]}分之{_DIGIT[ratio.num]}"


def _quorum(rule: Rule) -> str:
    return f"{_WHEN[rule.when]}，{BASE[rule.base or Base.VOTING]}{share(rule.fraction)}到会"


def _vote(rule: Rule) -> str:
    details = rule.details
    more = [
        "无记名投票" if details.get("ballot") == "secret" else "",
        "会前正式提出的书面意见计入票数" if details.get("written_count") else "",
        "逐个讨论表决" if details.get("one_by_one") else "",
    ]
    when = "" if rule.when == "always" else _WHEN[rule.when] + "，"
    reaches = "达到" if rule.fraction.inclusive else "超过"
    said = f"{when}赞成票{reaches}{BASE[rule.base or Base.VOTING]}的{_part(rule.fraction)}，方为通过"
    return "；".join([said, *filter(None, more)])


def _window(rule: Rule) -> str:
    quarter = _DIGIT[rule.details["quarter"]]
    by = "；提前或者推迟，应当经上级党组织同意" if rule.details.get("by") == "superior" else ""
    return f"一般安排在第{quarter}季度{by}"


def _steps(rule: Rule) -> str:
    phases = ((_PHASE[key], steps) for key, steps in rule.details.items())
    return "；".join(f"{phase}：{_ARROW.join(_STEP[step] for step in steps)}" for phase, steps in phases)


def _cap(rule: Rule) -> str:
    rounding = "，不足一名的舍去" if rule.details["round"] == "floor" else ""
    return f"“优秀”等次不超过{BASE[rule.base or Base.FULL]}的{_part(rule.fraction)}{rounding}"


def _deadline(rule: Rule) -> str:
    return f"会后 {rule.details['days']} 日内（{_DAYS[rule.details['day_type']]}）上报情况"


def _coverage(rule: Rule) -> str:
    return f"{'、'.join(_PAIRS[pair] for pair in rule.details['pairs'])}，每年谈心谈话至少 {rule.minimum} 次"


def _alert(rule: Rule) -> str:
    months = "、".join(map(str, rule.details["after_months"]))
    deciders = "、".join(_DECIDERS[one] for one in rule.details["decision_by"])
    return f"党员连续 {months} 个月没有参加组织生活时提示核查；由{deciders}决定，系统不作结论"


def _structure(rule: Rule) -> str:
    low, high = rule.details["size"]
    full, most = rule.details["full_members"], rule.details["max"]
    return f"正式党员 {full} 人以上的党支部设支部委员会，委员 {low} 至 {high} 人，一般不超过 {most} 人"


def _term(rule: Rule) -> str:
    details: Mapping[str, Any] = rule.details
    return (
        f"村、社区党支部每届 {details['years_village_community']} 年，党委每届 {details['years_committee']} 年，"
        f"其他党支部每届 {details['years_other']} 年；任期届满前 {details['remind_months_before']} 个月提醒"
    )


_SAYS: Mapping[RuleKind, Callable[[Rule], str]] = {
    RuleKind.CADENCE: _cadence,
    RuleKind.QUORUM: _quorum,
    RuleKind.VOTE: _vote,
    RuleKind.PRECONDITION: lambda rule: (
        f"重要事项先经{terms.ACTIVITY[Activity(rule.details['needs'])]}研究，再提交表决"
    ),
    RuleKind.WINDOW: _window,
    RuleKind.STEPS: _steps,
    RuleKind.CAP: _cap,
    RuleKind.EXCLUDE_FROM_GRADING: lambda rule: f"{_WHOM[rule.details['who']]}参加评议，不评定等次",
    RuleKind.DEADLINE: _deadline,
    RuleKind.COVERAGE: _coverage,
    RuleKind.SUM: lambda rule: f"每名党员每年集中学习培训不少于 {rule.minimum} {rule.details['unit']}",
    RuleKind.ALERT: _alert,
    RuleKind.EXEMPTION: lambda rule: f"{_WHOM[rule.details['who']]}，不硬性要求参加组织生活",
    RuleKind.CONTACT: lambda rule: f"出国（境）的党员，每半年至少同党组织联系 {rule.minimum} 次",
    RuleKind.STRUCTURE: _structure,
    RuleKind.DUAL_LIFE: lambda _: (
        "党员领导干部参加双重组织生活：以普通党员身份参加所在党支部、党小组的组织生活，并参加领导班子的民主生活会"
    ),
    RuleKind.TERM: _term,
}
