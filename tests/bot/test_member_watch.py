"""What is said of single members: to those entitled, in private, staged, and never as a conclusion."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from sqlmodel import col, select

from bot import buttons
from storage.models import Attendance, Credit, Expectation, Guest, Meeting, Member, Organisation
from storage.rules.terms import (
    Activity,
    AttendanceStatus,
    Category,
    CheckInWay,
    Form,
    GuestRole,
    MeetingState,
    OrganisationKind,
    Source,
)
from tests.bot.conversation import SHANGHAI, Town
from tests.bot.test_approvals import superior

S = AttendanceStatus


async def held(
    place: Town, day: date, rolled: Mapping[int, AttendanceStatus | None], organisation: int | None = None
) -> None:
    """Put a lecture of two hours on record with its roll; None is somebody nobody has entered."""
    async with place.sessions.begin() as session:
        row = Meeting(
            organisation_id=organisation or place.branch.id,
            form=Form.LECTURE,
            state=MeetingState.HELD,
            starts_at=datetime.combine(day, time(15), SHANGHAI).astimezone(UTC),
            timezone="Asia/Shanghai",
            local_day=day,
            minutes_long=120,
            source=Source.BOT,
            created_at=place.clock.now(),
        )
        session.add(row)
        await session.flush()
        session.add(Credit(meeting_id=row.id, activity=Activity.PARTY_LECTURE))
        for position, (member_id, status) in enumerate(rolled.items()):
            session.add(
                Expectation(
                    meeting_id=row.id, member_id=member_id, category=Category.FULL, voting=True, position=position
                )
            )
            if status is not None:
                session.add(
                    Attendance(
                        meeting_id=row.id, member_id=member_id, status=status, way=CheckInWay.ROLL, at=row.created_at
                    )
                )


async def three_months(place: Town) -> None:
    """August to October: 孙党员 never came, 周党员 was on leave, of 吴预备 nobody knows, the others came."""
    special = {"孙党员": S.ABSENT, "周党员": S.ON_LEAVE, "吴预备": None}
    rolled = {member_id: special.get(name, S.PRESENT) for name, member_id in place.members.items()}
    for month in (8, 9, 10):
        await held(place, date(2026, month, 12), rolled)


async def test_the_hint_comes_once_a_month_to_secretary_and_organisation_commissioner(place: Town) -> None:
    await three_months(place)
    await place.at(datetime(2026, 11, 30, 12, 0, tzinfo=SHANGHAI))
    before = {name: len(place.words(name)) for name in place.people}
    await held(place, date(2026, 11, 12), {place.members["孙党员"]: S.ABSENT})
    await place.at(datetime(2026, 12, 2, 9, 1, tzinfo=SHANGHAI))
    await place.later(hours=1)
    told = {name: place.words(name)[before[name] :] for name in place.people}
    hints = {name: [text for text in words if "请核查" in text] for name, words in told.items()}
    assert {name: len(found) for name, found in hints.items() if found} == {"李书记": 1, "王组织": 1}
    assert hints["李书记"][0] == (
        "请核查（光明路党支部，只发给您）\n\n需核查：一段时间没有参加组织生活\n• 孙党员　连续 4 个月\n"
        "请先了解有没有正当理由，及时谈心谈话。满六个月是核查的时间点：由支部党员大会讨论、报上级党组织批准；本系统不下结论。\n"
        "依据：《中国共产党党员教育管理工作条例》第三十一条；《中国共产党章程》第九条"
    )
    assert [text for words in told.values() for text in words if "脱党" in text or "除名" in text] == []
    await place.at(datetime(2026, 12, 9, 9, 1, tzinfo=SHANGHAI))
    assert len([text for text in place.words("李书记") if text.startswith("请核查")]) == 1


async def test_the_page_opens_in_private_for_those_entitled_only(place: Town) -> None:
    await three_months(place)
    secretary, member = place["李书记"], place["周党员"]
    await member.say(member.private, "/compliance")
    assert "人员情况" not in member.last(member.private).labels
    shown = list(member.private.messages.values())[-1]
    toast = await member.forge_tap(buttons.WatchMembers(place.branch.id).pack(), shown)
    assert toast is not None
    assert toast.text.startswith("只有书记、组织委员可以查看人员情况。")
    await secretary.say(place.group, "/compliance")
    assert "人员情况" not in place.card().labels
    await secretary.say(secretary.private, "/compliance")
    await secretary.tap("人员情况")
    assert secretary.last(secretary.private).text.split("\n\n") == [
        "人员情况（光明路党支部，截至11月25日（周三），只发给您）",
        (
            "需核查：一段时间没有参加组织生活\n• 孙党员　连续 3 个月\n"
            "请先了解有没有正当理由，及时谈心谈话。满六个月是核查的时间点：由支部党员大会讨论、报上级党组织批准；本系统不下结论。\n"
            "依据：《中国共产党党员教育管理工作条例》第三十一条；《中国共产党章程》第九条"
        ),
        (
            "2026年集中学习学时\n已达到 0 人，共 8 人\n• 李书记　6/56\n• 王组织　6/32\n• 赵宣传　6/32\n• 钱组长　6/32\n"
            "• 孙党员　0/32\n• 周党员　0/32\n• 吴预备　0/32\n• 郑未绑　6/32\n"
            "按本系统考勤里的党课、主题党日时长折算，1 小时算 1 学时；别处的培训请另加。\n"
            "依据：《中国共产党党员教育管理工作条例》第二十条（“一般”）"
        ),
    ]
    await secretary.say(secretary.private, "/todo")
    assert "核查长期未参加的同志" in secretary.last(secretary.private).text


async def test_dual_life_is_told_to_the_cadre_and_each_side_to_its_own(place: Town) -> None:
    committee = await superior(place, "李书记")
    await three_months(place)
    async with place.sessions.read() as session:
        query = select(Member.id).where(col(Member.organisation_id) == committee)
        seat = (await session.exec(query)).one()
    await held(place, date(2026, 10, 20), {seat: S.ABSENT}, committee)
    secretary, commissioner = place["李书记"], place["王组织"]
    await secretary.say(secretary.private, "/compliance")
    for label in secretary.last(secretary.private).labels:
        if label.endswith("光明路党支部"):
            await secretary.tap(label)
            break
    assert (
        "双重组织生活（您本人，今年）\n• 光明路党支部　应到 3 实到 3\n• 青禾街道党委　应到 1 实到 0\n"
        in secretary.last(secretary.private).text
    )
    await commissioner.say(commissioner.private, "/compliance")
    assert "青禾街道党委" not in commissioner.last(commissioner.private).text
    await commissioner.tap("人员情况")
    assert commissioner.last(commissioner.private).text.split("\n\n")[-1] == (
        "双重组织生活：领导干部在本组织\n• 李书记　今年应到 3 实到 3\n依据：《中国共产党党员教育管理工作条例》第十六条"
    )


async def test_coming_to_another_branch_as_a_guest_ends_an_absence(place: Town) -> None:
    await three_months(place)
    async with place.sessions.begin() as session:
        other = Organisation(
            kind=OrganisationKind.BRANCH, name="别家支部", founded=date(2012, 1, 1), created_at=place.clock.now()
        )
        session.add(other)
        await session.flush()
        elsewhere = other.id
    await held(place, date(2026, 9, 20), {}, elsewhere)
    async with place.sessions.begin() as session:
        visited = (await session.exec(select(Meeting.id).where(Meeting.organisation_id == elsewhere))).one()
        session.add(
            Guest(
                meeting_id=visited,
                member_id=place.members["孙党员"],
                name="孙党员",
                role=GuestRole.GUEST_MEMBER,
                at=place.clock.now(),
            )
        )
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/compliance")
    await secretary.tap("人员情况")
    shown = secretary.last(secretary.private).text
    assert "没有人连续几个月没有参加组织生活。" in shown
    assert "• 孙党员　2/32" in shown
