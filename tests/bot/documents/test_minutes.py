"""Minutes in Word: every value printed as it is, nothing added, the same bytes each time."""

import hashlib
import io
from datetime import UTC, datetime

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import minutes
from bot.documents.package import unpack
from bot.documents.plain import clean
from bot.documents.refusals import SealBrokenError
from bot.documents.values import Line, Resolution, Roll, Seal
from storage.rules.terms import LineKind
from tests.bot.documents.samples import general_meeting, life_meeting, seal

HOSTILE = [
    "{{7*7}}{% include '/etc/passwd' %}",
    "{{ ''.__class__.__mro__ }}",
    "${jndi:ldap://x}%s%n{0}",
    "</w:t></w:r></w:p><w:p><w:r><w:t>支部决定给予处分",
    "<b>&</b>",
    "{_{7*7}_} {_%if%_} }_} %_}",
    "&#123;&#123;7*7}} &lt;b&gt; &amp;",
    "{%p for x in y %}",
    "甲\a乙\f丙",
    "甲\n李四：同意\n\n丁",
    "  前后空白\t制表  ",
    "]]><!-- --><?xml?>",
    "=1+1",
    "坏\ud800\x00\ufffe",
    "𬱟㛃䶮㼆𠅤赟镕堃😀",
]


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def test_minutes_print_the_fields_in_the_usual_order() -> None:
    assert paragraphs(minutes.render(general_meeting()))[:12] == [
        "中共某某市精密仪器制造有限公司第二机加工车间支部委员会",
        "支部党员大会会议记录",
        "2026年第12次",
        "会议时间：2026年12月5日（星期六）15:00—16:30",
        "会议地点：二号楼三层党员活动室",
        "主持人：支部书记　欧阳建国",
        "记录人：赵镕堃",
        "应到人数：应到 12 人",
        "实到人数：实到 10 人（其中正式党员 9 人，预备党员 1 人）",
        "出席人员：欧阳建国、赵镕堃、张三、李四、王五、孙七、周八、吴九、郑十、冯一",
        "列席人员：公司党委组织科 陈某（科长）、入党积极分子 褚某",
        "缺席人员及原因：钱二（病假）、卫六（公出）",
    ]


def test_minutes_print_votes_actions_and_the_end() -> None:
    assert paragraphs(minutes.render(general_meeting()))[19:29] == [
        "三、表决情况和决议",
        "1. 同意支部四季度工作情况报告。",
        "表决方式：举手表决；有表决权 11 人，参加表决 9 人；赞成 9 票，反对 0 票，弃权 0 票。表决结果：通过。",
        "2. 决定自2027年1月起主题党日固定在每月第一个周五下午。",
        "表决方式：举手表决；有表决权 11 人，参加表决 9 人；赞成 8 票，反对 0 票，弃权 1 票。表决结果：通过。",
        "四、议定事项",
        "1. 制定2027年组织生活计划（责任人：赵镕堃；完成时限：2026年12月20日）",
        "主持人总结：请各党小组会后三日内把意见落实到人。",
        "16:30散会。",
        "主持人（签名）：＿＿＿＿＿＿＿",
    ]


def test_minutes_of_a_life_meeting_go_person_by_person() -> None:
    texts = paragraphs(minutes.render(life_meeting()))
    start = texts.index("三、批评和自我批评")
    assert texts[start + 1 : start + 11] == [
        "（一）欧阳建国",
        "自我批评：学习不够系统，抓落实有时一般化。",
        "1. 李四提出批评：主动谈心少，听取一线意见不够。",
        "本人表态：接受批评，今后每月下班组一次。",
        "对应整改：每月到班组谈心不少于一次",
        "2. 王五提出批评：处理问题有时急躁。",
        "（二）赵镕堃",
        "自我批评：未登记",
        "批评意见：未登记",
        "四、表决情况和决议",
    ]


def test_unrecorded_attendance_is_said_and_a_draft_says_so() -> None:
    data = minutes.render(general_meeting(roll=Roll(None, None), seal=None))
    assert paragraphs(data)[7:12] == [
        "应到人数：应到 未登记",
        "实到人数：实到 未登记",
        "出席人员：未登记",
        "列席人员：未登记",
        "缺席人员及原因：未登记",
    ]
    footers = Document(io.BytesIO(data)).sections[0]
    assert [f.paragraphs[1].text for f in (footers.footer, footers.even_page_footer)] == ["草稿　未签字"] * 2


