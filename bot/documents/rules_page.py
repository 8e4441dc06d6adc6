"""Writes ``docs/rules.md`` from the rulebook: ``python -m bot.documents.rules_page``."""

from pathlib import Path

from bot.texts import rulebook as texts
from storage.rules.compliance.rulebook import load

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def write(page: Path = PAGE) -> None:
    """Write the page; what stood there is replaced."""
    page.write_text(texts.page(load()), encoding="utf-8")


if __name__ == "__main__":
    write()
