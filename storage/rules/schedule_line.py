"""One line that schedules a meeting: TYPE WHEN [地点：PLACE] [主题：THEME], read into its parts.

Reads Chinese: the names of the fields are input vocabulary.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

from storage.rules.activity_names import UnknownActivity, split_type, take_type
from storage.rules.characters import simplified
from storage.rules.terms import Activity

_FIELDS = {
    "时间": "when",
    "会议时间": "when",
    "地点": "place",
    "会议地点": "place",
    "主题": "theme",
    "会议主题": "theme",
    "议题": "theme",
    "会议议题": "theme",
}
_NAMES = "|".join(sorted(_FIELDS, key=len, reverse=True))
# A field begins at a blank or sign, or right behind a time or a room.
_FIELD = re.compile(rf"(?:^|[\s，,。；;]|(?<=[\d点半整分楼室厅馆]))({_NAMES})(?:\s*[：:]|[ \u3000]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """The parts of a line; ``when`` is still unread text, empty strings are what was not said."""

    activities: tuple[Activity, ...] = ()
    when: str = ""
    place: str = ""
    theme: str = ""


def read(text: str) -> Line:
    """Return the parts of ``text``; raises UnknownActivity when no type of meeting stands before its fields."""
    if not text.strip():
        return Line()
    marks = list(_FIELD.finditer(simplified(text)))
    said = {"when": "", "place": "", "theme": ""}
    for mark, following in zip_longest(marks, marks[1:]):
        end = following.start() if following else len(text)
        said[_FIELDS[mark[1]]] = text[mark.end() : end].strip(" \t\n\r\u3000，,；")
    activities, rest = _type_and_rest(text[: marks[0].start()] if marks else text)
    return Line(activities, f"{rest} {said['when']}".strip(), said["place"], said["theme"])


def _type_and_rest(head: str) -> tuple[tuple[Activity, ...], str]:
    """Return the type a line begins with and what follows; failing that the type named behind the time."""
    try:
        return split_type(head)
    except UnknownActivity:
        return take_type(head)
