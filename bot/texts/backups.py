"""What the operator reads about backups, restores and the audit chains."""

from collections.abc import Mapping

FAULTS: Mapping[str, str] = {
    "no_database": "数据库文件不存在，没有可备份的内容",
    "no_tool": "找不到 pg_dump 或 pg_restore，请先安装 PostgreSQL 客户端",
    "tool_failed": "PostgreSQL 工具执行失败（连接、权限或数据库正被占用），数据库未作改动",
    "target_is_something_else": "目标文件已存在且不是备份文件，未覆盖，请换一个文件名",
    "not_a_backup": "文件不存在或不是本程序的备份文件",
    "broken": "备份文件不完整或被改动，已拒绝，现有数据库未作改动",
    "other_engine": "这份备份来自 PostgreSQL，不能恢复到单个文件的数据库",
    "target_not_empty": "PostgreSQL 里已经有数据。搬家只能搬到一个空的数据库，请换一个",
    "database_damaged": "数据库结构检查未通过",
    "rows_differ": "备份中的记录数与清单不符，已拒绝，现有数据库未作改动",
    "audit_differs": "审计链校验未通过，记录可能被改动",
    "seals_broken": "有加密内容无法解开，可能被改动或互换",
    "database_in_use": "数据库正在使用，请先停止机器人再恢复",
}
FINDINGS: Mapping[str, str] = {
    "altered": "审计链 {chain} 第 {seq} 条与校验值不符",
    "out_of_sequence": "审计链 {chain} 在第 {seq} 条之前有缺失",
    "anchor_missing": "审计链 {chain} 缺少留存锚点对应的第 {seq} 条，末尾可能被删除",
    "anchor_differs": "审计链 {chain} 第 {seq} 条与留存的锚点不符，可能被整体改写",
}


def fault(kind: str) -> str:
    """Return the sentence for a backup or restore that was refused."""
    return FAULTS[kind]


def finding(kind: str, chain: int, seq: int) -> str:
    """Return the sentence for one thing wrong with an audit chain."""
    return FINDINGS[kind].format(chain=chain, seq=seq)
