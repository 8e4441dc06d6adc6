import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules import names
from storage.rules.names import NameFault


@pytest.mark.parametrize(
    "text",
    [
        "<b>书记</b>",
        '<a href="tg://user?id=1">张三</a>',
        "张三</b></i>&nbsp;&#x27;",
        "/vote 1",
        "买买提•吐尔逊",
        "阿卜杜热西提·阿卜杜喀迪尔·麦麦提敏",
        "张三(预备)",
        "None",
        "NULL",
        "{{7*7}}{% include '/etc/passwd' %}",
        "${jndi:ldap://x}%s%n{0}",
        "徐𬭎",
        "O'Brien",
        "👨‍👩‍👧",
        "*粗体* _斜_ `码`",
        "𱍐",
    ],
)
def test_check_keeps_names_as_typed(text: str) -> None:
    assert names.check(text) == text


@pytest.mark.parametrize(
    ("text", "kind", "suggestion"),
    [
        ("", NameFault.EMPTY, None),
        ("   　\t ", NameFault.EMPTY, None),
        ("\u200b\u200c\u200d\ufeff", NameFault.EMPTY, None),
        ("\u3164", NameFault.EMPTY, None),
        ("张" * 65, NameFault.TOO_LONG, None),
        ("张" * 50_000, NameFault.TOO_LONG, None),
        ("张三\n书记：已批准", NameFault.NEWLINE, None),
        ("张三\u2028李四", NameFault.NEWLINE, None),
        ("张三\u202e四李", NameFault.BIDI, "张三四李"),
        ("\u2066张三\u2069", NameFault.BIDI, "张三"),
        ("张三\u001b[2J", NameFault.CONTROL, None),
        ("张\u200b三", NameFault.ZERO_WIDTH, "张三"),
        ("张\u00ad三", NameFault.ZERO_WIDTH, "张三"),
        ("张\u200d三", NameFault.ZERO_WIDTH, "张三"),
        ("张\u3164三", NameFault.FILLER, "张三"),
        ("张\ud800三", NameFault.UNREADABLE, None),
        ("张\ue863", NameFault.UNREADABLE, None),
        ("张\uffff三", NameFault.UNREADABLE, None),
        ("张" + chr(0xFFFD) + "三", NameFault.UNREADABLE, None),
        ("a" + "\u0301" * 8, NameFault.UNREADABLE, None),
        ("张三'; DROP TABLE member;--", NameFault.SYMBOL, None),
        ('张"三', NameFault.SYMBOL, None),
        ("张三；李四", NameFault.SYMBOL, None),
        ("\u0430dmin", NameFault.MIXED_SCRIPT, None),
        ("\u0391dam", NameFault.MIXED_SCRIPT, None),
    ],
)
def test_check_refuses_by_kind(text: str, kind: NameFault, suggestion: str | None) -> None:
    with pytest.raises(names.NameRefused) as refused:
        names.check(text)
    assert (refused.value.kind, refused.value.suggestion) == (kind, suggestion)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  张三 ", "张三"),
        ("张　三", "张三"),
        ("王 小 明", "王小明"),
        ("阿依古丽  买买提", "阿依古丽 买买提"),
        ("Mary\u00a0Ann", "Mary Ann"),
        ("Jose\u0301", "José"),
        ("张三\n", "张三"),
    ],
)
def test_check_normalises(text: str, name: str) -> None:
    assert names.check(text) == name


@pytest.mark.parametrize(
    ("one", "other", "same", "near"),
    [
        ("买买提•吐尔逊", "买买提·吐尔逊", True, False),
        ("买买提‧吐尔逊", "买买提・吐尔逊", True, False),
        ("阿依古丽.买买提", "阿依古丽·买买提", True, False),
        ("张　三", "张三", True, False),
        ("ＬＩ Ming", "li ming", True, False),
        ("admin", "\u0430dmin", False, True),
        ("王未", "王末", False, True),
        ("张三", "张\u200b三", False, True),
        ("买买提吐尔逊", "买买提·吐尔逊", False, True),
        ("张三", "李四", False, False),
    ],
)
def test_same_and_near(one: str, other: str, same: bool, near: bool) -> None:
    assert (names.same(one, other), names.near(one, other)) == (same, near)


@given(st.text(max_size=100))
def test_what_check_accepts_it_accepts_again_and_can_be_stored(text: str) -> None:
    try:
        name = names.check(text)
    except names.NameRefused:
        return
    assert names.check(name) == name == unicodedata.normalize("NFC", name)
    assert (len(name) <= names.MAX_NAME, name.encode().decode(), "\n" in name) == (True, name, False)


@given(st.text(max_size=40), st.text(max_size=40))
def test_same_is_symmetric_and_no_name_is_near_itself(one: str, other: str) -> None:
    assert names.same(one, other) == names.same(other, one)
    assert not names.near(one, one)
