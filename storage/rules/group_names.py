"""How Party groups are told apart: a group's name is short within its branch, and unique in the database.

Every branch has a 第一党小组; the first to be entered keeps the plain name, later ones are stored with their branch's
name in front. People always read the short one; ``支部名·组名`` names any group beyond doubt.
"""

from collections.abc import Collection

JOINT = "·"


def stored(group: str, branch: str, taken: Collection[str]) -> str:
    """Return the name under which a branch's group is stored: its own, or with the branch's in front if taken."""
    return full(group, branch) if group in taken else group


def shown(name: str, branch: str) -> str:
    """Return a group's stored name as its branch calls it."""
    return name.removeprefix(branch + JOINT)


def full(group: str, branch: str) -> str:
    """Return the name that stands for one group of one branch only."""
    return branch + JOINT + shown(group, branch)
