"""What the operator reads on the command line: help, results, and one line for everything that goes wrong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.actions.organisations import Portrait
from bot.texts import dates, intake, terms
from bot.texts.compliance_words import FINDING, source_of, why_not
from storage.rules.compliance.findings import Finding
from storage.rules.compliance.obligations import Excluded, Obligation
from storage.rules.ledger import LedgerReading, PastMeeting
from storage.rules.ledger_changes import LedgerChanges

NO_COMMAND = "请写明要做什么，全部命令见：sanhui --help"
CONFIRM = "确认导入？[y/N] "
YES = frozenset({"y", "yes", "是"})
NOT_IMPORTED = "没有导入。"
NEEDS_YES = "以上变更还没有导入：确认无误后请加 --yes 再执行一次。"
NOTHING_TO_DO = "和已有的记录一致，没有需要导入的内容。"
EMPTY_FILE = "文件里没有数据行，没有改动。"
NO_DATABASE = "还没有数据库，请先添加组织：sanhui org add 名称 --kind branch"
DATABASE_FAULT = "数据库打不开或写不进，请检查 SANHUI_DATABASE_URL、磁盘空间和文件权限，或执行 sanhui doctor。"
CANNOT_RUN: Mapping[str, str] = {
    "token": "Telegram 不认 SANHUI_BOT_TOKEN 这个令牌，请向 @BotFather 核对。",
    "poller": "检测到另一实例在用同一个令牌运行，已退出。请先停掉另一处的机器人。",
    "running": "本机已有一个机器人在用同一个数据库运行，已退出。",
    "disk": "数据目录写不进去，机器人没有启动。请检查 SANHUI_DATA_DIR 的磁盘空间和权限。",
    "sqlite": "SQLite 数据库只能由一个进程使用：请去掉 --role，或把 SANHUI_DATABASE_URL 改为 PostgreSQL。",
    "listen": "SANHUI_WEB_LISTEN 的地址或端口不能使用，可能已被别的程序占用。",
}
UNKNOWN_SCHEMA = "这个数据库由更新的版本建立，或者不是本程序的数据库，没有改动。请升级程序或核对 SANHUI_DATABASE_URL。"
NOT_COPIED = "数据库要升级，升级前的副本没有做成，数据库没有改动。请检查磁盘空间和目录权限，再启动一次。"
UPGRADE_FAILED = "数据库升级没有通过检查，已退回原样。请从备份恢复或联系维护人员。"
RESTORED = "已恢复。请执行 sanhui doctor 检查后再启动机器人。"
MOVED = "已搬到 PostgreSQL，共 {rows} 条记录，逐条核对无误。请执行 sanhui doctor 检查后再启动机器人。"
VERIFIED = "审计链、加密内容校验通过。"
HEALTHY = "没有发现问题。"
NO_ADMINS = "没有设置 SANHUI_ADMINS：首任书记由绑定群的人直接成为；需要由管理员批准时请填写。"
DISK_FULL = "磁盘可用空间不足 200 MB，请尽快清理。"
NO_KEYS_YET = "还没有数据密钥，首次保存敏感内容时自动生成。"
NO_ORGANISATIONS = "还没有组织，请先执行：sanhui org add 名称 --kind branch"
_USAGE: Mapping[str, str] = {
    "kind": "可以写 branch、group、committee、general_branch",
    "founded": "应为存在的日期，写成 YYYY-MM-DD",
    "valid_from": "应为存在的日期，写成 YYYY-MM-DD",
    "as_of": "应为存在的日期，写成 YYYY-MM-DD",
    "role": "可以写 all、web、work、clock",
    "port": "应为 0 到 65535 的整数",
    "year": "应为四位年份",
}


def bind_code(code: str) -> str:
    """A bind code on a line of its own; scripts read it."""
    return f"绑定码：{code}"


def added(name: str) -> str:
    """Confirm a new organisation and say what to do with the code."""
    return f"已添加：{name}\n请在该组织的群里发：/bind 绑定码"


def bad_value(parameter: str, label: str) -> str:
    """A value that cannot be read."""
    return f"{label} 不正确" + (f"：{_USAGE[parameter]}。" if parameter in _USAGE else "，用法请加 --help 查看。")


def missing(label: str) -> str:
    """A part of the command that was left out."""
    return f"缺少 {label}，用法请加 --help 查看。"


def unknown_option(option: str) -> str:
    """An option there is not."""
    return f"没有 {option} 这个选项，用法请加 --help 查看。"


def option_misused(option: str) -> str:
    """An option with a value too many or too few."""
    return f"{option} 的用法不对，用法请加 --help 查看。"


def unknown_command() -> str:
    """A word too many, or a command there is not."""
    return "没有这个命令，或者多写了内容，用法请加 --help 查看。"


def unreadable_file(name: str, *, missing_file: bool) -> str:
    """A file that is not there or cannot be opened."""
    return f"{'找不到文件' if missing_file else '文件打不开'}：{name}"


def unwritable_file(name: str) -> str:
    """A file that cannot be written."""
    return f"写不了文件：{name}，请检查目录是否存在、有没有权限。"


def none_taken(first: str, count: int) -> str:
    """Every row was refused; nothing was imported."""
    return f"没有可导入的行，没有改动（不收 {count} 行）：{first}"


def switch_set(name: str, key: str, value: str, valid_from: date) -> str:
    """Confirm a decision."""
    return f"{name}：{key}={value}，自 {valid_from} 起"


def preference_set(name: str, key: str, value: str) -> str:
    """Confirm how an organisation wants its papers."""
    return f"{name}：{key}={value}"


def portrait(shown: Portrait) -> str:
    """An organisation, one fact a line."""
    one = shown.organisation
    facts = [
        f"名称：{shown.name}",
        f"类型：{terms.ORGANISATION_KIND[one.kind]}",
        f"上级：{shown.parent}" if shown.parent else "",
        f"成立：{dates.day(one.founded)}" if one.founded else "成立：未填",
        f"支部委员会：{_committee(one.has_committee)}",
        "领导班子：是" if one.leading_body else "",
        f"名册：{shown.people} 人，已绑定 {shown.linked} 人",
        f"党小组：{'、'.join(shown.groups)}" if shown.groups else "",
        f"群：{shown.binding.title or '已绑定'}" if shown.binding else "群：未绑定",
        *(f"开关：{one.key}={one.value}（自 {one.valid_from} 起）" for one in shown.switches),
        *(f"表格和日程：{one.key}={one.value}" for one in shown.preferences),
    ]
    return "\n".join(fact for fact in facts if fact)


def _committee(has: bool | None) -> str:
    return "正式党员满 7 人即设" if has is None else "设" if has else "不设"


def ledger_preview(reading: LedgerReading, changes: LedgerChanges) -> list[str]:
    """What a ledger would change, line by line."""
    counted = zip(
        ("新增", "变更", "不变", "不收"),
        (len(changes.added), len(changes.changed), len(changes.unchanged), len(reading.refused)),
        strict=True,
    )
    return [
        "　".join(f"{label} {count}" for label, count in counted),
        *_titled("新增：", map(_meeting, changes.added)),
        *_titled("变更：", (_meeting(past) for _, past in changes.changed)),
        *([f"未识别的列，不导入：{'、'.join(reading.unknown_columns)}"] if reading.unknown_columns else []),
        *_titled("不收的行：", map(intake.row, reading.refused)),
    ]


def _titled(title: str, said: Iterable[str]) -> Sequence[str]:
    found = list(said)
    return [title, *found] if found else []


def _meeting(past: PastMeeting) -> str:
    heads = "，".join(
        f"{label}{'未登记' if count is None else count}"
        for label, count in (("应到", past.expected), ("实到", past.present))
    )
    return f"第{past.row}行 {past.held_on} {terms.activities(past.credits)} {past.theme or ''}（{heads}）"


def ledger_done(name: str, changes: LedgerChanges) -> str:
    """Confirm a ledger's import."""
    if changes.is_nothing:
        return NOTHING_TO_DO
    return f"已导入{name}台账：新增 {len(changes.added)} 次会议，变更 {len(changes.changed)} 次。"


