"""The rehearsal page's files keep their promises without a browser: one language per file, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from bot.rehearsal.server import PAGE

SCRIPTS = sorted(PAGE.glob("*.js"))
FILES = sorted(path for path in PAGE.iterdir() if path.is_file())
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
ELSEWHERE = re.compile(r"""(?:https?:)?//[a-z][\w.-]*\.[a-z]{2,}""")
SVG_NAMESPACE = "http://www.w3.org"
INDEX = (PAGE / "index.html").read_text(encoding="utf-8")


def test_there_are_scripts_to_look_at() -> None:
    assert "app.js" in [path.name for path in SCRIPTS]


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix != ".html"], ids=lambda path: path.name)
def test_chinese_stands_in_the_html_alone(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert CHINESE.findall(text) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [found for found in ELSEWHERE.findall(text) if found != SVG_NAMESPACE] == []


def test_nothing_is_inline() -> None:
    assert re.findall(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=|javascript:", INDEX) == []


def test_markup_is_trusted_in_one_place() -> None:
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\("
    found = [(path.name, sink) for path in SCRIPTS for sink in re.findall(sinks, path.read_text(encoding="utf-8"))]
    assert found == [("message.js", "innerHTML")]


def test_every_sentence_is_used_and_every_used_sentence_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    kept = re.findall(r'data-word="([^"]+)"', INDEX)
    assert sorted(set(kept)) == sorted(kept)
    quoted = set(re.findall(r'"([a-z-]+)"', code))
    families = tuple(re.findall(r"`([a-z]+-)\$\{", code))
    assert [word for word in kept if word not in quoted and not word.startswith(families)] == []
    said = set(re.findall(r'\bsay\("([^"]+)"', code))
    assert said - set(kept) == set()


def test_every_template_and_slot_that_is_named_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    ids = set(re.findall(r'\bid="([^"]+)"', INDEX))
    named = set(re.findall(r'\b(?:byId|clone)\("([^"]+)"\)', code))
    assert named - ids == set()
