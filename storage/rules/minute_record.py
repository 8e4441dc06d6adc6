"""What minutes hold when they are frozen: plain values to canonical JSON and back, code words for every term."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from storage.rules.terms import Activity, AttendanceStatus, Category, CheckInWay, Duty, LeaveKind, LineKind

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of the roll; ``status`` None is 未登记, ``leave`` the class of the reason and never its words."""

    name: str
    category: Category
    status: AttendanceStatus | None
    leave: LeaveKind | None = None
    way: CheckInWay | None = None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of the minutes; owner and deadline only where an agreed matter names them."""

    kind: LineKind
    text: str
    speaker: str = ""
    owner: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class RecordCriticism:
    """One criticism and the response to it."""

    critic: str
    text: str
    response: str = ""


@dataclass(frozen=True, slots=True)
class RecordExamination:
    """One person's self-criticism and the criticism received."""

    name: str
    self_criticism: str
    criticisms: tuple[RecordCriticism, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record of one meeting; ``starts_at`` is ISO 8601 in UTC, the roll in roll order."""

    organisation: str
    activities: tuple[Activity, ...]
    number: int
    theme: str
    starts_at: str
    minutes_long: int
    timezone: str
    place: str
    host: str
    host_duties: tuple[Duty, ...]
    recorder: str
    version: int
    reason: str
    roll_confirmed: bool
    roll: tuple[Attendee, ...] = ()
    lines: tuple[RecordLine, ...] = ()
    examinations: tuple[RecordExamination, ...] = ()
    observers: tuple[str, ...] = ()

    def as_json(self) -> str:
        """Return the record as JSON text."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False)


def read(content: str) -> Record:
    """Return the record kept as JSON; raises ValueError, KeyError or TypeError when it is none of ours."""
    values = json.loads(content)
    values.pop("format")
    parts = {
        "activities": tuple(map(Activity, values["activities"])),
        "host_duties": tuple(map(Duty, values["host_duties"])),
        "roll": tuple(map(_attendee, values["roll"])),
        "lines": tuple(RecordLine(**{**one, "kind": LineKind(one["kind"])}) for one in values["lines"]),
        "examinations": tuple(map(_examination, values["examinations"])),
        "observers": tuple(values.get("observers", ())),
    }
    return Record(**{**values, **parts})


def _attendee(values: Mapping[str, Any]) -> Attendee:
    status, leave, way = values["status"], values["leave"], values["way"]
    return Attendee(
        values["name"],
        Category(values["category"]),
        AttendanceStatus(status) if status else None,
        LeaveKind(leave) if leave else None,
        CheckInWay(way) if way else None,
    )


def _examination(values: Mapping[str, Any]) -> RecordExamination:
    remarks = tuple(RecordCriticism(**one) for one in values["criticisms"])
    return RecordExamination(values["name"], values["self_criticism"], remarks)