def backed_up(file: str, rows: int) -> str:
    """Confirm a backup."""
    return f"已加密备份到 {file}（{rows} 条记录，已读回核对）。备份中不含密钥，请另行封存：sanhui key print"


def backup_sound(rows: int) -> str:
    """A backup that was proved."""
    return f"备份完整，可以恢复（{rows} 条记录）。"


def key_added(key: str) -> str:
    """A new current key."""
    return f"已添加密钥 {key} 并开始使用。请执行 sanhui key print 打印封存，再执行 sanhui key rotate。"


def rotated(count: int, key: str) -> str:
    """Everything is sealed with the current key."""
    return f"已用密钥 {key} 重新加密 {count} 条内容。"


def retired(key: str) -> str:
    """An old key is gone."""
    return f"已停用密钥 {key}，其内容已从密钥文件中销毁。"


def exported(files: Sequence[str]) -> str:
    """Files that were written, one a line."""
    return "\n".join(f"已导出：{file}" for file in files) or "没有可导出的内容。"


def doctor_line(number: int, words: str, *, serious: bool) -> str:
    """One numbered finding."""
    return f"{number}. {'【严重】' if serious else '【提示】'}{words}"


def key_lost(key: str, rows: int) -> str:
    """Sealed values whose key is gone."""
    return f"有 {rows} 条加密内容需要密钥 {key}，密钥文件里没有它，请用封存的打印件恢复。"


def not_bound(name: str) -> str:
    """An organisation without a chat."""
    return f"“{name}”还没有绑定群：请在群里发 /bind 绑定码（sanhui org show {name} --new-code）。"


def nobody_in_charge(name: str) -> str:
    """An organisation nobody leads in the bot yet."""
    return f"“{name}”的书记还没有绑定账号：请在群里发 /join。"


def minutes_altered(meeting: int, version: int) -> str:
    """Signed minutes whose content no longer has its checksum."""
    return f"会议 {meeting} 的记录第 {version} 版与签字时的校验值不符"


def obligation(one: Obligation) -> str:
    """One line of the compliance table with its source."""
    figures = "" if one.required is None or one.held is None else f" {one.held}/{one.required}"
    return (
        f"  {terms.STATUS[one.status]}　{terms.ACTIVITY[one.activity]}　{one.period.label}{figures}"
        f"（至 {one.period.end}；{one.rule.id} {source_of(one)}）"
    )


def not_counted(one: Excluded) -> str:
    """A record of the period that does not count, and why."""
    return f"    没有计入　{one.date}　{why_not(one)}"


def structural(one: Finding) -> str:
    """A structural finding beside the compliance table, with its source."""
    return f"  提示　{FINDING[one.kind](one)}（{one.rule.id} {one.rule.citation}）"


def archive_file(organisation: str, year: int) -> str:
    """The name of a year's archive."""
    return f"{organisation}{year}年归档.zip"


INDEX_FILE = "目录.csv"
INDEX_TITLES = ("文件", "字节", "SHA-256")
