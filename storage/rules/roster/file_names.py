"""Whether a file shared somewhere is likely to be a roster, judged by its name alone (input vocabulary).

Reads Chinese: input vocabulary.
"""

_TABLES = (".xlsx", ".xlsm", ".xls", ".csv")
_WORDS = ("名册", "名单", "花名册", "党员", "成员", "人员", "roster", "member")


def is_table(name: str) -> bool:
    """Return whether the name ends like a spreadsheet's."""
    return name.lower().endswith(_TABLES)


def sounds_like_roster(name: str) -> bool:
    """Return whether a spreadsheet's name speaks of people."""
    return is_table(name) and any(word in name.lower() for word in _WORDS)
