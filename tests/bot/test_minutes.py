"""Minutes in conversation: lines in the group, the draft in private, 送审, 签字, the file, corrections."""

import hashlib
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlmodel import select

import jobs.minutes  # noqa: F401 - importing a noun enters its occasions
from bot.actions import life, life_entries, records
from bot.actions import meetings as meeting_actions
from bot.actions import minutes as actions
from bot.documents.sealed import verify
from bot.letters import papers
from storage.models import Account, AuditEntry, Meeting, MinuteLine, Minutes
from storage.repositories import audit_entries, minutes
from storage.repositories import organisations as organisation_repository
from storage.rules.life import Section
from storage.rules.terms import AccountState, LineKind, MinutesState, SensitiveEntry
from tests.bot.conversation import SHANGHAI, Town, town

START = datetime(2026, 11, 26, 15, 0, tzinfo=SHANGHAI)
SECRETARY, RECORDER, MEMBER, OTHER = "李书记", "王组织", "周党员", "孙党员"
CANARY = "金丝雀七三一"


@asynccontextmanager
async def announced(folder: Path, **options: Any) -> AsyncIterator[Town]:
    """A general meeting announced for tomorrow at 15:00."""
    async with town(folder, **options) as made:
        secretary = made[SECRETARY]
        await secretary.say(secretary.private, "/schedule 党员大会 11月26日15:00 地点：三楼会议室 主题：四季度工作")
        await secretary.tap("发布")
        await made.settle()
        yield made


@asynccontextmanager
async def running(folder: Path, **options: Any) -> AsyncIterator[Town]:
    """The same meeting five minutes after its start; three people have signed in."""
    async with announced(folder, **options) as made:
        await made.at(START.replace(hour=14, minute=50))
        for name in (SECRETARY, RECORDER, MEMBER):
            await made[name].tap("签到", made.group)
        await made.at(START.replace(minute=5))
        yield made


async def confirm_roll(made: Town, count: str = "3") -> None:
    recorder = made[RECORDER]
    await recorder.say(recorder.private, "/roll")
    await recorder.tap("确认考勤")
    await recorder.say(recorder.private, count)


async def record(made: Town) -> None:
    """Four lines in the group."""
    await made[RECORDER].say(made.group, f"#议题 讨论四季度工作{CANARY}")
    await made[RECORDER].say(made.group, "#发言 周党员：同意报告内容")
    await made[MEMBER].say(made.group, "＃决议：同意四季度工作报告")
    await made[RECORDER].say(made.group, "#行动 赵宣传 12月20日前 整理台账")


async def submitted(made: Town) -> None:
    await record(made)
    await confirm_roll(made)
    recorder = made[RECORDER]
    await recorder.say(recorder.private, "/minutes")
    await recorder.tap("送审")
    await made.settle()


async def signed(made: Town) -> None:
    await submitted(made)
    for name in (RECORDER, SECRETARY):
        await made[name].tap("签字")
    await made.settle()


async def lines(made: Town) -> list[tuple[LineKind, str | None, str]]:
    """The standing lines as stored: kind, speaker, words."""
    names = {number: name for name, number in made.members.items()}
    async with made.sessions.read() as session:
        rows = (await session.exec(select(MinuteLine).order_by(MinuteLine.written_at, MinuteLine.id))).all()  # type: ignore[arg-type]
        ring = made.bot.house.keyring
        return [
            (row.kind, names.get(row.speaker_id or 0), minutes.open_line(ring, row))
            for row in rows
            if row.removed_at is None
        ]


async def versions(made: Town) -> list[Minutes]:
    async with made.sessions.read() as session:
        return list((await session.exec(select(Minutes).order_by(Minutes.version))).all())  # type: ignore[arg-type]


def reactions(made: Town, message: Any) -> list[str]:
    return made.group.messages[message.id].reactions.get(made.cast.bot.user.id, [])


def files(made: Town, name: str) -> list[tuple[str, bytes]]:
    """Names and bytes of the documents in somebody's private chat, oldest first."""
    chat = made[name].private
    return [
        (message.document.upload.name, message.document.upload.data) for message in chat.ordered() if message.document
    ]


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


