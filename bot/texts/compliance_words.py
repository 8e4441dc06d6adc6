"""Words of the rulebook: how often, how binding, why a record does not count, what was found and decided."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.texts import terms
from bot.texts.markup import lines, safe
from storage.rules.compliance.findings import Finding, FindingKind
from storage.rules.compliance.obligations import Excluded, NotCounted, Obligation, Remark
from storage.rules.compliance.periods import Per
from storage.rules.compliance.rulebook import Rule
from storage.rules.compliance.switch_values import YearWindow
from storage.rules.compliance.switches import Override
from storage.rules.roster.history import ALWAYS
from storage.rules.terms import Activity, Modality, Source

JSON_SOURCE: Mapping[Source, str] = {Source.BOT: "bot", Source.IMPORTED: "导入", Source.BACKFILLED: "补录"}

PER: Mapping[Per, str] = {
    Per.MONTH: "每月",
    Per.QUARTER: "每季度",
    Per.HALF_YEAR: "每半年",
    Per.TERM: "每学期",
    Per.YEAR: "每年",
    Per.ASSESSMENT_YEAR: "每年度",
}

MODALITY: Mapping[Modality, str] = {
    Modality.HARD: "应当",
    Modality.USUAL: "一般",
    Modality.OPTIONAL: "可以",
    Modality.LOCAL: "地方（单位）惯例，非中央规定",
}

NOT_COUNTED: Mapping[NotCounted, str] = {
    NotCounted.VOID: "已作废",
    NotCounted.QUORUM_NOT_REACHED: "到会人数不够，会议无效",
    NotCounted.ATTENDANCE_UNKNOWN: "到会人数未登记",
    NotCounted.OTHER_YEAR: "记在别的年度",
    NotCounted.COUNTED_FOR_EARLIER_PERIOD: "已计入上一期（顺延补开）",
    NotCounted.NOT_CONFIRMED_HELD: "还没有确认开过",
    NotCounted.OTHER_LECTURER: "主讲人不是党组织书记",
}

REMARK: Mapping[Remark, str] = {
    Remark.KIND_NOT_BOUND: "这项要求不适用于本级组织",
    Remark.NO_GROUPS: "没有党小组",
    Remark.NO_COMMITTEE: "没有设支部委员会",
    Remark.NOT_LEADING_BODY: "不是领导班子",
    Remark.SWITCHED_OFF: "上级已决定不作要求",
    Remark.EMPTY_ROSTER: "名册为空",
    Remark.BEFORE_FOUNDING: "当时本组织还没有成立",
    Remark.FIRST_INCOMPLETE_PERIOD: "本组织在这一期中间成立，不满一期",
    Remark.DISSOLVED: "本组织在这一期内撤销",
    Remark.OUTSIDE_USUAL_QUARTER: "一般安排在第四季度，这次不在第四季度",
    Remark.SUPERIOR_CONSENT_NEEDED: "提前或者推迟召开，应当经上级党组织同意",
    Remark.LECTURER_NOT_RECORDED: "系统没有登记由谁主讲，请核对是不是党委书记讲的",
    Remark.STAND_IN_FOR_COMMITTEE: "没有设支部委员会，按本地规定用其他会议代替",
}

FINDING: Mapping[FindingKind, Callable[[Finding], str]] = {
    FindingKind.COMMITTEE_REQUIRED: lambda one: f"正式党员 {one.full_members} 名，满 7 名应设支部委员会",
    FindingKind.TERM_ENDING: lambda one: f"本届任期到{_due(one)}为止，请提前准备换届{_delayed(one)}",
    FindingKind.TERM_OVER: lambda one: f"本届任期到{_due(one)}已满，请核查换届情况{_delayed(one)}",
}

_HOLD = {
    Activity.PARTY_LECTURE: "上 {n} 次党课",
    Activity.THEME_PARTY_DAY: "开展 {n} 次主题党日",
    Activity.MEMBER_APPRAISAL: "开展 {n} 次民主评议党员",
}
_CADENCE = {"quarter": "每季度", "half-year": "每半年", "term": "每学期", "none": "不作要求"}
_EQUIVALENT = {
    "none": "未设支部委员会的不作要求",
    "secretary_meeting": "未设支部委员会的以书记会代替",
    "monthly_gm": "未设支部委员会的每月以党员大会代替",
}


def full_day(day: date) -> str:
    """A day without its weekday, such as 2026年11月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _due(one: Finding) -> str:
    return full_day(one.due) if one.due else ""


def _delayed(one: Finding) -> str:
    return "（已批准延期）" if one.deferred else ""


def rule_words(rule: Rule) -> str:
    """The rule of a cadence in plain words, such as 每季度至少召开 1 次支部党员大会."""
    hold = _HOLD.get(rule.owed, "召开 {n} 次" + terms.ACTIVITY[rule.owed]).format(n=rule.minimum)
    per = PER[rule.per] if rule.per else ""
    if rule.details.get("who") == "committee_secretary":
        return f"党委书记{per}至少{hold}"
    return f"{'各党小组' if rule.each_group else ''}{per}至少{hold}"


def requirement(rule: Rule) -> str:
    """The rule with how binding it is, and its source; custom is never called a central rule."""
    if rule.modality is Modality.LOCAL:
        return lines(f"要求：{rule_words(rule)}。", f"性质：{MODALITY[Modality.LOCAL]}。")
    return lines(f"要求：{rule_words(rule)}（“{MODALITY[rule.modality]}”）。", f"依据：{safe(rule.citation)}")


def why_not(one: Excluded) -> str:
    """Why a record does not count; where too few came, the figures and the article behind it."""
    if one.shortfall is None:
        return NOT_COUNTED[one.reason]
    short = one.shortfall
    figures = f"应到 {short.expected} 实到 {short.present}，至少要到 {short.needed}"
    return f"{NOT_COUNTED[one.reason]}：{figures}；依据{safe(short.rule.citation)}"


def source_of(one: Obligation) -> str:
    """Where the requirement comes from, and what a committee has decided otherwise."""
    return one.citation + (f"；{settled(one.override)}" if one.override else "")


def settled(override: Override) -> str:
    """Say who decided otherwise, since when, and what."""
    since = f"自{full_day(override.valid_from)}起" if override.valid_from and override.valid_from > ALWAYS else ""
    return f"{override.organisation or '上级组织'}{since}另有规定：{decided(override)}"


def decided(override: Override) -> str:
    """What was decided otherwise than the rulebook has it."""
    value = override.value
    if isinstance(value, tuple):
        years = [each for each in value if isinstance(each, YearWindow)]
        return "、".join(f"{each.year}年度的时间为{full_day(each.start)}至{full_day(each.end)}" for each in years)
    if override.key == "lecture.cadence":
        return f"党课{_CADENCE.get(str(value), str(value))}"
    if override.key == "no_committee_equivalent":
        return _EQUIVALENT.get(str(value), str(value))
    return f"{override.key}={value}"
