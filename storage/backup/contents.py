"""What a dump holds, whichever engine wrote it: rows by table, audit heads, and whether every seal opens."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field

from storage import audit
from storage.backup.envelope import BackupError, BackupFault
from storage.keyring import Keyring
from storage.sealing import SealBroken, SealedColumn, open_sealed, row_id_of

Cell = bytes | str | int | float | None
Record = tuple[str, Mapping[str, Cell] | None]


@dataclass(frozen=True)
class Manifest:
    """What a backup promises: how many rows each table has and where each audit chain ends (number, hash)."""

    engine: str
    tables: Mapping[str, int]
    audit: Mapping[str, tuple[int, str]]

    def to_json(self) -> bytes:
        """Return the manifest as it stands in the file."""
        return json.dumps(asdict(self), sort_keys=True).encode("ascii")

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Read a manifest; raises BackupError."""
        try:
            held = json.loads(text)
            heads = {chain: (int(seq), str(last)) for chain, (seq, last) in held["audit"].items()}
            return cls(held["engine"], held["tables"], heads)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise BackupError(BackupFault.BROKEN) from None


@dataclass
class Survey:
    """One walk over the records of a dump; a record without cells announces a table."""

    ring: Keyring
    sealed: Collection[SealedColumn] = ()
    tables: dict[str, int] = field(default_factory=dict)
    links: dict[int, list[audit.Link]] = field(default_factory=dict)
    broken_seals: int = 0

    def walk(self, records: Iterable[Record]) -> "Survey":
        """Look at every record."""
        wanted: dict[str, list[SealedColumn]] = {}
        for each in self.sealed:
            wanted.setdefault(each.table, []).append(each)
        for table, cells in records:
            self.tables.setdefault(table, 0)
            if cells is None:
                continue
            self.tables[table] += 1
            if table == "audit_entry":
                self._keep(cells)
            self.broken_seals += sum(not self._opens(each, cells) for each in wanted.get(table, ()))
        return self

    def manifest(self, engine: str) -> Manifest:
        """Return what was seen."""
        heads = {str(chain): links[-1] for chain, links in sorted(self._chains().items())}
        return Manifest(
            engine,
            dict(sorted(self.tables.items())),
            {chain: (last.seq, last.hash.hex()) for chain, last in heads.items()},
        )

    def audit_findings(self) -> tuple[audit.Finding, ...]:
        """Return everything wrong with the audit chains."""
        return tuple(finding for chain, links in self._chains().items() for finding in audit.verify(chain, links))

    def _chains(self) -> dict[int, list[audit.Link]]:
        return {chain: sorted(links, key=lambda link: link.seq) for chain, links in self.links.items()}

    def _keep(self, cells: Mapping[str, Cell]) -> None:
        chain, seq = int(str(cells["chain"])), int(str(cells["seq"]))
        link = audit.Link(chain, seq, str(cells["body"]), as_bytes(cells["hash"]))
        self.links.setdefault(chain, []).append(link)

    def _opens(self, where: SealedColumn, cells: Mapping[str, Cell]) -> bool:
        blob = cells[where.column]
        if blob is None:
            return True
        row_id = row_id_of(*(cells[part] for part in where.key))
        try:
            open_sealed(self.ring, where.table, where.bound_name, row_id, as_bytes(blob))
        except SealBroken:
            return False
        return True


def check(survey: Survey, promised: Manifest) -> None:
    """Compare what was seen with what the manifest promised; raises BackupError."""
    seen = survey.manifest(promised.engine)
    if seen.tables != promised.tables:
        raise BackupError(BackupFault.ROWS_DIFFER)
    if seen.audit != promised.audit or survey.audit_findings():
        raise BackupError(BackupFault.AUDIT_DIFFERS)
    if survey.broken_seals:
        raise BackupError(BackupFault.SEALS_BROKEN)


def as_bytes(cell: Cell) -> bytes:
    """Return a binary cell as bytes: SQLite gives them, PostgreSQL's dump writes a mark and hexadecimal digits."""
    if isinstance(cell, bytes):
        return cell
    return bytes.fromhex(str(cell).removeprefix("\\x"))
