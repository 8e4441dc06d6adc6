"""Signing in with the code of the minute or the poster, spot checks, guests, and the sheet."""

import re
from datetime import date, datetime

from sqlmodel import select

from bot.rehearsal.people import Person
from storage.models import Account, AuditEntry, Contact, Member, Organisation, Standing
from storage.repositories import guests
from storage.rules import names
from storage.rules.terms import AccountState, Aspect, Category, OrganisationKind, SensitiveEntry
from tests.bot.conversation import SHANGHAI, Town
from tests.bot.test_meeting_day import announce

START = datetime(2026, 12, 2, 15, 0, tzinfo=SHANGHAI)
QUARTER_BEFORE = datetime(2026, 12, 2, 14, 45, tzinfo=SHANGHAI)


async def tools(place: Town, who: str = "王组织") -> Person:
    person = place[who]
    await person.say(person.private, "/roll")
    await person.tap("更多")
    return person


async def code_on(place: Town) -> Person:
    recorder = await tools(place)
    toast = await recorder.tap("开启签到码")
    assert toast.text == "以后签到要输入会场里显示的 6 位签到码，或者扫海报上的二维码。"
    return recorder


def screen(person: Person) -> str:
    shown = [one.text for one in person.screen(person.private, 20) if one.text.startswith("签到码（")]
    return shown[-1]


def digits(person: Person) -> str:
    return screen(person).splitlines()[1].replace(" ", "")


async def poster_link(place: Town, recorder: Person, label: str = "签到海报") -> str:
    from bot.letters import check_in as letters  # the drawn picture cannot be read here: its link is caught

    caught: list[str] = []
    real = letters.payload
    letters.payload = lambda poster: caught.append(real(poster)) or caught[-1]
    try:
        await recorder.tap(label)
    finally:
        letters.payload = real
    return caught[-1]


async def test_the_code_is_off_until_the_branch_turns_it_on_then_two_steps_sign_in(place: Town) -> None:
    await announce(place)
    await place.at(QUARTER_BEFORE)
    assert (await place["孙党员"].tap("签到", place.group)).text == "签到成功 14:45"
    recorder = await code_on(place)
    await recorder.tap("显示签到码")
    await place.settle()
    shown = screen(recorder)
    assert shown.splitlines()[0] == "签到码（支部党员大会·学习）"
    assert shown.splitlines()[2:] == ["这个码用到 14:46，到时自动更换。", "已签到1/8"]
    member = place["周党员"]
    toast = await member.tap("签到", place.group)
    assert toast.text == "请到与我的私聊里输入签到码。"
    assert member.last(member.private).text == "请看会场里显示的签到码，把 6 位数字打在这里。"
    await member.say(member.private, digits(recorder))
    assert member.last(member.private).text == "签到成功 14:45"
    await place.later(seconds=65)
    assert screen(recorder).splitlines()[2:] == ["这个码用到 14:47，到时自动更换。", "已签到2/8"]
    assert screen(recorder) != shown
    assert all("签到码（" not in one.text for one in member.screen(place.group, 50))


async def test_old_and_wrong_codes_are_refused_and_five_wrong_ones_pause(place: Town) -> None:
    await announce(place)
    await place.at(QUARTER_BEFORE)
    recorder = await code_on(place)
    await recorder.tap("显示签到码")
    await place.settle()
    old = digits(recorder)
    await place.later(minutes=2)
    right, member = digits(recorder), place["周党员"]
    await member.tap("签到", place.group)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for left, typed in ((4, old), (3, wrong), (2, wrong), (1, "abc")):
        await member.say(member.private, typed)
        assert member.last(member.private).text == (
            f"签到码不对。请看会场里现在显示的数字，再打一次（还可以试 {left} 次）。"
        )
    await member.say(member.private, wrong)
    assert member.last(member.private).text == "输错太多次了。请过 10 分钟再试，或者请记录人代签。"
    await member.say(member.private, right)
    assert member.last(member.private).text == "输错太多次了。请过 10 分钟再试，或者请记录人代签。"
    await place.later(minutes=11)
    await member.say(member.private, digits(recorder))
    assert member.last(member.private).text == "签到成功 14:58"


async def test_the_poster_signs_in_whoever_scans_it_until_it_is_replaced(place: Town) -> None:
    await announce(place)
    await place.at(QUARTER_BEFORE)
    recorder = await code_on(place)
    link = await poster_link(place, recorder)
    picture = recorder.last(recorder.private)
    assert picture.text.splitlines()[0] == "签到海报：支部党员大会·学习"
    member = place["周党员"]
    await member.start(link)
    assert member.last(member.private).text == "签到成功 14:45"
    await member.start(link)
    assert member.last(member.private).text == "您已签到 14:45"
    fresh = await poster_link(place, recorder, "换一张（旧的作废）")
    await place["孙党员"].start(link)
    assert place["孙党员"].last(place["孙党员"].private).text.startswith("这张海报已经作废。")
    await place["孙党员"].start(fresh)
    assert place["孙党员"].last(place["孙党员"].private).text == "签到成功 14:45"
    unlinked = place["郑未绑"]
    await unlinked.start(fresh)
    assert "绑定" in unlinked.last(unlinked.private).text
    await place.at(datetime(2026, 12, 2, 17, 1, tzinfo=SHANGHAI))
    await place["吴预备"].start(fresh)
    assert place["吴预备"].last(place["吴预备"].private).text == "签到已经结束。如果到会了，请找记录人补签。"


