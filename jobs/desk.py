"""What every job finds on its desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jobs.occasions import OCCASIONS, Occasion
from jobs.ports import Consequences, Courier, Log
from storage.clock import Clock
from storage.database import Sessions
from storage.rules.deliveries import PlanKind


def _silence(_event: str, /, **_facts: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Desk:
    """The doors and tools of the work that the clock asks for.

    ``owner`` names this run of this process in leases; ``exclusive`` says that no other process may send
    (SQLite under its file lock), so that whatever is found claimed at the start is an orphan.
    """

    sessions: Sessions
    courier: Courier
    clock: Clock
    sender_id: int
    owner: str
    exclusive: bool = True
    consequences: Consequences = field(default_factory=Consequences)
    log: Log = _silence
    occasions: Mapping[PlanKind, Occasion] = field(default_factory=lambda: OCCASIONS)
