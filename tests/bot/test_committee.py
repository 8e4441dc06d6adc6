"""A committee's summaries: its tree rolled up worst first, other periods, and urging those who lag behind."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from bot import buttons
from storage.models import Account, Appointment, Binding, Contact, Credit, Meeting, Member, Organisation, Standing, Urge
from storage.repositories import audit_entries
from storage.rules import names
from storage.rules.terms import (
    AccountState,
    Activity,
    Aspect,
    Category,
    Duty,
    Form,
    MeetingState,
    OrganisationKind,
    Source,
)
from tests.bot.conversation import SHANGHAI, Town

LONG_AGO = date(2015, 7, 1)
TODAY = date(2026, 11, 25)


async def settle(town: Town, session, organisation: Organisation, name: str, linked: bool = True) -> None:
    """Move a secretary into an organisation."""
    now = town.clock.now()
    member = Member(
        organisation_id=organisation.id, name=name, name_key=names.key(name), phone_tail="0002", created_at=now
    )
    session.add(member)
    await session.flush()
    town.members[name] = member.id
    session.add(Standing(member_id=member.id, aspect=Aspect.CATEGORY, value=Category.FULL.value, valid_from=LONG_AGO))
    session.add(
        Appointment(member_id=member.id, organisation_id=organisation.id, duty=Duty.SECRETARY, valid_from=LONG_AGO)
    )
    person = town.cast.person(name)
    town.people[name] = person
    if linked:
        session.add(Account(member_id=member.id, telegram_id=person.id, state=AccountState.APPROVED, asked_at=now))
        session.add(Contact(telegram_id=person.id, reachable=True, changed_at=now))


@pytest.fixture
async def committee(place: Town) -> Town:
    """The town's branch and a younger, idle one under a committee with a chat of its own."""
    now = place.clock.now()
    async with place.sessions.begin() as session:
        above = Organisation(kind=OrganisationKind.COMMITTEE, name="城北街道党工委", founded=LONG_AGO, created_at=now)
        session.add(above)
        await session.flush()
        idle = Organisation(
            kind=OrganisationKind.BRANCH,
            name="新风里党支部",
            parent_id=above.id,
            founded=date(2026, 8, 1),
            created_at=now,
        )
        session.add(idle)
        (await session.get_one(Organisation, place.branch.id)).parent_id = above.id
        await session.flush()
        await settle(place, session, above, "郝主任")
        await settle(place, session, idle, "高书记", linked=False)
        meeting = Meeting(
            organisation_id=idle.id,
            form=Form.THEME_DAY,
            theme="参观展览",
            state=MeetingState.HELD,
            starts_at=datetime(2026, 11, 24, 15, tzinfo=SHANGHAI),
            timezone="Asia/Shanghai",
            local_day=date(2026, 11, 24),
            source=Source.IMPORTED,
            expected_count=5,
            present_count=4,
            created_at=now,
        )
        session.add(meeting)
        await session.flush()
        session.add(Credit(meeting_id=meeting.id, activity=Activity.THEME_PARTY_DAY))
    await place["郝主任"].start()
    place.office = place.cast.group("党工委群", place["郝主任"])
    await place.cast.settle()
    async with place.sessions.begin() as session:
        session.add(
            Binding(organisation_id=above.id, chat_id=place.office.id, title="党工委群", bound_by=1, bound_at=now)
        )
    place.above, place.idle = above, idle
    return place


async def urges(town: Town) -> list[tuple[int, int, int, date]]:
    async with town.sessions.read() as session:
        rows = (await session.exec(select(Urge).order_by(Urge.id))).all()
    return [(one.organisation_id, one.by_organisation_id, one.by_member_id, one.day) for one in rows]


