"""A minutes file vouches for its content and its visible text, also after another program has saved it again."""

import io
import json

import pytest
from docx import Document
from docx.oxml.parser import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import minutes
from bot.documents.package import pack, unpack
from bot.documents.refusals import PackageRefusedError, SealMissingError
from bot.documents.sealed import canonical, embedded, verify
from tests.bot.documents.samples import CONTENT, general_meeting, seal

PART = "customXml/minutes.xml"


def saved_again(data: bytes, paragraph: int, old: str, new: str) -> bytes:
    """The file as a word processor would save it after one word was replaced."""
    document = Document(io.BytesIO(data))
    for run in document.paragraphs[paragraph].runs:
        run.text = run.text.replace(old, new)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_canonical_sorts_keys_and_drops_blanks() -> None:
    assert canonical('{"b": [1, 2], "a": "书记"}') == '{"a":"书记","b":[1,2]}'.encode()


def test_a_fresh_file_is_intact_and_gives_back_its_content() -> None:
    found = verify(minutes.render(general_meeting()))
    assert (found.version, found.sha256, found.content_intact, found.text_intact) == (2, seal().sha256, True, True)
    assert json.loads(found.content) == json.loads(CONTENT)


def test_saving_again_keeps_it_intact() -> None:
    found = verify(saved_again(minutes.render(general_meeting()), 5, "无此词", "无此词"))
    assert (found.content_intact, found.text_intact) == (True, True)


def test_a_changed_word_shows_in_the_text_only() -> None:
    found = verify(saved_again(minutes.render(general_meeting()), 8, "10", "11"))
    assert (found.content_intact, found.text_intact) == (True, False)


def test_changed_content_shows() -> None:
    parts = unpack(minutes.render(general_meeting()))
    parts[PART] = parts[PART].replace("讨论接收预备党员".encode(), "讨论开除预备党员".encode())
    found = verify(pack(parts))
    assert (found.content_intact, found.text_intact) == (False, True)


@pytest.mark.parametrize(("old", "new"), [(b'version="2"', b'version="x"'), (b"</minutes>", b""), (b'{"', b"{")])
def test_a_garbled_part_counts_as_missing(old: bytes, new: bytes) -> None:
    parts = unpack(minutes.render(general_meeting()))
    parts[PART] = parts[PART].replace(old, new, 1)
    with pytest.raises(SealMissingError):
        verify(pack(parts))


def test_a_draft_has_no_seal() -> None:
    with pytest.raises(SealMissingError):
        verify(minutes.render(general_meeting(seal=None)))


def test_another_file_is_refused() -> None:
    with pytest.raises(PackageRefusedError) as refused:
        verify(b"PK no zip")
    assert refused.value.reason == "not_a_package"


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_content_survives_the_part(text: str) -> None:
    content = json.dumps({"text": text}, ensure_ascii=False)
    part = parse_xml(embedded(1, "0", "0", content))
    assert canonical(part.text) == canonical(content)
