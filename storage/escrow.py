"""A key on paper: thirteen groups of four signs and a check sign, without signs that look alike.

The check sign is a sum modulo the prime 31 over position-dependent weights and the group's own number, so one wrong
sign, two exchanged signs or two exchanged groups are always noticed, and the group is named.
"""

import re

from storage.keyring import KEY_BYTES

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS = 13
_WIDTH = 4
_WEIGHTS = (2, 3, 4, 5)


class EscrowError(Exception):
    """Typed groups that are no key; ``group`` is the first wrong one from 1, or 0 when their number is wrong."""

    def __init__(self, group: int) -> None:
        super().__init__(group)
        self.group = group


def to_groups(secret: bytes) -> tuple[str, ...]:
    """Return the thirteen groups of five signs to print for ``secret``."""
    number, digits = int.from_bytes(secret, "big"), []
    for _ in range(GROUPS * _WIDTH):
        number, digit = divmod(number, len(SIGNS))
        digits.append(SIGNS[digit])
    plain = "".join(reversed(digits))
    parts = [plain[start : start + _WIDTH] for start in range(0, len(plain), _WIDTH)]
    return tuple(part + _check(part, position) for position, part in enumerate(parts, start=1))


def from_groups(typed: str) -> bytes:
    """Return the secret of groups typed with any spacing and case; raises EscrowError naming the wrong group."""
    signs = re.sub(r"[\s\-]+", "", typed).upper()
    groups = [signs[start : start + _WIDTH + 1] for start in range(0, len(signs), _WIDTH + 1)]
    for position, group in enumerate(groups, start=1):
        if len(group) != _WIDTH + 1 or set(group) - set(SIGNS) or _check(group[:-1], position) != group[-1]:
            raise EscrowError(position)
    number = 0
    for sign in "".join(group[:-1] for group in groups):
        number = number * len(SIGNS) + SIGNS.index(sign)
    if len(groups) != GROUPS or number >= 1 << (8 * KEY_BYTES):
        raise EscrowError(0)
    return number.to_bytes(KEY_BYTES, "big")


def _check(part: str, position: int) -> str:
    weighted = sum(weight * SIGNS.index(sign) for weight, sign in zip(_WEIGHTS, part, strict=True))
    return SIGNS[(weighted + position) % len(SIGNS)]