def test_nobody_absent_is_not_the_same_as_unrecorded() -> None:
    texts = paragraphs(minutes.render(general_meeting(roll=Roll(2, 2, 2, 0, ("张三", "李四")))))
    assert texts[8:12] == [
        "实到人数：实到 2 人（其中正式党员 2 人，预备党员 0 人）",
        "出席人员：张三、李四",
        "列席人员：无",
        "缺席人员及原因：无",
    ]


def test_sealed_minutes_carry_version_and_checksum() -> None:
    frozen = seal()
    data = minutes.render(general_meeting(seal=frozen))
    section = Document(io.BytesIO(data)).sections[0]
    line = f"版本 2　校验码 {frozen.sha256[:16]}"
    assert [f.paragraphs[1].text for f in (section.footer, section.even_page_footer)] == [line, line]
    texts = paragraphs(data)
    page = texts[texts.index("版本与校验") :]
    assert page[1:7] == [
        "版本：第 2 版（更正原因：更正列席人员）",
        "校验码：SHA-256",
        frozen.sha256,
        "系统签字：主持人　欧阳建国　2026年12月6日09:20",
        "系统签字：记录人　赵镕堃　2026年12月6日09:30",
        "日志锚点：第1024条 3f9a0c11d2e4b5a6",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_plain_text_everywhere(text: str) -> None:
    plain = minutes.render(general_meeting())
    paper = general_meeting(
        organisation=text, topics=(text, text), lines=(Line(LineKind.SPEECH, text, text),) * 3, seal=seal()
    )
    texts = paragraphs(minutes.render(paper))
    shown = clean(text)
    assert len(texts) == len(paragraphs(plain))
    assert [texts[0], *texts[13:15], *texts[16:19]] == [shown, f"1. {shown}", f"2. {shown}", *[f"{shown}：{shown}"] * 3]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_any_text_is_printed_as_it_is(text: str) -> None:
    paper = general_meeting(topics=(text,), lines=(), resolutions=(Resolution(text),), actions=(), closing_words="")
    texts = paragraphs(minutes.render(paper))
    shown = clean(text)
    assert (len(texts), texts[13], texts[17]) == (31, f"1. {shown}", f"1. {shown}")


def test_equal_papers_give_equal_bytes() -> None:
    first, second = (hashlib.sha256(minutes.render(general_meeting())).hexdigest() for _ in range(2))
    assert first == second
    assert hashlib.sha256(minutes.render(general_meeting(place="别处"))).hexdigest() != first


def test_properties_tell_of_the_organisation_and_the_meeting_only() -> None:
    data = minutes.render(general_meeting())
    properties = Document(io.BytesIO(data)).core_properties
    assert (properties.author, properties.last_modified_by) == (general_meeting().organisation,) * 2
    assert (properties.title, properties.revision) == ("支部党员大会会议记录", 2)
    assert properties.created == datetime(2026, 12, 5, 7, 0, tzinfo=UTC)
    assert properties.modified == datetime(2026, 12, 6, 1, 30, tzinfo=UTC)
    assert (properties.comments, properties.keywords, properties.category) == ("", "", "")
    parts = unpack(data)
    assert sorted(name for name in parts if name.startswith("docProps/")) == ["docProps/core.xml"]
    everything = b"".join(parts.values()).lower()
    assert [word for word in (b"python", b"docxtpl", b"libreoffice") if word in everything] == []


@pytest.mark.parametrize("content", ['{"title":"别的"}', "no JSON", ""])
def test_a_seal_that_does_not_match_prints_nothing(content: str) -> None:
    frozen = seal()
    changed = Seal(frozen.version, frozen.sha256, content, frozen.signed_at)
    with pytest.raises(SealBrokenError) as refused:
        minutes.render(general_meeting(seal=changed))
    assert refused.value.version == 2


def test_an_endless_title_does_not_break_the_properties() -> None:
    data = minutes.render(general_meeting(title="长" * 400))
    assert Document(io.BytesIO(data)).core_properties.title == "长" * 255
