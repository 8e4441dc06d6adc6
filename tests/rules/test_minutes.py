"""Minute lines as typed, what 送审 asks for, whose signatures are needed, and the record's one spelling."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules import minute_record
from storage.rules.canonical import canonical, checksum
from storage.rules.minute_record import Attendee, Record, RecordCriticism, RecordExamination, RecordLine
from storage.rules.minutes import (
    ActionParts,
    AlreadySignedError,
    InReviewError,
    NotBegunError,
    PhoneNumberError,
    RollNotConfirmedError,
    TypedLine,
    check_line,
    check_submit,
    is_complete,
    needed_signatures,
    read,
    split_action,
    split_speaker,
)
from storage.rules.terms import (
    Activity,
    AttendanceStatus,
    Category,
    CheckInWay,
    Duty,
    LeaveKind,
    LineKind,
    MinutesState,
    SigningRole,
)
from storage.rules.wording import WordingFault, WordingRefused

PEOPLE = {"张三": 1, "李四": 2, "王五": 3, "阿卜杜拉·买买提": 4}
HOST, RECORDER = SigningRole.HOST, SigningRole.RECORDER


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("#议题 讨论换届", [(LineKind.TOPIC, "讨论换届")]),
        ("＃发言：张三：同意", [(LineKind.SPEECH, "张三：同意")]),
        ("#决议通过报告", [(LineKind.RESOLUTION, "通过报告")]),
        ("# 行动\u3000李四 整理台账", [(LineKind.ACTION, "李四 整理台账")]),
        ("  #议题: A", [(LineKind.TOPIC, "A")]),
        ("#发言", [(LineKind.SPEECH, "")]),
        ("#撤销", [(None, "")]),
        ("＃撤回", [(None, "")]),
        ("#议题 A\n续行\n\n#决议 B", [(LineKind.TOPIC, "A\n续行"), (LineKind.RESOLUTION, "B")]),
        ("#吃饭 大家好", []),
        ("议题 没有井号", []),
        ("#", []),
        ("", []),
    ],
)
def test_lines_are_read(text: str, lines: list[tuple[LineKind | None, str]]) -> None:
    assert read(text) == tuple(TypedLine(kind, words) for kind, words in lines)


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error_and_nothing_is_invented(text: str) -> None:
    assert [line for line in read(text) if not set(line.text) <= set(text)] == []


@pytest.mark.parametrize(
    ("text", "who", "words"),
    [
        ("张三：同意", 1, "同意"),
        ("张三同志: 同意", 1, "同意"),
        ("阿卜杜拉•买买提：好", 4, "好"),
        ("我有三点：一、二、三", None, "我有三点：一、二、三"),
        ("赵六：同意", None, "赵六：同意"),
        ("同意", None, "同意"),
        ("张三：", None, "张三："),
    ],
)
def test_a_speaker_is_somebody_of_the_roster(text: str, who: int | None, words: str) -> None:
    assert split_speaker(text, PEOPLE) == (who, words)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("李四 12月20日前 整理台账", ActionParts("整理台账", "李四", "12月20日前")),
        ("李四 12月20日前完成整理台账", ActionParts("完成整理台账", "李四", "12月20日前")),
        ("李四、王五，下周五前报名", ActionParts("报名", "李四、王五", "下周五前")),
        ("李四 2026-12-20 交报告", ActionParts("交报告", "李四", "2026-12-20")),
        ("李四 年底前交报告", ActionParts("交报告", "李四", "年底前")),
        ("12月底前 整理台账", ActionParts("整理台账", "", "12月底前")),
        ("李四 整理台账", ActionParts("整理台账", "李四", "")),
        ("整理台账", ActionParts("整理台账")),
        ("前三项工作 全部完成", ActionParts("前三项工作 全部完成")),
        ("李四", ActionParts("李四", "李四", "")),
    ],
)
def test_an_action_names_owner_and_deadline_where_it_says_them(text: str, parts: ActionParts) -> None:
    assert split_action(text, PEOPLE) == parts


@given(st.text(min_size=1, max_size=60))
def test_no_action_is_left_without_words(text: str) -> None:
    assert bool(split_action(text, PEOPLE).text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", WordingFault.EMPTY),
        ("内部 机密★ 文件", WordingFault.SECRECY_MARK),
        ("身份证 11010519491231002X", WordingFault.ID_NUMBER),
        ("长" * 4097, WordingFault.TOO_LONG),
    ],
)
def test_what_must_not_be_kept_is_refused(text: str, kind: WordingFault) -> None:
    with pytest.raises(WordingRefused) as refused:
        check_line(text)
    assert refused.value.kind is kind


def test_a_mobile_number_is_refused() -> None:
    with pytest.raises(PhoneNumberError):
        check_line("联系电话13800138000")


@pytest.mark.parametrize(
    ("state", "begun", "roll", "refusal"),
    [
        (MinutesState.DRAFT, True, True, None),
        (MinutesState.DRAFT, True, False, RollNotConfirmedError),
        (MinutesState.DRAFT, False, True, NotBegunError),
        (MinutesState.IN_REVIEW, True, True, InReviewError),
        (MinutesState.SIGNED, True, True, AlreadySignedError),
    ],
)
def test_what_submitting_asks_for(
    state: MinutesState, begun: bool, roll: bool, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        check_submit(state, begun=begun, roll_confirmed=roll)
        return
    with pytest.raises(refusal):
        check_submit(state, begun=begun, roll_confirmed=roll)


@pytest.mark.parametrize(
    ("host", "recorder", "linked", "needed"),
    [
        (1, 2, {1, 2, 3}, {HOST: 1, RECORDER: 2}),
        (1, 2, {1}, {HOST: 1}),
        (1, 2, {2}, {RECORDER: 2}),
        (1, 1, {1}, {HOST: 1, RECORDER: 1}),
        (1, None, {1}, {HOST: 1}),
        (1, 2, {3}, {}),
        (None, None, {1}, {}),
    ],
)
def test_signatures_are_needed_of_those_with_an_account(
    host: int | None, recorder: int | None, linked: set[int], needed: dict[SigningRole, int]
) -> None:
    assert needed_signatures({HOST: host, RECORDER: recorder}, linked) == needed


@pytest.mark.parametrize(
    ("needed", "signed", "complete"),
    [
        ({HOST: 1, RECORDER: 2}, [HOST], False),
        ({HOST: 1, RECORDER: 2}, [HOST, RECORDER], True),
        ({HOST: 1}, [HOST], True),
        ({HOST: 1}, [RECORDER], False),
        ({}, [HOST, RECORDER], False),
    ],
)
def test_minutes_are_signed_when_everybody_needed_has(
    needed: dict[SigningRole, int], signed: list[SigningRole], complete: bool
) -> None:
    assert is_complete(needed, signed) is complete


def record(**changes: object) -> Record:
    values: dict[str, object] = {
        "organisation": "光明路党支部",
        "activities": (Activity.GENERAL_MEETING, Activity.ORG_LIFE_MEETING),
        "number": 4,
        "theme": "主题",
        "starts_at": "2026-12-05T07:00:00+00:00",
        "minutes_long": 90,
        "timezone": "Asia/Shanghai",
        "place": "会议室",
        "host": "张三",
        "host_duties": (Duty.SECRETARY,),
        "recorder": "李四",
        "version": 1,
        "reason": "",
        "roll_confirmed": True,
        "roll": (
            Attendee("张三", Category.FULL, AttendanceStatus.PRESENT, None, CheckInWay.SELF),
            Attendee("李四", Category.PROBATIONARY, AttendanceStatus.ON_LEAVE, LeaveKind.SICK, CheckInWay.ROLL),
            Attendee("王五", Category.FULL, None),
        ),
        "lines": (
            RecordLine(LineKind.SPEECH, "同意\n{{7*7}}", "张三"),
            RecordLine(LineKind.ACTION, "交", owner="李四"),
        ),
        "examinations": (RecordExamination("张三", "问题", (RecordCriticism("李四", "意见", "接受"),)),),
    }
    return Record(**(values | changes))  # type: ignore[arg-type]  # values by name


def test_a_record_comes_back_from_its_json() -> None:
    frozen = canonical(record().as_json()).decode()
    assert minute_record.read(frozen) == record()


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_words_survive_the_record(words: str) -> None:
    made = record(theme=words, lines=(RecordLine(LineKind.TOPIC, words, words, words, words),))
    assert minute_record.read(canonical(made.as_json()).decode()) == made


def test_every_field_of_the_record_is_in_the_checksum() -> None:
    changes: list[dict[str, object]] = [
        {"theme": "别的"},
        {"version": 2},
        {"roll": record().roll[:2]},
        {"lines": record().lines[:1]},
        {"examinations": ()},
        {"host": "李四"},
    ]
    sums = [checksum(record(**change).as_json()) for change in [{}, *changes]]
    assert len(set(sums)) == len(sums)


def test_the_checksum_knows_one_spelling() -> None:
    spaced = json.dumps(json.loads(record().as_json()), indent=2, ensure_ascii=True)
    assert checksum(spaced) == checksum(record().as_json())
