"""Messages as safe HTML."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.compose import typed
from bot.rehearsal.entities import utf16
from bot.rehearsal.render import safe_html
from bot.rehearsal.tags import STYLES

KINDS = sorted({*STYLES.values(), "url", "mention", "hashtag", "bot_command", "text_mention"})


class Reader(HTMLParser):
    """Gathers text and checks that tags are nested."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open = "", []

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    ("text", "entities", "html"),
    [
        ("<script>&", [], "&lt;script&gt;&amp;"),
        ("😀粗", [{"type": "bold", "offset": 2, "length": 1}], "😀<strong>粗</strong>"),
        (
            "去",
            [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript://x"}],
            '<span class="plain">去</span>',
        ),
        (
            "去",
            [{"type": "text_link", "offset": 0, "length": 1, "url": 'https://a.cn/"><b>'}],
            '<a href="https://a.cn/&quot;&gt;&lt;b&gt;" rel="noreferrer" target="_blank">去</a>',
        ),
    ],
)
def test_html_is_safe(text, entities, html):
    assert safe_html(text, entities, "sanhui_bot") == html


@st.composite
def marked(draw):
    text = draw(st.text(alphabet="ab<>&\"'\n中😀", max_size=20))
    size = utf16(text)
    entities = []
    for _ in range(draw(st.integers(0, 5)) if size else 0):
        offset = draw(st.integers(0, size - 1))
        length = draw(st.integers(1, size - offset))
        entities.append(
            {"type": draw(st.sampled_from(KINDS)), "offset": offset, "length": length, "url": "http://a.cn"}
        )
    return text, entities


@given(marked())
def test_any_entities_give_nested_tags_around_the_same_text(case):
    text, entities = case
    whole = [one for one in entities if _on_characters(text, one)]
    reader = Reader()
    reader.feed(safe_html(text, whole, "sanhui_bot"))
    reader.close()
    assert (reader.text, reader.open) == (text, [])


def _on_characters(text, entity) -> bool:
    edges = {utf16(text[:at]) for at in range(len(text) + 1)}
    return {entity["offset"], entity["offset"] + entity["length"]} <= edges


@given(st.text())
def test_whatever_is_typed_can_be_shown(text):
    said = typed(text)
    reader = Reader()
    reader.feed(safe_html(said.text, list(said.entities), "sanhui_bot"))
    assert reader.open == []
