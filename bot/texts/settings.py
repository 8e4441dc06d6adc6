"""What is wrong with the settings, in Chinese: names and remedies, never a value."""

from collections.abc import Iterable, Mapping

FAULTS: Mapping[str, str] = {
    "unknown": "没有名为 {name} 的设置，请核对拼写",
    "missing": "未配置 {name}{hint}",
    "bad_value": "{name} 不正确：{hint}",
    "plaintext_database": "{name} 不安全：远程 PostgreSQL 必须加密并校验证书，"
    "请加上 sslmode=verify-full（确知链路安全而放弃加密的，写 sslmode=disable-i-know）",
    "file_open_to_others": "{name} 权限过宽，请执行 chmod 600 {name}（Windows 请用 icacls 去掉其他用户的权限）",
    "file_not_utf8": "{name} 须为不带 BOM 的 UTF-8 编码，第 {line} 行无法读取",
    "file_bad_line": "{name} 第 {line} 行不是“名称=值”的写法",
    "file_unreadable": "{name} 无法读取，请检查文件权限",
}
HINTS: Mapping[str, str] = {
    "SANHUI_BOT_TOKEN": "应为 BotFather 给出的令牌，形如 数字:字母数字",
    "SANHUI_API_URL": "应为 https:// 开头的地址（仅本机可用 http://）",
    "SANHUI_DATABASE_URL": "应为 sqlite+aiosqlite:///文件 或 postgresql+asyncpg://用户@主机/库名",
    "SANHUI_DATA_DIR": "应为目录",
    "SANHUI_KEY_FILE": "应为文件",
    "SANHUI_TIMEZONE": "时区不正确，应为时区名，例如 Asia/Shanghai",
    "SANHUI_ADMINS": "应为 Telegram 数字编号，多个用逗号隔开",
    "SANHUI_WEB_LISTEN": "应为 主机:端口，例如 127.0.0.1:8080",
    "SANHUI_WEB_URL": "须以 https:// 开头；使用 webhook 还须配置 SANHUI_WEBHOOK_SECRET",
    "SANHUI_WEBHOOK_SECRET": "至少 32 个字符，只用字母、数字、下划线和连字符",
    "SANHUI_LOG_LEVEL": "应为 DEBUG、INFO、WARNING 或 ERROR",
}
_NEEDED_BY: Mapping[str, str] = {
    "SANHUI_BOT_TOKEN": "（向 @BotFather 申请）",
    "SANHUI_WEB_URL": "（webhook 须有 https 地址）",
    "SANHUI_WEB_LISTEN": "（网页和 webhook 须有监听地址）",
}


def problem(name: str, fault: str, line: int | None = None) -> str:
    """Return the sentence for one problem."""
    hints = _NEEDED_BY if fault == "missing" else HINTS
    return FAULTS[fault].format(name=name, hint=hints.get(name, ""), line=line or 1)


def refusal(problems: Iterable[tuple[str, str, int | None]]) -> str:
    """Return the one line for the operator; each problem is (name, fault, line)."""
    return "设置有误：" + "；".join(problem(*each) for each in problems)