async def test_a_committee_sees_its_tree_worst_first_in_figures_only(committee: Town) -> None:
    head = committee["郝主任"]
    await head.say(head.private, "/summary")
    shown = head.last(head.private)
    assert shown.text.splitlines()[:6] == [
        "周报（城北街道党工委，2026年11月23日至2026年11月29日）",
        "下级党组织 2 个，问题多的在前：",
        "合计：召开 1 次　应到 5 人次 实到 4 人次。逾期未落实 41　临期 3。",
        "• 光明路党支部　逾期未落实 38　临期 3　待落实 4",
        "• 新风里党支部　逾期未落实 3　待落实 4",
        "本级：",
    ]
    assert shown.labels == (
        *("发布", "修改", "上一期", "下一期", "月报", "季报", "年报", "台账表格", "到会图"),
        *("督办 光明路党支部", "督办 新风里党支部"),
    )
    assert [word for word in (*committee.people, "参观展览") if word in shown.text] == []


async def test_a_branch_is_urged_once_a_day_privately_and_on_record(committee: Town) -> None:
    head = committee["郝主任"]
    await head.say(head.private, "/summary")
    toast = await head.tap("督办 光明路党支部")
    assert toast is not None
    assert (toast.text, toast.alert) == ("已督办光明路党支部，马上私下提醒书记，已记录在案。", True)
    await committee.settle()
    told = committee.words("李书记")[-1].splitlines()
    assert told[:3] == ["督办提醒（光明路党支部）", "城北街道党工委11月25日（周三）提醒：下面几项请抓紧落实。", ""]
    assert told[3].startswith(
        "• 逾期未落实：支部委员会 2026年10月、2026年9月、2026年8月等 10 期（《中国共产党支部工作条例"
    )
    assert [who for who in ("王组织", "孙党员") if "督办" in "".join(committee.words(who))] == []
    assert "督办" not in "".join(shown.text for shown in committee["孙党员"].screen(committee.group, 99))
    assert head.last(head.private).labels[-2:] == ("今天已督办 光明路党支部", "督办 新风里党支部")
    again = await head.tap("今天已督办 光明路党支部")
    assert again is not None
    assert again.text == "今天已经督办过光明路党支部了，一天只提醒一次。"
    mine = (committee.branch.id, committee.above.id, committee.members["郝主任"], TODAY)
    assert await urges(committee) == [mine]
    await committee.later(days=1)
    await head.say(head.private, "/summary")
    await head.tap("督办 光明路党支部")
    await committee.settle()
    assert ["督办提醒" in text for text in committee.words("李书记")].count(True) == 2
    async with committee.sessions.read() as session:
        chains = [await audit_entries.head(session, one) for one in (committee.above.id, committee.branch.id)]
    assert ["organisation.urged" in link.body for link in chains if link] == [True, True]


async def test_who_cannot_be_told_is_not_written_down_as_urged(committee: Town) -> None:
    head = committee["郝主任"]
    await head.say(head.private, "/summary")
    toast = await head.tap("督办 新风里党支部")
    assert toast is not None
    assert toast.text == "新风里党支部的书记还没有绑定账号，也没有绑定群，消息送不到。请打电话提醒。"
    assert await urges(committee) == []


async def test_a_branch_without_a_linked_secretary_is_told_in_its_own_chat(committee: Town) -> None:
    head = committee["郝主任"]
    yard = committee.cast.group("新风里群", committee["高书记"])
    await committee.cast.settle()
    async with committee.sessions.begin() as session:
        now = committee.clock.now()
        session.add(
            Binding(organisation_id=committee.idle.id, chat_id=yard.id, title="新风里群", bound_by=1, bound_at=now)
        )
    await head.say(head.private, "/summary")
    toast = await head.tap("督办 新风里党支部")
    assert toast is not None
    assert toast.text == "已督办新风里党支部，书记还不能收私信，马上发到它的群里，已记录在案。"
    await committee.settle()
    told = committee["高书记"].last(yard).text
    assert told.splitlines()[0] == "督办提醒（新风里党支部）"
    assert [name for name in committee.people if name in told] == []


