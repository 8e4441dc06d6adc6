"""What the operator reads about data keys: the first start, faults, and the sheet to lock away."""

from collections.abc import Iterable, Mapping
from datetime import datetime

FAULTS: Mapping[str, str] = {
    "missing": "找不到密钥文件 {path}；数据库里已有加密内容，没有原密钥无法启动，请放回密钥文件或用封存的打印件恢复",
    "open_to_others": "密钥文件 {path} 权限过宽，请执行 chmod 600 {path}",
    "unreadable": "密钥文件 {path} 无法读取或内容有误，请用封存的副本替换",
    "unwritable": "无法写入密钥文件 {path}，请检查目录权限，或用 SANHUI_KEY_FILE 指定别处",
    "exists": "密钥文件 {path} 已存在，未作改动",
    "unknown_key": "密钥文件 {path} 中没有密钥 {key}，请用封存的打印件恢复该密钥",
    "key_is_current": "密钥 {key} 正在使用，不能停用；请先添加新密钥并完成轮换",
    "key_in_use": "还有 {rows} 条内容需要密钥 {key}，请先完成轮换再停用",
}
STATES: Mapping[str, str] = {"current": "使用中", "opening": "仅解密", "retired": "已停用"}


def fault(kind: str, path: str, key: str = "", rows: int = 0) -> str:
    """Return the sentence for one fault of the key file."""
    return FAULTS[kind].format(path=path, key=key, rows=rows)


def first_start(path: str) -> str:
    """Tell the operator that keys were made and must be locked away."""
    return (
        f"已生成数据密钥：{path}。备份中不含密钥，丢失密钥即丢失全部加密正文，"
        "请立即执行 sanhui key print，打印两份分别密封保管。"
    )


def sheet(key: str, created: datetime, state: str, groups: Iterable[str]) -> str:
    """Return the sheet for one key; the last sign of each group is its check sign."""
    held = " ".join(groups) or "（已销毁）"
    return f"密钥 {key}  {STATES[state]}  生成于 {created:%Y-%m-%d}\n{held}"


def wrong_group(group: int) -> str:
    """Name the group that was typed wrongly; 0 means that groups are missing or too many."""
    return f"第 {group} 组有误，请核对" if group else "应为 13 组，每组 5 个字符，请核对"
