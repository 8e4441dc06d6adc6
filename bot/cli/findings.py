"""What the doctor finds."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How bad a finding is; serious ones end in exit code 1."""

    SERIOUS = "serious"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the operator should know."""

    weight: Weight
    words: str