async def test_only_the_committee_may_urge_and_only_those_below(committee: Town) -> None:
    head, secretary = committee["郝主任"], committee["李书记"]
    await head.say(head.private, "/summary")
    await head.tap("发布")
    await committee.settle()
    posted = head.last(committee.office)
    assert posted.labels == ("督办 光明路党支部", "督办 新风里党支部")
    below = next(row[0]["callback_data"] for row in head._last_with_buttons(committee.office).keyboard)
    await secretary.say(secretary.private, "/summary")
    shown = secretary._last_with_buttons(secretary.private)
    await secretary.forge_tap(below, shown)
    own = buttons.UrgeBelow(2, committee.above.id).pack()
    await secretary.forge_tap(own, shown)
    assert await urges(committee) == []
    await head.tap("督办 光明路党支部", committee.office)
    await committee.later(seconds=5)
    assert head.last(committee.office).labels == ("今天已督办 光明路党支部", "督办 新风里党支部")


async def test_at_night_an_urging_waits_for_the_morning(committee: Town) -> None:
    head = committee["郝主任"]
    await committee.at(datetime(2026, 11, 25, 22, 30, tzinfo=SHANGHAI))
    await head.say(head.private, "/summary")
    toast = await head.tap("督办 光明路党支部")
    assert toast is not None
    assert toast.text == "已督办光明路党支部，11月26日（周四）07:30私下提醒书记，已记录在案。"
    await committee.settle()
    assert "督办" not in "".join(committee.words("李书记"))
    await committee.at(datetime(2026, 11, 26, 7, 31, tzinfo=SHANGHAI))
    assert "督办提醒" in committee.words("李书记")[-1]


async def test_the_other_periods_are_a_tap_away(committee: Town) -> None:
    head = committee["郝主任"]
    await head.say(head.private, "/summary 2026-11")
    assert head.last(head.private).text.splitlines()[0] == "月报（城北街道党工委，2026年11月，截至11月25日）"
    await head.tap("季报")
    assert head.last(head.private).text.splitlines()[0] == "季报（城北街道党工委，2026年第四季度，截至11月25日）"
    toast = await head.tap("下一期")
    assert toast is not None
    assert toast.text == "后面一期还没有开始。"
    await head.tap("上一期")
    assert head.last(head.private).text.splitlines()[0] == "季报（城北街道党工委，2026年第三季度）"
    await head.tap("年报")
    assert head.last(head.private).text.splitlines()[0] == "年报（城北街道党工委，2026年度，截至11月25日）"
    await head.tap("发布")
    await committee.settle()
    assert head.last(committee.office).text.splitlines()[0] == "年报（城北街道党工委，2026年度，截至11月25日）"


async def test_the_year_is_summed_up_on_its_last_day_and_nothing_of_it_is_forgotten(committee: Town) -> None:
    await committee.at(datetime(2027, 1, 1, 8, 31, tzinfo=SHANGHAI))
    head, secretary = committee["郝主任"], committee["李书记"]
    assert [shown.text for shown in head.screen(committee.office, 99)][-1].splitlines()[:8] == [
        "年报（城北街道党工委，2026年度）",
        "下级党组织 2 个，问题多的在前：",
        "合计：召开 1 次　应到 5 人次 实到 4 人次。逾期未落实 52。",
        "• 光明路党支部　逾期未落实 46",
        "• 新风里党支部　逾期未落实 6",
        "本级：",
        "这一年没有召开会议。",
        "到期应落实 1 项：已落实 0　逾期未落实 1",
    ]
    posted = [shown.text for shown in secretary.screen(committee.group, 99)][-1].splitlines()
    assert posted[:4] == [
        "年报（光明路党支部，2026年度）",
        "这一年没有召开会议。",
        "到期应落实 46 项：已落实 0　逾期未落实 46",
        "近两周还没有安排会议。",
    ]
    assert posted[5].startswith("• 逾期未落实：支部委员会 2026年12月、2026年11月、2026年10月等 12 期（《中国共产党支部")