async def test_lines_typed_in_the_group_are_taken_down_and_the_bot_reacts(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        first = await made[RECORDER].say(made.group, "#议题 讨论四季度工作")
        await made[RECORDER].say(made.group, "#发言 周党员：同意报告内容")
        await made[MEMBER].say(made.group, "＃发言：我没有意见")
        assert await lines(made) == [
            (LineKind.TOPIC, None, "讨论四季度工作"),
            (LineKind.SPEECH, MEMBER, "同意报告内容"),
            (LineKind.SPEECH, MEMBER, "我没有意见"),
        ]
        assert reactions(made, first) == ["👍"]


async def test_one_message_may_hold_several_lines(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await made[RECORDER].say(made.group, "#议题 甲\n补充一句\n#决议 乙")
        assert await lines(made) == [(LineKind.TOPIC, None, "甲\n补充一句"), (LineKind.RESOLUTION, None, "乙")]


async def test_an_edited_message_changes_its_lines(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        message = await made[RECORDER].say(made.group, "#议题 讨论错字")
        await made[RECORDER].edit(message, "#决议 讨论正字")
        assert await lines(made) == [(LineKind.RESOLUTION, None, "讨论正字")]
        await made[RECORDER].edit(message, "不是记录")
        assert (await lines(made), reactions(made, message)) == ([], [])
        await made[RECORDER].edit(message, "#议题 又是记录")
        assert (await lines(made), reactions(made, message)) == ([(LineKind.TOPIC, None, "又是记录")], ["👍"])


async def test_an_edit_that_is_refused_leaves_the_line_as_it_was(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        message = await made[RECORDER].say(made.group, "#议题 原来的话")
        await made[RECORDER].edit(message, "#议题 绝密★ 的话")
        assert await lines(made) == [(LineKind.TOPIC, None, "原来的话")]


async def test_a_typing_mistake_mended_becomes_a_line(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        message = await made[RECORDER].say(made.group, "#议提 讨论")
        await made[RECORDER].edit(message, "#议题 讨论")
        assert (await lines(made), reactions(made, message)) == ([(LineKind.TOPIC, None, "讨论")], ["👍"])


async def test_people_take_back_their_own_last_line_or_the_one_replied_to(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        first = await made[MEMBER].say(made.group, "#发言 第一句")
        await made[MEMBER].say(made.group, "#发言 第二句")
        await made[RECORDER].say(made.group, "#议题 别人的")
        undo = await made[MEMBER].say(made.group, "#撤销")
        assert [text for _, _, text in await lines(made)] == ["第一句", "别人的"]
        assert reactions(made, undo) == ["👌"]
        await made[RECORDER].say(made.group, "#撤销", reply_to=first)
        assert made[MEMBER].last(made.group).text == "没有可以撤销的内容：只能撤销自己记的，别人记的请找记录人。"
        await made[MEMBER].say(made.group, "#撤销", reply_to=first)
        assert [text for _, _, text in await lines(made)] == ["别人的"]
        assert reactions(made, first) == []


async def test_a_line_outside_a_meeting_gets_one_short_hint(tmp_path: Path) -> None:
    async with announced(tmp_path) as made:
        await made[RECORDER].say(made.group, "#议题 太早了")
        assert (
            made[RECORDER].last(made.group).text
            == "现在没有进行中的会议，这一行没有记入会议记录。请记录人发 /minutes 补写。"
        )
        assert await lines(made) == []


async def test_other_words_with_a_hash_are_left_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        before = len(made.stage.sent)
        await made[RECORDER].say(made.group, "#周末聚餐 去不去")
        assert (len(made.stage.sent), await lines(made)) == (before, [])


async def test_a_hash_in_an_unbound_group_is_left_alone(tmp_path: Path) -> None:
    async with town(tmp_path, bound=False) as made:
        before = len(made.stage.sent)
        await made[RECORDER].say(made.group, "#议题 别处的话")
        assert len(made.stage.sent) == before


async def test_what_must_not_be_kept_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await made[RECORDER].say(made.group, "#议题 电话13800138000")
        await made[RECORDER].say(made.group, "#议题 机密★ 文件")
        assert await lines(made) == []


async def test_group_shows_the_state_and_no_text(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await record(made)
        await made[RECORDER].say(made.group, "/minutes")
        shown = made[RECORDER].last(made.group)
        assert (CANARY in shown.text, shown.labels) == (False, ())
        assert shown.text.splitlines()[2:5] == [
            "状态：起草中",
            "应到 8 实到 3 请假 0 缺席 0 未登记 5",
            "议题 1 发言 1 决议 1 行动 1",
        ]


async def test_the_draft_in_private_shows_lines_and_what_is_missing(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await made[RECORDER].say(made.group, "#行动 赵宣传 12月20日前 整理台账")
        await made[RECORDER].say(made[RECORDER].private, "/minutes")
        shown = made[RECORDER].last(made[RECORDER].private)
        assert shown.text.splitlines()[6:] == [
            "1. 【行动】整理台账（责任人：赵宣传；时限：12月20日前）",
            "",
            "提示：还没有议题；还没有发言；还没有决议；考勤未确认",
        ]
        assert shown.labels == (
            *("补一条议题", "补一条发言", "补一条决议", "补一条行动"),
            *("删第1条", "考勤", "送审"),
        )


async def test_lines_are_added_in_private_and_what_was_typed_is_deleted(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        recorder = made[RECORDER]
        await recorder.say(recorder.private, "/minutes")
        await recorder.tap("补一条发言")
        typed = await recorder.say(recorder.private, "周党员：同意")
        await recorder.say(recorder.private, "我也同意")
        await recorder.tap("写完了")
        assert await lines(made) == [(LineKind.SPEECH, MEMBER, "同意"), (LineKind.SPEECH, None, "我也同意")]
        assert typed.id not in recorder.private.messages
        assert "1. 【发言】周党员：同意" in recorder.last(recorder.private).text.splitlines()
        await recorder.tap("删第1条")
        assert await lines(made) == [(LineKind.SPEECH, None, "我也同意")]


async def test_a_plain_member_sees_the_state_only(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await record(made)
        await made[MEMBER].say(made[MEMBER].private, "/minutes")
        shown = made[MEMBER].last(made[MEMBER].private)
        assert (CANARY in shown.text, shown.labels) == (False, ())


async def test_submitting_asks_for_the_roll_first(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await made[RECORDER].say(made[RECORDER].private, "/minutes")
        toast = await made[RECORDER].tap("送审")
        assert toast is not None
        assert toast.text == "请先确认考勤：发 /roll，核对后点“确认考勤”，再来送审。"
        assert await versions(made) == []


async def test_host_and_recorder_are_asked_to_sign_and_nothing_changes_meanwhile(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await submitted(made)
        for name in (RECORDER, SECRETARY):
            asked = made[name].last(made[name].private)
            assert asked.text.splitlines()[0] == "请核对会议记录并签字："
            assert asked.labels == ("签字", "退回修改", "记录")
        await made[RECORDER].say(made.group, "#议题 来晚了")
        assert made[RECORDER].last(made.group).text == "记录已送审，不能再改。要改请先点“退回修改”。"
        assert [row.state for row in await versions(made)] == [MinutesState.IN_REVIEW]


async def test_two_signatures_freeze_the_record_and_send_the_file(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await signed(made)
        (row,) = await versions(made)
        ring = made.bot.house.keyring
        content = minutes.open_content(ring, row)
        assert (row.state, row.sha256) == (MinutesState.SIGNED, hashlib.sha256(content.encode()).hexdigest())
        for name in (SECRETARY, RECORDER):
            ((file_name, data),) = files(made, name)
            assert file_name == "会议记录 2026-11-26 支部党员大会会议记录 四季度工作.docx"
            found = verify(data)
            assert (found.sha256, found.content_intact, found.text_intact) == (row.sha256, True, True)
        assert files(made, MEMBER) == []
        text = paragraphs(files(made, SECRETARY)[0][1])
        assert text[:13] == [
            "光明路党支部",
            "支部党员大会会议记录",
            "2026年第1次",
            "会议时间：2026年11月26日（星期四）15:00–16:30",
            "会议地点：三楼会议室",
            "主持人：书记　李书记",
            "记录人：王组织",
            "应到人数：应到 8 人",
            "实到人数：实到 3 人（其中正式党员 3 人，预备党员 0 人）",
            "出席人员：李书记、王组织、周党员",
            "列席人员：无",
            "缺席人员及原因：赵宣传（缺席）、钱组长（缺席）、孙党员（缺席）、吴预备（缺席）、郑未绑（缺席）",
            "一、会议议题",
        ]
        assert text[13:22] == [
            f"1. 讨论四季度工作{CANARY}",
            "二、会议内容和讨论发言",
            f"议题：讨论四季度工作{CANARY}",
            "周党员：同意报告内容",
            "三、表决情况和决议",
            "1. 同意四季度工作报告",
            "四、议定事项",
            "1. 整理台账（责任人：赵宣传；完成时限：12月20日前）",
            "（时间未登记）散会。",
        ]
        assert [line for line in text if line.startswith("系统签字")] == [
            "系统签字：主持人　李书记　2026年11月26日（星期四）15:05",
            "系统签字：记录人　王组织　2026年11月26日（星期四）15:05",
        ]
        async with made.sessions.read() as session:
            entries = [json.loads(one.body) for one in (await session.exec(select(AuditEntry))).all()]
            assert await audit_entries.verify(session, made.branch.id) == ()
            assert await minutes.is_signed(session, row.meeting_id)
            assert await actions.broken(session, ring) == []
        reasons = [entry["reason"] for entry in entries if entry["act"] == "minutes.signed"]
        assert reasons == [f"sha256.{(row.sha256 or '')[:16]}"]


async def test_a_second_tap_signs_nothing_twice(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await submitted(made)
        ask = made[SECRETARY].private.ordered()[-1]
        first = await made[SECRETARY].tap("签字", message=ask)
        again = await made[SECRETARY].forge_tap("ns.1", ask)
        assert first is not None
        assert again is not None
        assert (first.text, again.text) == ("您已签字，还差另一位签字。", "您已经签过字了。")
        assert [row.state for row in await versions(made)] == [MinutesState.IN_REVIEW]


async def test_nobody_else_can_sign_send_back_or_fetch(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await submitted(made)
        person = made[MEMBER]
        anchor = person.private.ordered()[-1]
        for data in ("ns.1", "nb.1"):
            toast = await person.forge_tap(data, anchor)
            assert toast is not None
            assert toast.text.startswith("只有这次会议的主持人和记录人可以签字或退回。主持人")
        before = files(made, MEMBER)
        await person.forge_tap("nx.1", anchor)
        assert (files(made, MEMBER), [row.state for row in await versions(made)]) == (before, [MinutesState.IN_REVIEW])


async def test_sending_back_opens_the_draft_again_and_tells_the_recorder_why(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await submitted(made)
        await made[RECORDER].tap("签字")
        await made[SECRETARY].tap("退回修改")
        await made.later(minutes=1)
        await made[SECRETARY].say(made[SECRETARY].private, "第二条决议漏了")
        await made.settle()
        told = made[RECORDER].last(made[RECORDER].private)
        assert told.text.splitlines()[3:] == ["退回意见：第二条决议漏了", "改好后请再点“送审”。"]
        await made[RECORDER].say(made.group, "#决议 第二条")
        await made[RECORDER].tap("记录")
        await made[RECORDER].tap("送审")
        await made.settle()
        for name in (RECORDER, SECRETARY):
            await made[name].tap("签字")
        (row,) = await versions(made)
        assert (row.state, row.version) == (MinutesState.SIGNED, 1)


async def test_a_roll_changed_after_submitting_cannot_be_signed_over(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await submitted(made)
        recorder = made[RECORDER]
        await recorder.say(recorder.private, "/roll")
        await recorder.tap("重新打开")
        await recorder.say(recorder.private, "漏了一人")
        await recorder.say(recorder.private, "/minutes")
        toast = await recorder.tap("签字")
        assert toast is not None
        assert toast.text == "送审以后考勤或内容有变动，不能签字。请点“退回修改”，再重新送审。"


async def test_the_only_linked_hand_signs_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await record(made)
        await confirm_roll(made)
        async with made.sessions.begin() as session:
            found = await session.exec(select(Account).where(Account.member_id == made.members[RECORDER]))
            found.one().state = AccountState.ENDED
        await made[SECRETARY].say(made[SECRETARY].private, "/minutes")
        await made[SECRETARY].tap("送审")
        await made[SECRETARY].tap("签字")
        await made.settle()
        assert [row.state for row in await versions(made)] == [MinutesState.SIGNED]
        text = paragraphs(files(made, SECRETARY)[0][1])
        assert [line for line in text if line.startswith("系统签字")] == [
            "系统签字：主持人　李书记　2026年11月26日（星期四）15:05"
        ]


async def test_a_correction_is_a_new_version_and_the_old_one_stays(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await signed(made)
        recorder = made[RECORDER]
        await recorder.say(recorder.private, "/minutes")
        await recorder.tap("更正")
        await recorder.say(recorder.private, "漏记一条决议")
        await recorder.tap("补一条决议")
        await recorder.say(recorder.private, "第二条决议")
        await recorder.tap("写完了")
        await recorder.tap("送审")
        await made.settle()
        for name in (RECORDER, SECRETARY):
            await made[name].tap("签字")
        await made.settle()
        first, second = await versions(made)
        assert [(row.version, row.state, row.reason) for row in (first, second)] == [
            (1, MinutesState.SIGNED, ""),
            (2, MinutesState.SIGNED, "漏记一条决议"),
        ]
        assert first.sha256 != second.sha256
        text = paragraphs(files(made, SECRETARY)[-1][1])
        assert "版本：第 2 版（更正原因：漏记一条决议）" in text
        async with made.sessions.read() as session:
            assert [row.id for row in await actions.signed(session, made.branch.id)] == [second.id]


async def test_the_file_comes_again_on_request_and_is_written_for_the_office(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await signed(made)
        recorder = made[RECORDER]
        await recorder.say(recorder.private, "/minutes")
        await recorder.tap("导出Word")
        (_, by_itself), (_, asked) = files(made, RECORDER)
        assert asked == by_itself
        async with made.sessions.begin() as session:
            branch = await organisation_repository.get(session, made.branch.id)
            ring, now = made.bot.house.keyring, made.clock.now()
            written = await papers.signed_files(session, ring, branch, None, now)
            assert await papers.signed_files(session, ring, branch, 2025, now) == {}
        assert written == dict([files(made, RECORDER)[0]])


async def test_where_text_stays_off_telegram_it_is_said_how(tmp_path: Path) -> None:
    async with running(tmp_path, entry=SensitiveEntry.OWN_PAGE) as made:
        await record(made)
        await made[RECORDER].say(made[RECORDER].private, "/minutes")
        shown = made[RECORDER].last(made[RECORDER].private)
        assert (CANARY in shown.text, shown.labels) == (False, ("考勤", "送审"))
        await confirm_roll(made)
        await made[RECORDER].say(made[RECORDER].private, "/minutes")
        await made[RECORDER].tap("送审")
        await made.settle()
        for name in (RECORDER, SECRETARY):
            await made[name].tap("签字")
        await made.settle()
        assert (files(made, RECORDER), files(made, SECRETARY)) == ([], [])
        last = made[SECRETARY].last(made[SECRETARY].private).text.splitlines()
        assert last[-1] == "文件不经聊天发送，请管理员用 sanhui export minutes 导出。"


async def test_the_secretary_may_choose_how_text_is_entered(tmp_path: Path) -> None:
    async with running(tmp_path, entry=None) as made:
        await made[SECRETARY].say(made[SECRETARY].private, "/minutes")
        assert made[SECRETARY].last(made[SECRETARY].private).labels == ("考勤", "送审", "私聊", "内网页面")
        await made[RECORDER].say(made[RECORDER].private, "/minutes")
        assert made[RECORDER].last(made[RECORDER].private).labels == ("考勤", "送审")


async def test_the_recorder_is_reminded_until_minutes_are_signed(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await made.at(START.replace(day=27, hour=16, minute=35))
        told = made[RECORDER].last(made[RECORDER].private)
        assert (told.text.splitlines()[0], told.labels) == ("请整理会议记录：", ("考勤", "记录"))
        await signed_later(made)
        count = len(made.words(RECORDER))
        await made.at(START.replace(day=29, hour=17))
        assert len(made.words(RECORDER)) == count


async def signed_later(made: Town) -> None:
    await confirm_roll(made)
    recorder = made[RECORDER]
    await recorder.say(recorder.private, "/minutes")
    await recorder.tap("送审")
    await made.settle()
    for name in (RECORDER, SECRETARY):
        await made[name].tap("签字")
    await made.settle()


async def test_several_meetings_are_offered_with_their_themes(tmp_path: Path) -> None:
    async with town(tmp_path) as made:
        secretary = made[SECRETARY]
        for when, theme in (("11月25日14:00", "甲"), ("11月25日16:00", "乙")):
            await secretary.say(secretary.private, f"/schedule 党员大会 {when} 地点：会议室 主题：{theme}")
            await secretary.tap("发布")
        await made.at(datetime(2026, 11, 25, 18, 0, tzinfo=SHANGHAI))
        await made[RECORDER].say(made[RECORDER].private, "/minutes")
        assert made[RECORDER].last(made[RECORDER].private).labels == (
            "支部党员大会·乙 11月25日",
            "支部党员大会·甲 11月25日",
        )
        await made[RECORDER].tap("支部党员大会·甲 11月25日")
        assert made[RECORDER].last(made[RECORDER].private).text.splitlines()[0] == "会议记录：支部党员大会·甲"


@pytest.mark.sqlite_only
async def test_nothing_confidential_lies_open_in_the_database(tmp_path: Path) -> None:
    async with running(tmp_path) as made:
        await signed(made)
        stored = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("*") if path.is_file())
        assert (CANARY.encode() in stored, "同意报告内容".encode() in stored) == (False, False)
        assert "四季度工作".encode() in stored


async def test_criticism_goes_into_the_record_person_by_person(tmp_path: Path) -> None:
    async with town(tmp_path) as made:
        secretary = made[SECRETARY]
        await secretary.say(secretary.private, "/schedule 组织生活会 11月26日15:00 地点：会议室 主题：专题组织生活会")
        await secretary.tap("发布")
        await made.at(START.replace(minute=5))
        await criticise(made)
        for name in (RECORDER, SECRETARY):
            await made[name].tap("签到", made.group)
        await confirm_roll(made, "2")
        await made[RECORDER].say(made[RECORDER].private, "/minutes")
        await made[RECORDER].tap("送审")
        await made.settle()
        for name in (RECORDER, SECRETARY):
            await made[name].tap("签字")
        await made.settle()
        text = paragraphs(files(made, SECRETARY)[0][1])
        start = text.index("三、批评和自我批评")
        assert text[start + 1 : start + 5] == [
            "（一）李书记",
            "自我批评：学习不够深入\n自我要求不严\n每周学习",
            "1. 周党员提出批评：到班组少",
            "本人表态：诚恳接受",
        ]
        assert [line for line in text if line.startswith("（八）")] == ["（八）郑未绑"]
        group = " ".join(shown.text for shown in made[MEMBER].screen(made.group, 50))
        assert [word for word in ("学习不够深入", "到班组少", "诚恳接受") if word in group] == []


async def test_a_group_meeting_takes_lines_from_its_branch_chat(tmp_path: Path) -> None:
    async with town(tmp_path) as made:
        leader = made["钱组长"]
        await leader.say(leader.private, "/schedule 小组会 11月26日15:00 地点：会议室 主题：学习")
        await leader.tap("发布")
        await made.at(START.replace(minute=5))
        await made[OTHER].say(made.group, "#发言 学习体会")
        assert await lines(made) == [(LineKind.SPEECH, OTHER, "学习体会")]
        async with made.sessions.read() as session:
            (meeting,) = (await session.exec(select(Meeting))).all()
            shown = await meeting_actions.show(session, meeting)
            record = await records.compose(session, made.bot.house.keyring, shown, None)
        assert (record.organisation, record.host, record.recorder) == ("光明路党支部第一党小组", "钱组长", "赵宣传")


async def criticise(made: Town) -> None:
    """The secretary's own words, one criticism of them, and the response."""
    ring, now, me = made.bot.house.keyring, made.clock.now(), made.members[SECRETARY]
    async with made.sessions.begin() as session:
        (meeting,) = (await session.exec(select(Meeting))).all()
        floor = await life.look(session, made[SECRETARY].id, meeting.id, now)
        for section, words in zip(Section, ("学习不够深入", "自我要求不严", "每周学习"), strict=True):
            await life_entries.write_section(session, ring, floor, me, section, words, more=False, cut=False)
        await life_entries.submit(session, ring, floor, me)
        critic = await life.look(session, made[MEMBER].id, meeting.id, now)
        remark = await life_entries.criticise(session, ring, critic, made.members[MEMBER], me, None, "到班组少")
        await life_entries.respond(session, ring, floor, remark.id, "诚恳接受", more=False, cut=False)