async def neighbour(place: Town) -> tuple[Person, int]:
    """A member of another branch, with an account."""
    now = place.clock.now()
    guest = place.cast.person("何邻居")
    async with place.sessions.begin() as session:
        other = Organisation(
            kind=OrganisationKind.BRANCH,
            name="长江路党支部",
            sensitive_entry=SensitiveEntry.PRIVATE_CHAT,
            created_at=now,
        )
        session.add(other)
        await session.flush()
        row = Member(organisation_id=other.id, name="何邻居", name_key=names.key("何邻居"), created_at=now)
        session.add(row)
        await session.flush()
        begun = date(2015, 7, 1)
        session.add(Standing(member_id=row.id, aspect=Aspect.CATEGORY, value=Category.FULL.value, valid_from=begun))
        session.add(Account(member_id=row.id, telegram_id=guest.id, state=AccountState.APPROVED, asked_at=now))
        session.add(Contact(telegram_id=guest.id, reachable=True, changed_at=now))
        member_id = row.id
    await guest.start()
    return guest, member_id


async def test_a_member_of_another_branch_is_a_guest_here_and_credited_at_home(place: Town) -> None:
    await announce(place)
    await place.at(QUARTER_BEFORE)
    guest, member_id = await neighbour(place)
    recorder = await tools(place)
    link = await poster_link(place, recorder)
    await guest.start(link)
    assert guest.last(guest.private).text.endswith(
        "您不是这个党支部的党员。可以登记为外支部党员，参加情况记在您自己的记录里。"
    )
    async with place.sessions.read() as session:
        assert await guests.elsewhere(session, [member_id], date(2026, 1, 1)) == []
    await guest.tap("登记为外支部党员")
    assert guest.last(guest.private).text == "已登记：外支部党员。"
    async with place.sessions.read() as session:
        found = await guests.elsewhere(session, [member_id], date(2026, 1, 1))
    assert [(one.member_id, one.organisation, one.meeting.theme) for one in found] == [
        (member_id, "光明路党支部", "学习")
    ]
    await recorder.say(recorder.private, "/roll")
    text = recorder.last(recorder.private).text
    assert "应到 8 实到 0" in text
    assert "列席：何邻居（长江路党支部）" in text


async def test_observers_are_entered_by_name_and_counted_nowhere(place: Town) -> None:
    await announce(place)
    await place.at(QUARTER_BEFORE)
    recorder = await tools(place)
    await recorder.tap("登记列席")
    await recorder.say(recorder.private, "张三 入党积极分子\n上级王科长")
    assert recorder.last(recorder.private).text == "已登记。\n列席 2：张三（入党积极分子）、上级王科长"
    await recorder.tap("撤回：上级王科长")
    assert recorder.last(recorder.private).text == "列席 1：张三（入党积极分子）"
    await recorder.say(recorder.private, "/roll")
    assert "应到 8 实到 0 请假 0 缺席 0 未登记 8" in recorder.last(recorder.private).text
    assert "列席：张三（入党积极分子）" in recorder.last(recorder.private).text
    await recorder.say(place.group, "/roll")
    assert "张三" not in recorder.last(place.group).text


async def test_a_spot_check_asks_a_few_and_tells_the_recorder_alone(place: Town) -> None:
    await announce(place)
    await place.at(QUARTER_BEFORE)
    signed = ("赵宣传", "孙党员", "周党员")
    for name in signed:
        await place[name].tap("签到", place.group)
    host = await tools(place, "李书记")
    await host.tap("抽查在场")
    assert host.last(host.private).text == (
        "已随机抽查 3 位已签到的同志，请他们在 5 分钟内确认。到时我把没有确认的名单私聊给记录人。"
    )
    await place.settle()
    member = place["孙党员"]
    assert member.last(member.private).text.splitlines()[:2] == [
        "抽查：支部党员大会·学习",
        "请在 14:50 前点“我在会场”。",
    ]
    await member.tap("我在会场")
    assert member.last(member.private).text == "已确认您在会场（14:45）。"
    await place.later(minutes=6)
    recorder = place["王组织"]
    report = recorder.last(recorder.private).text
    assert report.splitlines()[1] == "抽查 3 已确认 1 未确认 2"
    assert report.splitlines()[2] == "未确认：赵宣传、周党员"
    for name in place.people:
        if name != "王组织":
            assert all("未确认" not in one.text for one in place[name].screen(place[name].private, 50))
    late = place["周党员"]
    assert late.last(late.private).text == "抽查时间已过。没有关系，请当面跟记录人说一声。"
    await host.tap("返回")
    await host.tap("更多")
    assert "未确认" not in host.last(host.private).text


async def test_the_sheet_goes_to_its_keeper_in_private(place: Town) -> None:
    await announce(place)
    await place.at(QUARTER_BEFORE)
    await place["孙党员"].tap("签到", place.group)
    recorder = await tools(place)
    await recorder.tap("签到表")
    shown = recorder.last(recorder.private)
    assert shown.text == "签到表：支部党员大会·学习\n可以打印，请到会的同志补签字。"
    sent = [one for one in place.stage.sent if one.method == "sendDocument"][-1]
    assert sent.params["chat_id"] == str(recorder.id)
    async with place.sessions.read() as session:
        acts = [one.body for one in (await session.exec(select(AuditEntry))).all()]
    assert any(re.search('"act":"sheet.printed"', one) for one in acts)
