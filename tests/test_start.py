"""What only some people need is loaded by those who need it: an ordinary start must not pay for it."""

import subprocess
import sys

from tests.fakes.sources import ROOT

LATE = {
    "alembic": "a database that is not of the newest version",
    "bot.rehearsal": "the demo and the tests",
    "docx": "printing minutes",
    "docxtpl": "printing minutes",
    "holidays": "asking the calendar",
    "icalendar": "exporting a calendar",
    "jinja2": "printing minutes",
    "lxml": "printing minutes",
    "python_calamine": "reading a file that was sent",
    "segno": "drawing a poster",
    "starlette": "web pages",
    "typst": "drawing and printing",
    "uvicorn": "web pages",
    "xlsxwriter": "exporting tables",
}


def test_a_start_loads_nothing_that_only_some_need():
    code = "import sys, bot.cli, bot.app; print(*sys.modules, sep='\\n')"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(LATE.keys() & set(ran.stdout.split())) == []
