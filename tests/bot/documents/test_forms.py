"""Forms a committee brings: they may print the paper's fields and do nothing else."""

import io

import pytest
from docx import Document

from bot.documents import minutes
from bot.documents.form import FORM
from bot.documents.forms import check, numeral
from bot.documents.package import pack, unpack
from bot.documents.refusals import FormRefusedError, PackageRefusedError
from tests.bot.documents.samples import general_meeting


def form(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")]
)
def test_numeral(number: int, words: str) -> None:
    assert numeral(number) == words


def test_own_form_passes_its_own_check() -> None:
    check(FORM.read_bytes())


def test_a_brought_form_is_filled_in() -> None:
    brought = form(
        "记录：{{ paper.title }}", "{%p for t in paper.topics %}", "{{ loop.index }}、{{ t }}", "{%p endfor %}"
    )
    check(brought)
    texts = [p.text for p in Document(io.BytesIO(minutes.render(general_meeting(), brought))).paragraphs]
    assert texts == ["记录：支部党员大会会议记录", "1、听取支部四季度工作情况报告", "2、讨论接收褚某为预备党员"]


@pytest.mark.parametrize(
    ("paragraphs", "reason", "place"),
    [
        (("{{ ''.__class__.__mro__[1].__subclasses__() }}",), "forbidden_expression", 1),
        (("{{ paper.title }}", "{{ paper.__class__ }}"), "forbidden_expression", 2),
        (("{{ paper.title.format(1) }}",), "forbidden_expression", 1),
        (("{{ 9**9**9 }}",), "forbidden_expression", 1),
        (("{{ paper.title|attr('x') }}",), "forbidden_expression", 1),
        (("{% include 'x' %}",), "forbidden_expression", 1),
        (("{% set x = 1 %}",), "forbidden_expression", 1),
        (("{{ range(10)|join('') }}",), "forbidden_expression", 1),
        (("{{ paper.title }}", "{% for x in paper.topics %}", "{{ x }}"), "incomplete_tag", 2),
        (("{{ paper.title }}", "{% endif %}"), "incomplete_tag", 2),
        (("{{ paper.title }}", "{{ paper. }}"), "incomplete_tag", 2),
    ],
)
def test_check_refuses_and_names_the_tag(paragraphs: tuple[str, ...], reason: str, place: int) -> None:
    with pytest.raises(FormRefusedError) as refused:
        check(form(*paragraphs))
    assert (refused.value.reason, refused.value.place) == (reason, place)


def test_check_looks_into_footers_and_properties() -> None:
    document = Document()
    document.sections[0].footer.paragraphs[0].text = "{{ paper.__class__ }}"
    document.core_properties.title = "标题"
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(FormRefusedError) as refused:
        check(out.getvalue())
    assert refused.value.reason == "forbidden_expression"
    document = Document()
    document.core_properties.title = "{{ paper.__class__ }}"
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(FormRefusedError) as refused:
        check(out.getvalue())
    assert refused.value.reason == "forbidden_expression"


def test_check_refuses_links_out_and_macros() -> None:
    document = Document()
    document.part.relate_to("http://example.com/t.dotm", "urn:attachedTemplate", is_external=True)
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(FormRefusedError) as refused:
        check(out.getvalue())
    assert refused.value.reason == "external_link"
    with pytest.raises(FormRefusedError) as refused:
        check(pack(unpack(FORM.read_bytes()) | {"word/vbaProject.bin": b""}))
    assert refused.value.reason == "macro"
    with pytest.raises(PackageRefusedError):
        check(b"x")


def test_a_field_minutes_do_not_have_is_refused_when_printing() -> None:
    brought = form("{{ paper.owner }}")
    check(brought)
    with pytest.raises(FormRefusedError) as refused:
        minutes.render(general_meeting(), brought)
    assert refused.value.reason == "unknown_field"
