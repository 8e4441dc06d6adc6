"""The help of the command line."""

from collections.abc import Mapping

APP = "三会一课助手：党支部会议的提醒、签到、记录与落实情况"
HELP: Mapping[str, str] = {
    "org": "组织：添加、设置、查看",
    "org_add": "添加组织，给出一次性绑定码",
    "org_set": "设置制度开关，例如 lecture.cadence=quarter",
    "org_show": "查看组织；--new-code 另发绑定码",
    "import_roster": "导入名册（xlsx、xls、csv），先列出变更",
    "import_ledger": "导入以往会议台账，先列出变更",
    "compliance": "落实情况",
    "export": "导出文件",
    "export_minutes": "会议记录（Word）",
    "export_ledger": "三会一课台账（Excel）",
    "export_archive": "年度归档（zip）",
    "export_ics": "会议日历（ics）",
    "backup": "加密备份到文件",
    "restore": "从备份恢复（先停止机器人）；SQLite 的备份也可以搬进空的 PostgreSQL",
    "verify": "校验备份，或校验审计链和会议记录",
    "key": "数据密钥",
    "key_add": "添加新密钥，旧密钥仍可解密",
    "key_rotate": "用当前密钥重新加密全部内容",
    "key_retire": "停用一个旧密钥",
    "key_print": "打印密钥，供封存",
    "doctor": "检查安装和数据，有严重问题时退出码为 1",
    "demo": "不用 Telegram，在浏览器里试用",
    "run": "运行机器人",
    "name": "组织名称",
    "kind": "branch 党支部、group 党小组、committee 党委、general_branch 党总支",
    "parent": "上级组织名称",
    "founded": "成立日期，YYYY-MM-DD",
    "committee": "是否设支部委员会；不写则正式党员满 7 人即设",
    "leading_body": "是领导班子，须开民主生活会",
    "setting": "KEY=VALUE",
    "from": "自哪天起，YYYY-MM-DD",
    "new_code": "另发一个绑定码",
    "file": "文件",
    "org_option": "组织名称",
    "yes": "不再询问，直接导入",
    "separator": "csv 的分隔符",
    "as_of": "截至哪天，YYYY-MM-DD，默认今天",
    "json": "输出 JSON",
    "out": "输出目录",
    "year": "年度",
    "key_id": "密钥编号",
    "role": "all、web、work 或 clock",
    "port": "端口，默认自动选择",
    "no_browser": "不自动打开浏览器",
    "help": "显示这份说明",
}
_HEADINGS = (
    ("Usage: ", "用法："),
    ("\nOptions:", "\n选项："),
    ("\nCommands:", "\n命令："),
    ("\nArguments:", "\n参数："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]…"),
    ("Show this message and exit.", "显示这份说明"),
    ("[required]", "（必填）"),
    ("[default: ", "[默认："),
)


def in_chinese(help_: str) -> str:
    """Return a help text with its fixed English words in Chinese."""
    for english, chinese in _HEADINGS:
        help_ = help_.replace(english, chinese)
    return help_
