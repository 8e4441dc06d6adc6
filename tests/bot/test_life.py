"""Criticism and self-criticism as conversations: written in private, walked through, told to nobody else."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from bot import buttons, logs
from bot.actions import life
from bot.courier import Address
from bot.letters import Letter
from storage.models import AuditEntry, Criticism, Incoming, Meeting, Minutes, Organisation, Plan, SelfCriticism
from storage.repositories import life as rows
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import PlanKind
from storage.rules.life import Criticised, CriticismAspect, Examined, Section
from storage.rules.terms import MeetingState, MinutesState, SensitiveEntry
from tests.bot.conversation import SHANGHAI, Town, town

LINE = "/schedule 组织生活会 12月2日15:00 主题：学习贯彻"
MEETING = 1


async def announce(place: Town, line: str = LINE) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, line)
    await secretary.tap("发布", secretary.private)
    await place.settle()


async def open_life(place: Town, who: str) -> None:
    await place[who].say(place[who].private, "/life")


def last(place: Town, who: str) -> str:
    return place[who].last(place[who].private).text


def labels(place: Town, who: str) -> tuple[str, ...]:
    return [shown for shown in place[who].screen(place[who].private) if shown.labels][-1].labels


async def examine(
    place: Town, who: str, problems: str = "问题甲", causes: str = "原因乙", measures: str = "措施丙"
) -> None:
    person = place[who]
    await open_life(place, who)
    await person.tap("写自我批评")
    for words in (problems, causes, measures):
        await person.say(person.private, words)
        await person.tap("写完了")
    await person.tap("提交")


async def criticise(place: Town, who: str, whom: str, words: str, aspect: str = "作风") -> None:
    person = place[who]
    await open_life(place, who)
    await person.tap("写批评意见")
    await person.tap(whom)
    await person.tap(aspect)
    await person.say(person.private, words)
    await person.tap("写完了")


async def for_minutes(place: Town) -> dict[str, Examined]:
    async with place.sessions.begin() as session:
        return {one.name: one for one in await life.for_minutes(session, place.bot.house.keyring, MEETING)}


async def remark(place: Town) -> int:
    async with place.sessions.read() as session:
        return (await session.exec(select(Criticism.id).order_by(col(Criticism.id).desc()))).first()


# --- writing one's own part


async def test_three_sections_are_asked_one_after_another_and_submitted(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    assert "您的自我批评：还没有写" in last(place, "孙党员").splitlines()
    await member.tap("写自我批评")
    asked = []
    for words in ("问题甲", "原因乙", "措施丙"):
        asked.append(last(place, "孙党员").splitlines()[0])
        await member.say(member.private, words)
        assert last(place, "孙党员") == "已保存，共 3 个字。可以接着发，写完请点“写完了”。\n您发的原文已从聊天里删除。"
        await member.tap("写完了")
    assert asked == ["自我批评：问题", "自我批评：原因", "自我批评：措施"]
    assert labels(place, "孙党员") == ("提交", "改问题", "改原因", "改措施", "取消")
    await member.tap("提交")
    assert "您的自我批评：已提交" in last(place, "孙党员").splitlines()
    sections = tuple(zip(Section, ("问题甲", "原因乙", "措施丙"), strict=True))
    assert (await for_minutes(place))["孙党员"].sections == sections


async def test_what_was_typed_is_deleted_once_it_is_stored(place: Town) -> None:
    await announce(place)
    await examine(place, "孙党员")
    await criticise(place, "孙党员", "李书记", "会议太长")
    typed = {"问题甲", "原因乙", "措施丙", "会议太长"}
    assert typed & set(place.words("孙党员")) == set()


async def test_a_text_of_five_thousand_characters_comes_whole(place: Town) -> None:
    await announce(place)
    long = "甲乙丙丁戊" * 1000
    await examine(place, "孙党员", long, "原因乙", "措施丙")
    assert dict((await for_minutes(place))["孙党员"].sections)[Section.PROBLEMS] == long


async def test_further_messages_are_added_until_the_writer_is_done(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    await member.tap("写自我批评")
    for words in ("第一段", "第二段"):
        await member.say(member.private, words)
    await member.tap("写完了")
    async with place.sessions.begin() as session:
        opened = await rows.open_for_minutes(session, place.bot.house.keyring, MEETING)
    assert opened.examinations[0].problems == "第一段\n第二段"


async def test_a_section_is_shown_and_replaced(place: Town) -> None:
    await announce(place)
    await examine(place, "孙党员")
    member = place["孙党员"]
    await member.tap("改自我批评")
    await member.tap("改原因")
    assert last(place, "孙党员").splitlines()[3:6] == ["", "现在写的是：", "原因乙"]
    await member.say(member.private, "新原因")
    await member.tap("写完了")
    await member.tap("提交")
    assert (await for_minutes(place))["孙党员"].self_criticism == "问题甲\n新原因\n措施丙"


async def test_a_section_left_alone_stays_as_it_was(place: Town) -> None:
    await announce(place)
    await examine(place, "孙党员")
    member = place["孙党员"]
    await member.tap("改自我批评")
    await member.tap("改措施")
    await member.tap("写完了")
    assert (await for_minutes(place))["孙党员"].self_criticism == "问题甲\n原因乙\n措施丙"


async def test_nothing_is_done_before_something_is_written(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    await member.tap("写自我批评")
    await member.tap("写完了")
    assert last(place, "孙党员") == "还没有写内容。请直接打字，写完再点“写完了”。"


async def test_leaving_keeps_what_was_sent_and_goes_on_with_the_next_section(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    await member.tap("写自我批评")
    await member.say(member.private, "问题甲")
    await member.tap("取消")
    await open_life(place, "孙党员")
    assert "您的自我批评：还差原因、措施" in last(place, "孙党员").splitlines()
    await member.tap("改自我批评")
    assert last(place, "孙党员").startswith("自我批评：原因")


@pytest.mark.parametrize("words", ["我的证件号是11010519491231002X", "材料标有 绝 密 ★"])
async def test_what_must_not_be_stored_is_refused_and_not_stored(place: Town, words: str) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    await member.tap("写自我批评")
    await member.say(member.private, words)
    assert not last(place, "孙党员").startswith("已保存")
    async with place.sessions.read() as session:
        assert (await session.exec(select(SelfCriticism))).all() == []


async def test_an_id_number_in_two_messages_is_refused_as_well(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    await member.tap("写自我批评")
    await member.say(member.private, "号码 110105194912")
    await member.say(member.private, "31002X")
    async with place.sessions.begin() as session:
        opened = await rows.open_for_minutes(session, place.bot.house.keyring, MEETING)
    assert opened.examinations[0].problems == "号码 110105194912"


@pytest.mark.parametrize(("answer", "stored"), [("照这样保存", "请打13800138000\n再说一句"), ("不保存，重写", "")])
async def test_a_mobile_number_is_asked_about(place: Town, answer: str, stored: str) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    await member.tap("写自我批评")
    await member.say(member.private, "请打13800138000")
    assert last(place, "孙党员").startswith("里面像是有手机号。您写的先替您收着，要照这样保存吗？")
    await member.say(member.private, "再说一句")
    await member.tap(answer)
    async with place.sessions.begin() as session:
        opened = await rows.open_for_minutes(session, place.bot.house.keyring, MEETING)
    assert "".join(one.problems for one in opened.examinations) == stored


# --- criticism and response


async def test_a_criticism_reaches_the_person_in_a_neutral_line_and_is_answered(place: Town) -> None:
    await announce(place)
    await criticise(place, "孙党员", "周党员", "学习不够主动")
    await place.later(minutes=2)
    reader = place["周党员"]
    assert last(place, "周党员") == "组织生活会：有一件事等您处理。\n请点“打开”。"
    await reader.tap("打开")
    assert "您收到的批评意见：1 条，其中 1 条等您表态" in last(place, "周党员").splitlines()
    await reader.tap("表态（第1条意见）")
    assert last(place, "周党员").splitlines()[0] == "孙党员（作风）：学习不够主动"
    await reader.say(reader.private, "接受，坚决改")
    await reader.tap("写完了")
    wanted = (Criticised("孙党员", "学习不够主动", CriticismAspect.STYLE, "接受，坚决改"),)
    assert (await for_minutes(place))["周党员"].criticisms == wanted


async def test_several_criticisms_are_told_in_one_line(place: Town) -> None:
    await announce(place)
    for words in ("第一条", "第二条", "第三条"):
        await criticise(place, "孙党员", "周党员", words)
    await place.later(minutes=2)
    assert place.words("周党员").count("组织生活会：有一件事等您处理。\n请点“打开”。") == 1


async def test_nobody_is_told_of_what_was_withdrawn_or_answered_meanwhile(place: Town) -> None:
    await announce(place)
    await criticise(place, "孙党员", "周党员", "收回的话")
    member = place["孙党员"]
    await member.tap("看我的内容")
    await member.tap("撤回给周党员的意见")
    await criticise(place, "孙党员", "吴预备", "当场答复的话")
    secretary = place["李书记"]
    await open_life(place, "李书记")
    await secretary.tap("吴预备")
    await secretary.tap("表态：孙党员的意见")
    await secretary.say(secretary.private, "当场表态：接受")
    await secretary.tap("写完了")
    await place.later(minutes=5)
    for who in ("周党员", "吴预备"):
        assert not any("有一件事" in words for words in place.words(who))


async def test_nobody_is_told_at_night(place: Town) -> None:
    await announce(place)
    await place.at(datetime(2026, 11, 25, 23, 0, tzinfo=SHANGHAI))
    await criticise(place, "孙党员", "周党员", "夜里写的")
    await place.later(minutes=30)
    assert "有一件事" not in last(place, "周党员")
    await place.at(datetime(2026, 11, 26, 7, 31, tzinfo=SHANGHAI))
    assert last(place, "周党员").startswith("组织生活会：有一件事等您处理。")


async def test_a_name_may_be_typed_and_the_aspect_left_out(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    await member.tap("写批评意见")
    await member.say(member.private, "不存在的人")
    assert last(place, "孙党员").startswith("应到名单里没有这个名字。")
    await member.say(member.private, "周党员")
    await member.say(member.private, "直接说的话")
    await member.tap("写完了")
    assert (await for_minutes(place))["周党员"].criticisms == (Criticised("孙党员", "直接说的话"),)


async def test_a_long_criticism_comes_whole(place: Town) -> None:
    await announce(place)
    long = "一二三四五" * 1000
    await criticise(place, "孙党员", "周党员", long)
    assert (await for_minutes(place))["周党员"].criticisms[0].text == long


async def test_an_answered_criticism_is_not_withdrawn(place: Town) -> None:
    await announce(place)
    await criticise(place, "孙党员", "李书记", "意见")
    secretary, member = place["李书记"], place["孙党员"]
    await open_life(place, "李书记")
    await secretary.tap("表态（第1条意见）")
    await secretary.say(secretary.private, "接受")
    await secretary.tap("写完了")
    shown = place.stage.world.private_chat(place.stage.world.bots[next(iter(place.stage.world.bots))], member.user)
    toast = await member.forge_tap(buttons.WithdrawCriticism(await remark(place)).pack(), shown.ordered()[-1])
    assert toast.text.startswith("对方已经表态")
    assert len((await for_minutes(place))["李书记"].criticisms) == 1


# --- the walk of those who keep the record


async def test_the_recorder_walks_person_by_person(place: Town) -> None:
    await announce(place)
    recorder = place["王组织"]
    await open_life(place, "王组织")
    await recorder.tap("周党员")
    await recorder.tap("写自我批评")
    for words in ("代记问题", "代记原因", "代记措施"):
        assert last(place, "王组织").startswith("周党员的自我批评：")
        await recorder.say(recorder.private, words)
        await recorder.tap("写完了")
    await recorder.tap("提交")
    await recorder.tap("记批评意见")
    await recorder.tap("郑未绑")
    await recorder.tap("工作")
    await recorder.say(recorder.private, "工作不细")
    await recorder.tap("写完了")
    await recorder.tap("表态：郑未绑的意见")
    await recorder.say(recorder.private, "今后改正")
    await recorder.tap("写完了")
    assert last(place, "王组织").split("\n\n", 1)[1] == (
        "周党员\n\n问题：代记问题\n原因：代记原因\n措施：代记措施\n\n收到的批评意见：\n郑未绑（工作）：工作不细\n表态：今后改正"
    )
    await recorder.tap("下一位：吴预备")
    assert last(place, "王组织").startswith("吴预备\n\n还没有自我批评。")


async def test_coverage_names_who_has_not_had_a_turn(place: Town) -> None:
    await announce(place)
    await examine(place, "周党员")
    await criticise(place, "周党员", "李书记", "意见")
    await open_life(place, "李书记")
    rows_ = last(place, "李书记").split("\n\n")[2].splitlines()
    assert rows_ == [
        "还没有自我批评：李书记、王组织、赵宣传、钱组长、孙党员、吴预备、郑未绑",
        "还没有提出批评意见：李书记、王组织、赵宣传、钱组长、孙党员、吴预备、郑未绑",
        "还没有收到批评意见：王组织、赵宣传、钱组长、孙党员、周党员、吴预备、郑未绑",
        "还没有表态：李书记",
        "逐人记录：请点姓名。",
    ]
    await open_life(place, "周党员")
    assert "还没有" not in last(place, "周党员")


async def test_an_open_draft_is_the_writers_own(place: Town) -> None:
    await announce(place)
    member, secretary = place["孙党员"], place["李书记"]
    await open_life(place, "孙党员")
    await member.tap("写自我批评")
    await member.say(member.private, "没写完的草稿")
    await open_life(place, "李书记")
    await secretary.tap("孙党员")
    assert last(place, "李书记") == "孙党员\n\n还没有自我批评。\n\n还没有收到批评意见。"
    assert (await secretary.tap("写自我批评")).text == "这位同志自己正在写，还没有提交，请等本人提交。"
    assert (await for_minutes(place))["孙党员"].sections == ()


@pytest.mark.parametrize("who", ["赵宣传", "钱组长", "周党员"])
async def test_nobody_else_reads_or_writes_for_others(place: Town, who: str) -> None:
    await announce(place)
    await criticise(place, "孙党员", "李书记", "意见")
    person, target = place[who], place.members["孙党员"]
    await open_life(place, who)
    shown = [one for one in place.stage.world.private_chat(place.cast.bot, person.user).ordered() if one.keyboard][-1]
    number = await remark(place)
    refused = {
        buttons.LifePerson(MEETING, target): "只有本人、主持人、记录人和书记",
        buttons.WriteSelfCriticism(MEETING, target): "只有本人、主持人、记录人和书记",
        buttons.RecordCriticism(MEETING, target): "只有本人、主持人、记录人和书记",
        buttons.WriteResponse(number): "没有这条批评意见",
        buttons.WithdrawCriticism(number): "没有这条批评意见",
        buttons.WriteCriticism(MEETING, place.members[who]): "自己的问题请写在自我批评里",
        buttons.OpenLife(MEETING + 1): "没有这个会议",
        buttons.WriteResponse(number + 1): "没有这条批评意见",
    }
    for button, words in refused.items():
        toast = await person.forge_tap(button.pack(), shown)
        assert (button, toast.text.startswith(words)) == (button, True)


# --- where and when


async def test_a_group_hears_stage_and_figures(place: Town) -> None:
    await announce(place)
    await examine(place, "孙党员")
    await criticise(place, "孙党员", "周党员", "意见")
    member = place["孙党员"]
    await member.say(place.group, "/life@sanhui_bot")
    shown = member.last(place.group)
    assert shown.text == (
        "组织生活会·学习贯彻\n2026年12月2日（星期三）15:00–16:30\n阶段：已发布\n"
        "应到 8 已提交自我批评 1 批评意见 1\n\n内容不在群里填写和查看，请在私聊里发 /life。"
    )
    assert shown.labels == ()


async def test_forged_taps_in_a_group_are_sent_to_the_private_chat(place: Town) -> None:
    await announce(place)
    await criticise(place, "孙党员", "李书记", "意见")
    member, secretary = place["孙党员"], place["李书记"]
    card = [one for one in place.group.ordered() if one.keyboard][-1]
    before = len(place.group.ordered())
    mine, number = place.members["李书记"], await remark(place)
    for button in (
        buttons.OpenLife(MEETING),
        buttons.LifePerson(MEETING, mine),
        buttons.WriteSelfCriticism(MEETING, 0),
        buttons.WriteCriticism(MEETING, 0),
        buttons.RecordCriticism(MEETING, mine),
        buttons.WriteResponse(number),
        buttons.WithdrawCriticism(number),
    ):
        for person in (member, secretary):
            toast = await person.forge_tap(button.pack(), card)
            assert (button, toast.text) == (
                button,
                "请到与我的私聊里发 /life，批评和自我批评只在私聊里填写和查看。",
            )
    assert len(place.group.ordered()) == before


@pytest.mark.parametrize("entry", [None, SensitiveEntry.OWN_PAGE])
async def test_without_the_choice_of_private_chat_it_says_how_else(
    tmp_path: Path, entry: SensitiveEntry | None
) -> None:
    async with town(tmp_path, entry=entry) as place:
        await announce(place)
        await open_life(place, "孙党员")
        assert "请写成书面材料交给记录人" in last(place, "孙党员")
        assert place["孙党员"].last(place["孙党员"].private).labels == ()
        await open_life(place, "李书记")
        assert place["李书记"].last(place["李书记"].private).labels == ("私聊", "内网页面")
        await place["李书记"].tap("私聊")
        await open_life(place, "孙党员")
        assert labels(place, "孙党员") == ("写自我批评", "写批评意见", "看我的内容")


async def test_a_choice_changed_meanwhile_stops_the_writing(place: Town) -> None:
    await announce(place)
    member = place["孙党员"]
    await open_life(place, "孙党员")
    await member.tap("写自我批评")
    async with place.sessions.begin() as session:
        await session.execute(update(Organisation).values(sensitive_entry=SensitiveEntry.OWN_PAGE))
    await member.say(member.private, "不该存的话")
    assert last(place, "孙党员").startswith("本支部选的是内网页面填写")
    async with place.sessions.read() as session:
        assert (await session.exec(select(SelfCriticism))).all() == []


async def test_other_meetings_have_none_of_it(place: Town) -> None:
    await announce(place, "/schedule 党员大会 12月2日15:00 主题：学习")
    member = place["孙党员"]
    await open_life(place, "孙党员")
    assert last(place, "孙党员").startswith("还没有组织生活会、民主生活会或民主评议。")
    card = [one for one in place.stage.world.private_chat(place.cast.bot, member.user).ordered() if one.keyboard][-1]
    toast = await member.forge_tap(buttons.WriteSelfCriticism(MEETING, 0).pack(), card)
    assert toast.text.startswith("这次会议没有批评和自我批评这一项。")
    assert await for_minutes(place) == {}


@pytest.mark.parametrize(
    "state", [MeetingState.CANCELLED, MeetingState.POSTPONED, MeetingState.VOID, MeetingState.ARCHIVED]
)
async def test_meetings_taken_back_or_filed_take_nothing(place: Town, state: str) -> None:
    await announce(place)
    await open_life(place, "孙党员")
    async with place.sessions.begin() as session:
        await session.execute(update(Meeting).values(state=MeetingState(state)))
    toast = await place["孙党员"].tap("写自我批评")
    assert toast.text.startswith("这次会议")


async def test_minutes_handed_in_close_the_text_but_not_the_reading(place: Town) -> None:
    await announce(place)
    await examine(place, "孙党员")
    async with place.sessions.begin() as session:
        session.add(Minutes(meeting_id=MEETING, version=1, state=MinutesState.IN_REVIEW))
    toast = await place["孙党员"].tap("改自我批评")
    assert toast.text.startswith("会议记录已经送审，内容不能再改。")
    await open_life(place, "孙党员")
    assert last(place, "孙党员").endswith("会议记录已送审，内容不再修改。")
    await place["孙党员"].tap("看我的内容")
    assert "问题：问题甲" in last(place, "孙党员")


async def test_several_meetings_are_offered_by_their_themes(place: Town) -> None:
    await announce(place)
    await announce(place, "/schedule 民主评议 12月9日15:00 主题：评议")
    member = place["孙党员"]
    await open_life(place, "孙党员")
    assert labels(place, "孙党员") == ("评议 12月9日（周三）", "学习贯彻 12月2日（周三）")
    await member.tap("评议 12月9日（周三）")
    assert last(place, "孙党员").startswith("民主评议党员·评议")


async def test_a_stranger_learns_nothing(place: Town) -> None:
    await announce(place)
    stranger = place.cast.person("路人")
    await stranger.start()
    await stranger.say(stranger.private, "/life")
    assert stranger.last(stranger.private).text.startswith("您不在本组织的名册里")


async def test_the_clear_rows_say_that_somebody_was_spoken_to_but_not_by_whom(place: Town) -> None:
    await announce(place)
    await criticise(place, "孙党员", "周党员", "意见")
    await place.later(minutes=2)
    async with place.sessions.read() as session:
        bodies = [json.loads(body) for body in (await session.exec(select(AuditEntry.body))).all()]
        told = (await session.exec(select(Plan).where(Plan.kind == PlanKind.CRITICISM_RECEIVED))).one()
        sheet = (await session.exec(select(SelfCriticism))).one()
    acts = {(one["act"], one["object"], one["object_id"]) for one in bodies if one["act"].startswith("life.")}
    assert acts == {("life.opened", "meeting", MEETING)}
    assert (sheet.member_id, sheet.content_sealed) == (place.members["周党员"], None)
    assert told.subject_id == sheet.id


async def test_entering_for_somebody_else_is_on_record(place: Town) -> None:
    await announce(place)
    recorder = place["王组织"]
    await open_life(place, "王组织")
    await recorder.tap("周党员")
    await recorder.tap("记批评意见")
    await recorder.tap("郑未绑")
    await recorder.say(recorder.private, "工作不细")
    async with place.sessions.read() as session:
        bodies = [json.loads(body) for body in (await session.exec(select(AuditEntry.body))).all()]
    recorded = [(one["actor"], one["object_id"]) for one in bodies if one["act"] == "life.recorded"]
    assert recorded == [(place.members["王组织"], MEETING)]


# --- the sweep


MARKS = ("标问题7f3a", "标原因8b2c", "标措施9d1e", "标意见4c5d", "标表态6e7f", "标草稿2a1b13800138000")


@pytest.fixture
def log() -> Iterator[StringIO]:
    root, stream = logging.getLogger(), StringIO()
    former = root.handlers[:], root.level
    logs.configure("DEBUG", stream=stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = former[0]
    root.setLevel(former[1])


async def write_everything(place: Town) -> None:
    problems, causes, measures, words, response, draft = MARKS
    await announce(place)
    await examine(place, "孙党员", problems, causes, measures)
    await criticise(place, "孙党员", "周党员", words)
    await place.later(minutes=2)
    reader = place["周党员"]
    await reader.tap("打开")
    await reader.tap("表态（第1条意见）")
    await reader.say(reader.private, response)
    await reader.tap("写完了")
    other = place["吴预备"]
    await open_life(place, "吴预备")
    await other.tap("写自我批评")
    await other.say(other.private, draft)


async def look_everywhere(place: Town) -> None:
    for name, person in place.people.items():
        if name == "郑未绑":
            continue
        for command in ("/life", "/meetings", "/help", "/who"):
            await person.say(person.private, command)
            await person.say(place.group, f"{command}@sanhui_bot")
        for label in ("看我的内容",):
            await open_life(place, name)
            await person.tap(label)
    secretary = place["李书记"]
    await open_life(place, "李书记")
    await secretary.tap("孙党员")
    for name in ("周党员", "吴预备", "郑未绑"):
        await secretary.tap(f"下一位：{name}")
    for moment in ((2026, 12, 2, 14, 50), (2026, 12, 2, 15, 5), (2026, 12, 2, 17, 0), (2026, 12, 7, 8, 31)):
        await place.at(datetime(*moment, tzinfo=SHANGHAI))


async def leaks(place: Town, log: StringIO) -> set[str]:
    """Name every place where a mark stands that should not."""
    found, protected = set(), set()
    entitled = {place[name].id for name in ("孙党员", "周党员", "李书记", "王组织")}
    for call in place.stage.sent:
        said, chat = repr(call.params) + repr(call.uploads), int(str(call.params.get("chat_id", 0)))
        number = (chat, call.result.get("message_id", 0) if isinstance(call.result, dict) else 0)
        if str(call.params.get("protect_content")).lower() == "true":
            protected.add(number)
        if any(mark in said for mark in MARKS):
            found.add("group" if chat < 0 else "somebody else" if chat not in entitled else "entitled")
            found |= set() if number in protected else {"unprotected"}
    await place.bot.dispatcher.idle()
    folder = place.bot.house.settings.data_dir
    raw = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    found |= {"files"} if any(mark.encode() in raw for mark in MARKS) else set()
    found |= {"log"} if any(mark in log.getvalue() for mark in MARKS) else set()
    async with place.sessions.read() as session:
        bodies = (await session.exec(select(Incoming.body_sealed))).all()
    return found - {"entitled"} | ({"inbox"} if any(body is not None for body in bodies) else set())


async def test_no_mark_is_found_where_it_should_not_be(place: Town, log: StringIO) -> None:
    await write_everything(place)
    await look_everywhere(place)
    assert await leaks(place, log) == set()
    private = [call for call in place.stage.sent if any(mark in repr(call.params) for mark in MARKS)]
    assert {int(str(call.params["chat_id"])) for call in private} == {
        place[name].id for name in ("孙党员", "周党员", "李书记")
    }


@pytest.mark.sqlite_only
async def test_a_planted_leak_is_found(place: Town, log: StringIO) -> None:
    await write_everything(place)
    assert await leaks(place, log) == set()
    courier = place.bot.house.courier
    await courier.reply(Address(place["赵宣传"].id), Letter(MARKS[3], content=ContentClass.P2))
    assert await leaks(place, log) == {"somebody else"}
    await courier.reply(Address(place["周党员"].id), Letter(MARKS[3]))
    assert await leaks(place, log) == {"somebody else", "unprotected"}
    await courier.reply(Address(place.group.id), Letter(MARKS[0]))
    assert await leaks(place, log) == {"somebody else", "unprotected", "group"}
    log.write(MARKS[2])
    assert await leaks(place, log) == {"somebody else", "unprotected", "group", "log"}
    async with place.sessions.begin() as session:
        await session.execute(update(Meeting).values(note=MARKS[1]))
    assert await leaks(place, log) == {"somebody else", "unprotected", "group", "log", "files"}
