import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.paging import TEXT_LIMIT, length, plain, split


@pytest.mark.parametrize(
    ("text", "limit", "pages"),
    [
        ("", 5, []),
        ("<b></b>\n", 5, []),
        ("abcde", 5, ["abcde"]),
        ("abcdef", 5, ["abcde", "f"]),
        ("<b>abcdef</b>g", 5, ["<b>abcde</b>", "<b>f</b>g"]),
        ("a<b>b<i>cdefgh</i></b>", 5, ["a<b>b<i>cde</i></b>", "<b><i>fgh</i></b>"]),
        ("&lt;&gt;&amp;&quot;&#8212;x", 5, ["&lt;&gt;&amp;&quot;&#8212;", "x"]),
        ("a & b &nbsp", 20, ["a & b &nbsp"]),
        ("1 < 2 abc", 20, ["1 < 2 abc"]),
        ("abc\ndefg", 6, ["abc\n", "defg"]),
        ("a\nbcdefg", 6, ["a\nbcde", "fg"]),
        ('<a href="t.me/x?a=1&amp;b=2">abcdef</a>', 4, [
            '<a href="t.me/x?a=1&amp;b=2">abcd</a>',
            '<a href="t.me/x?a=1&amp;b=2">ef</a>',
        ]),
        ("\U0001f600" * 6, 5, ["\U0001f600" * 5, "\U0001f600"]),
    ],
)  # fmt: skip
def test_where_pages_are_cut(text, limit, pages):
    assert split(text, limit) == pages


def test_what_telegram_counts():
    assert length("<b>a&lt;</b>\U0001f600") == 3
    assert plain('<a href="x">a &lt;b&gt;</a> &amp; c') == "a <b> & c"


words = st.text("ab\n &<>\U0001f600", max_size=40).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
pieces = st.recursive(
    words,
    lambda inner: st.tuples(st.sampled_from(["b", "i", "code"]), st.lists(inner, max_size=3)).map(
        lambda node: f"<{node[0]}>{''.join(node[1])}</{node[0]}>"
    ),
)


@given(pieces, st.integers(1, 12))
def test_no_page_is_too_long_or_blank_and_nothing_is_lost(text, limit):
    pages = split(text, limit)
    assert all(0 < length(page) <= limit and plain(page).strip() for page in pages)
    assert "".join(plain(page) for page in pages).split() == plain(text).split() or limit < 12
    assert "".join("".join(plain(page) for page in pages).split()) == "".join(plain(text).split())


@given(pieces, st.integers(1, 12))
def test_every_page_closes_what_it_opens(text, limit):
    for page in split(text, limit):
        stack = []
        for close, name in re.findall(r"<(/?)(\w+)>", page):
            if close:
                assert stack.pop() == name
            else:
                stack.append(name)
        assert stack == []


def test_a_text_at_the_limit_is_one_page():
    assert split("x" * TEXT_LIMIT) == ["x" * TEXT_LIMIT]
    assert [len(page) for page in split("x" * (TEXT_LIMIT + 1))] == [TEXT_LIMIT, 1]
