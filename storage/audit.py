r"""The audit chain: who did what, when, with which result; each entry hashes the one before it.

Entry ``n`` is canonical JSON (sorted keys, no spaces, UTF-8) with its own ``seq`` inside, and
``hash = SHA-256("audit-v1\0" | hash before (32 bytes) | length (8 bytes) | JSON)``. There is one chain per
organisation and chain 0 for the system. The chain alone cannot show that its tail was cut or that it was rewritten from
some entry on; an anchor printed outside (number and first sixteen digits of the hash) does. Never text, names or votes.
Standard library only, so that exported entries can be verified anywhere.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

SYSTEM_CHAIN = 0
GENESIS = bytes(32)
_DOMAIN = b"audit-v1\0"
_SHORT = 16
_PRINTED = re.compile(rf"([0-9]{{1,18}})-([0-9]{{1,18}})-([0-9a-f]{{{_SHORT}}})")

Value = int | str | None


class FindingKind(StrEnum):
    """What can be wrong with a chain."""

    ALTERED = "altered"
    OUT_OF_SEQUENCE = "out_of_sequence"
    ANCHOR_MISSING = "anchor_missing"
    ANCHOR_DIFFERS = "anchor_differs"


@dataclass(frozen=True)
class Link:
    """One stored entry: its place, its canonical JSON and its hash (32 bytes)."""

    chain: int
    seq: int
    body: str
    hash: bytes


@dataclass(frozen=True)
class Anchor:
    """A place in a chain as printed outside the database: ``3-128-9f2c41d07a6b55e0``."""

    chain: int
    seq: int
    short: str

    def __str__(self) -> str:
        return f"{self.chain}-{self.seq}-{self.short}"

    @classmethod
    def parse(cls, printed: str) -> Self:
        """Read a printed anchor; raises ValueError."""
        match = _PRINTED.fullmatch(printed.strip().lower())
        if match is None:
            raise ValueError("not an anchor")
        return cls(int(match[1]), int(match[2]), match[3])


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a chain, at an entry's number."""

    kind: FindingKind
    chain: int
    seq: int


def canonical(entry: Mapping[str, Value]) -> str:
    """Return the one JSON text of ``entry``."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link_hash(before: bytes, body: str) -> bytes:
    """Return the hash of an entry that follows the hash ``before``."""
    data = body.encode()
    return hashlib.sha256(_DOMAIN + before + len(data).to_bytes(8, "big") + data).digest()


def append_to(chain: int, last: Link | None, entry: Mapping[str, Value]) -> Link:
    """Return the link that follows ``last`` (None for the first one); adds ``chain`` and ``seq`` to the entry."""
    seq = last.seq + 1 if last else 1
    body = canonical({**entry, "chain": chain, "seq": seq})
    return Link(chain, seq, body, link_hash(last.hash if last else GENESIS, body))


def anchor_of(link: Link) -> Anchor:
    """Return what to print outside for ``link``."""
    return Anchor(link.chain, link.seq, link.hash.hex()[:_SHORT])


class ChainWalk:
    """One chain checked entry by entry, in order; memory does not grow with its length."""

    def __init__(self, chain: int, anchors: Iterable[Anchor] = ()) -> None:
        self._chain = chain
        self._before, self._expected = GENESIS, 1
        self._found: list[Finding] = []
        self._wanted: dict[int, set[str]] = {}
        for anchor in anchors:
            if anchor.chain == chain:
                self._wanted.setdefault(anchor.seq, set()).add(anchor.short)

    def look(self, link: Link) -> None:
        """Check the next stored entry."""
        self._found += (Finding(kind, self._chain, link.seq) for kind in self._faults(link))
        self._before, self._expected = link.hash, link.seq + 1

    def findings(self) -> tuple[Finding, ...]:
        """Return everything wrong once the last entry was looked at."""
        missing = (Finding(FindingKind.ANCHOR_MISSING, self._chain, seq) for seq in sorted(self._wanted))
        return (*self._found, *missing)

    def _faults(self, link: Link) -> Iterable[FindingKind]:
        if link.seq != self._expected:
            yield FindingKind.OUT_OF_SEQUENCE
        if link.hash != link_hash(self._before, link.body) or not _says_its_place(link, self._chain):
            yield FindingKind.ALTERED
        short = anchor_of(link).short
        if self._wanted.pop(link.seq, {short}) != {short}:
            yield FindingKind.ANCHOR_DIFFERS


def verify(chain: int, links: Iterable[Link], anchors: Iterable[Anchor] = ()) -> tuple[Finding, ...]:
    """Walk one chain from its first entry on and name everything wrong with it."""
    walk = ChainWalk(chain, anchors)
    for link in links:
        walk.look(link)
    return walk.findings()


def _says_its_place(link: Link, chain: int) -> bool:
    try:
        entry = json.loads(link.body)
        return (entry["chain"], entry["seq"]) == (chain, link.seq) and canonical(entry) == link.body
    except (ValueError, TypeError, KeyError):
        return False
