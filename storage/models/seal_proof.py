"""One known value under seal: it tells at every start whether this key file belongs to this database."""

from sqlmodel import Field

from storage.models.base import STRICT, Row
from storage.models.types import BigInt, Sealed


class SealProof(Row, table=True):
    """The only row is number 1; it is sealed anew with every other sealed value."""

    __tablename__ = "seal_proof"
    __table_args__ = (STRICT,)

    id: int = Field(default=None, primary_key=True, sa_type=BigInt)
    value_sealed: bytes = Field(sa_type=Sealed)
