"""Every sealed column there is: which keys they need, and sealing them anew after a key was added."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Select, Table, func, literal, select, update
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keyring import Keyring
from storage.models.seal_proof import SealProof
from storage.models.types import Sealed
from storage.repositories.inserting import insert_new, table_of
from storage.sealing import SealedColumn, check_proof, make_proof, open_sealed, row_id_of, seal

_BATCH = 200
_PROOF_ID = 1


def columns() -> tuple[SealedColumn, ...]:
    """Return every column of type Sealed, with its table's primary key, of all models imported so far."""
    return tuple(
        SealedColumn(table.name, column.name, tuple(part.name for part in table.primary_key))
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    )


async def has_proof(session: AsyncSession) -> bool:
    """Tell whether anything was sealed in this database before: then its key file must not be made anew."""
    return await session.get(SealProof, _PROOF_ID) is not None


async def prove(session: AsyncSession, ring: Keyring) -> None:
    """Make sure the ring belongs to this database, leaving the proof at the first start.

    Raises SealBroken or KeyringError before anything else may be written.
    """
    proof = await session.get(SealProof, _PROOF_ID)
    if proof is None:
        if await insert_new(session, table_of(SealProof), [{"id": _PROOF_ID, "value_sealed": make_proof(ring)}]):
            return
        # Another process, begun at the same moment, was first.
        proof = await session.get_one(SealProof, _PROOF_ID)
    check_proof(ring, proof.value_sealed)


async def rows_by_key(session: AsyncSession, wanted: Iterable[SealedColumn]) -> Mapping[str, int]:
    """Return how many sealed values in the ``wanted`` columns need each key id."""
    connection = await session.connection()
    found: Counter[str] = Counter()
    for where in wanted:
        key, sealed = _key_part(where), _table(where).c[where.column]
        counted = select(key, func.count()).where(sealed.is_not(None)).group_by(key)
        for head, rows in (await connection.execute(counted)).all():
            found[bytes(head).hex()] += rows
    return found


async def reseal(session: AsyncSession, ring: Keyring, where: SealedColumn, batch: int = _BATCH) -> int:
    """Seal up to ``batch`` values of one column anew with the current key; return how many were left to do before.

    Call it in a transaction of its own until it returns 0; it may be killed at any time and taken up again. A value
    written meanwhile is left alone (it carries the current key). Raises SealBroken or KeyringError.
    """
    connection = await session.connection()
    table = _table(where)
    rows = (await connection.execute(_outdated(where, ring.current.id).limit(batch))).all()
    for row in rows:
        key, old = tuple(row[:-1]), bytes(row[-1])
        place = (where.table, where.bound_name, row_id_of(*key))
        fresh = seal(ring, *place, open_sealed(ring, *place, old))
        same_row = [table.c[name] == value for name, value in zip(where.key, key, strict=True)]
        change = update(table).where(*same_row, table.c[where.column] == old).values({where.column: fresh})
        await connection.execute(change)
    return len(rows)


def _outdated(where: SealedColumn, current: str) -> Select[*tuple[Any, ...]]:
    table = _table(where)
    head = literal(bytes.fromhex(current), LargeBinary)
    wanted = [*(table.c[name] for name in where.key), table.c[where.column]]
    return select(*wanted).where(table.c[where.column].is_not(None), _key_part(where) != head)


def _key_part(where: SealedColumn) -> ColumnElement[bytes]:
    return func.substr(_table(where).c[where.column], 2, 4, type_=LargeBinary)


def _table(where: SealedColumn) -> Table:
    return SQLModel.metadata.tables[where.table]
