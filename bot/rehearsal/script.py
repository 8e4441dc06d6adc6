"""What the demonstration begins with, as its data file says: frozen values, no database."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from storage.rules import roster
from storage.rules.roster import RosterEntry
from storage.rules.sheet import Row

SCRIPT = Path(__file__).with_name("sample.toml")


@dataclass(frozen=True, slots=True)
class Script:
    """The sample's data; everything dated is local to ``zone``."""

    data: Mapping[str, Any]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of every organisation."""
        return ZoneInfo(self.data["zone"])

    @property
    def start(self) -> datetime:
        """The moment the demonstration's clock starts at, aware."""
        return self.moment(self.data["today"])

    def moment(self, local: datetime) -> datetime:
        """Return a written moment as an aware one."""
        return local.replace(tzinfo=self.zone)

    def entries(self, rows: Sequence[Sequence[str]]) -> tuple[RosterEntry, ...]:
        """Read roster rows as an import would; raises ValueError where one is refused."""
        reading = roster.read(as_rows([self.data["roster_columns"], *rows]), self.start.date())
        if reading.refused:
            raise ValueError(reading.refused)
        return reading.entries

    def series(self) -> Iterable["Series"]:
        """Return the past meetings, series by series."""
        for given in self.data["series"]:
            told = given.get("meetings") or [[day, self.data["studied"][day[:7]]] for day in given["days"]]
            yield Series(
                of=given["of"],
                kind=given["kind"],
                time=time.fromisoformat(given["time"]),
                place=given["place"],
                host=given["host"],
                recorder=given["recorder"],
                away=tuple(given["away"]),
                meetings=tuple((date.fromisoformat(day), theme) for day, theme in told),
            )


@dataclass(frozen=True, slots=True)
class Series:
    """Past meetings of one kind; ``away`` says in turn how many of those expected did not come."""

    of: str
    kind: str
    time: time
    place: str
    host: str
    recorder: str
    away: tuple[int, ...]
    meetings: tuple[tuple[date, str], ...]


def as_rows(cells: Iterable[Sequence[str]]) -> list[Row]:
    """Number rows of cells as a file would hold them."""
    return [Row(number, tuple(row)) for number, row in enumerate(cells, start=1)]


@cache
def script() -> Script:
    """Return the demonstration's script."""
    return Script(tomllib.loads(SCRIPT.read_text(encoding="utf-8")))
