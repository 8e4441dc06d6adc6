"""What is said about the roster: its figures, the preview of an import and what became of it."""

from collections.abc import Sequence
from datetime import date

from bot.actions.roster import Overview
from bot.texts import intake, terms
from bot.texts.markup import bold, lines, safe
from storage.rules.roster import Change, Changes, FieldChange, RosterEntry, RosterReading
from storage.rules.roster.changes import KnownMember, Value
from storage.rules.terms import Category

TAKE, DROP = "确认导入", "放弃"
READ_SO, DROP_FILE = "按此读取", "放弃"
HOW = lines(
    "导入：把名册文件（xlsx、xls 或 csv）发到这里，先给您看有哪些变更，确认后才写入。",
    "表头写：姓名、类别、党小组、职务、手机尾号、入党日期、转正日期、转出日期、备注。只有“姓名”是必填。",
    "有人转出：在他那一行写“转出日期”，从那天起不再算应到，以前的记录保留。",
    "请不要写身份证号和完整手机号。",
)
IN_GROUP = "名册含个人信息，请私聊发给我，不要发在群里。\n请您先把群里的这份文件撤回。我没有读取它。"
DROPPED = "已放弃，名册没有改动。"
DECIDED_BEFORE = "这份文件已经处理过了。发 /roster 看现在的名册。"
SAME = "文件和名册一致，没有需要导入的内容。"
SHOWN = 60
ROWS_SHOWN = 200


def overview(shown: Overview) -> str:
    """The roster in figures for its keeper: categories, groups, and who is not linked yet."""
    unlinked = "、".join(safe(name) for name in shown.unlinked[:SHOWN])
    more = f"等 {len(shown.unlinked)} 人" if len(shown.unlinked) > SHOWN else ""
    return lines(
        counts(shown),
        f"未绑定 {len(shown.unlinked)} 人：{unlinked}{more}"
        if shown.unlinked
        else "全部已绑定。"
        if shown.total
        else "",
        "",
        HOW,
    )


def counts(shown: Overview) -> str:
    """The roster in figures: counts only, fit for a group."""
    if not shown.total:
        return f"{bold(shown.organisation)}名册：还没有人员。"
    return lines(
        f"{bold(shown.organisation)}名册：共 {shown.total} 人",
        "　".join(f"{terms.CATEGORY[one]} {shown.categories[one]}" for one in Category if shown.categories[one]),
        "　".join(f"{safe(name) or '未编入党小组'} {count}" for name, count in shown.groups),
        f"未绑定 {len(shown.unlinked)} 人",
    )


def preview(name: str, reading: RosterReading, changes: Changes) -> list[str]:
    """What a file would change, line by line, rows that are not taken last."""
    return [
        f"名册文件：{safe(' '.join(name.split())[:40])}" if name else "",
        _figures(changes, len(reading.refused) + len(changes.ambiguous)),
        *_added(changes.added),
        *_section("变更：", [_change(one) for one in changes.changed]),
        *_leaving(changes),
        *_gone(changes),
        *_columns(reading),
        *_warned(reading),
        *_section("不收的行：", [intake.row(one) for one in reading.refused] + _ambiguous(changes)),
    ]


def _figures(changes: Changes, refused: int) -> str:
    counted = (len(changes.added), len(changes.changed), len(changes.unchanged), refused)
    return "　".join(f"{label} {count}" for label, count in zip(("新增", "变更", "不变", "不收"), counted, strict=True))


def _section(title: str, said: Sequence[str]) -> list[str]:
    if not said:
        return []
    more = [f"……另有 {len(said) - ROWS_SHOWN} 行"] if len(said) > ROWS_SHOWN else []
    return ["", bold(title), *said[:ROWS_SHOWN], *more]


def _added(entries: Sequence[RosterEntry]) -> list[str]:
    said = [_entry(entry) for entry in entries[:SHOWN]]
    more = [f"……等 {len(entries)} 人"] if len(entries) > SHOWN else []
    return [*_section("新增：", said), *more]


def _entry(entry: RosterEntry) -> str:
    parts = [
        terms.CATEGORY[entry.category],
        entry.group or "",
        terms.duties(entry.duties),
        f"尾号{entry.tail}" if entry.tail else "",
        f"入党{entry.joined_on}" if entry.joined_on else "",
    ]
    return f"第{entry.row}行 {safe(entry.name)}（{safe('，'.join(part for part in parts if part))}）"


def _change(change: Change) -> str:
    told = "；".join(_field(one) for one in change.fields)
    return f"第{change.entry.row}行 {safe(change.entry.name)}：{told}"


def _field(change: FieldChange) -> str:
    label = intake.COLUMNS[change.field]
    if change.field == "note":
        return f"{label}有改动"
    return f"{label} {safe(_value(change.old))}→{safe(_value(change.new))}"


def _value(value: Value) -> str:
    if isinstance(value, Category):
        return terms.CATEGORY[value]
    if isinstance(value, frozenset):
        return terms.duties(value) or "无"
    return value.isoformat() if isinstance(value, date) else value or "无"


def _leaving(changes: Changes) -> list[str]:
    people = changes.leaving
    return ["", f"名册里有而文件里没有 {len(people)} 人（不会删除）：{_named(people)}"] if people else []


def _gone(changes: Changes) -> list[str]:
    people = changes.gone
    return ["", f"写了转出日期、名册里也没有 {len(people)} 人（不用导入）：{_named(people)}"] if people else []


def _named(people: Sequence[KnownMember | RosterEntry]) -> str:
    return "、".join(safe(one.name) for one in people[:SHOWN]) + ("等" if len(people) > SHOWN else "")


def _columns(reading: RosterReading) -> list[str]:
    said = []
    if reading.unknown_columns:
        said.append(f"未识别的列，不导入：{safe('、'.join(reading.unknown_columns))}")
    if reading.forbidden_columns:
        said.append(f"不读取的列（证件号、完整电话），不导入：{safe('、'.join(reading.forbidden_columns))}")
    return ["", *said] if said else []


def _warned(reading: RosterReading) -> list[str]:
    said = [f"第{one.row}行（{safe(one.name)}）：备注里有手机号，备注没有收" for one in reading.warned]
    posts = [
        f"第{one.row}行（{safe(one.name)}）：“{safe('、'.join(one.other_duties))}”不是支部职务，没有收"
        for one in reading.entries
        if one.other_duties
    ]
    return _section("提醒：", said + posts)


def _ambiguous(changes: Changes) -> list[str]:
    return [
        f"第{one.entry.row}行（{safe(one.entry.name)}）：名册里有同名的人，请写上手机尾号" for one in changes.ambiguous
    ]


def done(organisation: str, changes: Changes) -> str:
    """Confirm an import."""
    if not changes.added and not changes.changed:
        return SAME
    return f"已导入{bold(organisation)}名册：新增 {len(changes.added)} 人，变更 {len(changes.changed)} 人。"
