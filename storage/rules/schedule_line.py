"""One line that schedules a meeting: TYPE WHEN [地点：PLACE] [主题：THEME], read into its parts.

Reads Chinese: the names of the fields are input vocabulary.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

from storage.rules.activity_names import split_type
from storage.rules.terms import Activity

_FIELDS = {"地点": "place", "会议地点": "place", "主题": "theme", "会议主题": "theme", "议题": "theme"}
_FIELD = re.compile(rf"(?:^|[\s，,。；;])({'|'.join(sorted(_FIELDS, key=len, reverse=True))})\s*[：:]")


@dataclass(frozen=True, slots=True)
class Line:
    """The parts of a line; ``when`` is still unread text, empty strings are what was not said."""

    activities: tuple[Activity, ...] = ()
    when: str = ""
    place: str = ""
    theme: str = ""


def read(text: str) -> Line:
    """Return the parts of ``text``; raises UnknownActivity when it does not begin with a type of meeting."""
    if not text.strip():
        return Line()
    activities, rest = split_type(text)
    marks = list(_FIELD.finditer(rest))
    said = {"place": "", "theme": ""}
    for mark, following in zip_longest(marks, marks[1:]):
        end = following.start() if following else len(rest)
        said[_FIELDS[mark[1]]] = rest[mark.end() : end].strip(" \t\n\r\u3000，,；")
    when = rest[: marks[0].start()] if marks else rest
    return Line(activities, when.strip(), said["place"], said["theme"])
