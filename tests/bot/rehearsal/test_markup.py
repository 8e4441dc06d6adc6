"""Telegram's HTML: texts, entities and errors as its server has them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.errors import ApiError
from bot.rehearsal.markup import read_html


def entity(kind, offset, length, **rest):
    return {"type": kind, "offset": offset, "length": length} | rest


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a & b &amp; c &lt;d&gt; &quot;e&quot;", 'a & b & c <d> "e"', []),
        ("&nbsp;&#39;&#x4e2d;&copy", "&nbsp;'中&copy", []),
        ("&ltb", "&ltb", []),
        ("&lt b", "< b", []),
        ("<b>粗</b>体", "粗体", [entity("bold", 0, 1)]),
        ("😀<i>x</i>", "😀x", [entity("italic", 2, 1)]),
        ("<B><i>x</i>y</b>", "xy", [entity("bold", 0, 2), entity("italic", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [entity("bold", 0, 1)]),
        ("<a href='http://a.cn/?x=1&amp;y=2'>去</a>", "去", [entity("text_link", 0, 1, url="http://a.cn/?x=1&y=2")]),
        ('<a href="tg://user?id=5">他</a>', "他", [entity("text_mention", 0, 1, user_id=5)]),
        ("<a>http://a.cn</a>", "http://a.cn", [entity("text_link", 0, 11, url="http://a.cn")]),
        ("<a href='nowhere'>x</a>", "x", []),
        ("<span class='tg-spoiler'>s</span>", "s", [entity("spoiler", 0, 1)]),
        ("<tg-spoiler>s</tg-spoiler>", "s", [entity("spoiler", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [entity("expandable_blockquote", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [entity("blockquote", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [entity("pre", 0, 1, language="python")]),
        ('<code class="language-python">x</code>', "x", [entity("code", 0, 1)]),
        (
            "<s>a</s><u>b</u><del>c</del><ins>d</ins>",
            "abcd",
            [
                entity("strikethrough", 0, 1),
                entity("underline", 1, 1),
                entity("strikethrough", 2, 1),
                entity("underline", 3, 1),
            ],
        ),
    ],
)
def test_html_is_read(source, text, entities):
    assert read_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("中 < 文>", 'Unsupported start tag "" at byte offset 4'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("中<P>x</P>", 'Unsupported start tag "p" at byte offset 3'),
        ("x <", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<a href='x>z</a>", "Unclosed start tag at byte offset 0"),
        ("<b ='x'>z</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>z</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source, error):
    with pytest.raises(ApiError) as caught:
        read_html(source)
    assert (caught.value.code, caught.value.description) == (400, f"Bad Request: can't parse entities: {error}")


@given(st.text())
def test_escaped_text_survives(text):
    plain = text.encode("utf-8", "ignore").decode()
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert read_html(escaped) == (plain, [])


@given(st.text(alphabet="<>/&;'\"= ab#x1中😀", max_size=60))
def test_every_text_is_read_or_refused(text):
    with suppress(ApiError):
        read, entities = read_html(text)
        size = len(read.encode("utf-16-le")) // 2
        assert all(0 <= one["offset"] < one["offset"] + one["length"] <= size for one in entities)
