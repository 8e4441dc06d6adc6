"""Words the documents need in code, read once from ``templates/labels.json``."""

import json
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent / "fonts"

LABELS: dict[str, Any] = json.loads((TEMPLATES / "labels.json").read_text("utf-8"))
