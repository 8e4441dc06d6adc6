"""Somebody of two branches is asked which one is meant, keeps what was typed, and hears why text was withheld."""

from datetime import date

from storage.models import Account, Appointment, Member, Organisation, Standing
from storage.rules import names
from storage.rules.terms import AccountState, Aspect, Duty, OrganisationKind, SensitiveEntry
from tests.bot.conversation import Town

ASKED = "您在几个组织里，这件事是哪个组织的？请点一个。"


async def move_in(place: Town, name: str, *duties: Duty, entry: SensitiveEntry | None = None) -> Organisation:
    """A second branch, to which somebody of the first belongs as well."""
    now, begun = place.clock.now(), date(2020, 7, 1)
    async with place.sessions.begin() as session:
        second = Organisation(
            kind=OrganisationKind.BRANCH,
            name="红旗路党支部",
            founded=begun,
            created_at=now,
            sensitive_entry=entry,
        )
        session.add(second)
        await session.flush()
        member = Member(organisation_id=second.id, name=name, name_key=names.key(name), created_at=now)
        session.add(member)
        await session.flush()
        session.add(Standing(member_id=member.id, aspect=Aspect.CATEGORY, value="full", valid_from=begun))
        for duty in duties:
            session.add(Appointment(member_id=member.id, organisation_id=second.id, duty=duty, valid_from=begun))
        telegram_id = place[name].id
        session.add(Account(member_id=member.id, telegram_id=telegram_id, state=AccountState.APPROVED, asked_at=now))
    return second


async def test_a_command_in_private_asks_which_organisation_and_keeps_its_words(place: Town) -> None:
    await move_in(place, "李书记", Duty.SECRETARY)
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 支委会 12月5日15:00 地点：二楼 主题：学习")
    asked = secretary.last(secretary.private)
    assert (asked.text, asked.labels) == (ASKED, ("光明路党支部", "红旗路党支部", "取消"))
    await secretary.tap("红旗路党支部")
    assert "支部委员会（红旗路党支部）\n主题：学习" in secretary.last(secretary.private).text
    await secretary.say(secretary.private, "/schedule 支委会")
    await secretary.say(secretary.private, "光明路党支部")
    await secretary.say(secretary.private, "12月5日15:00")
    await secretary.tap("先不填")
    await secretary.tap("先不填")
    assert "支部委员会（光明路党支部）" in secretary.last(secretary.private).text
    await secretary.say(secretary.private, "/compliance")
    await secretary.say(secretary.private, "没有的支部")
    assert secretary.last(secretary.private).text == "没有这个组织。请点下面的一个。"
    await secretary.say(secretary.private, "/cancel")
    assert secretary.last(secretary.private).text.startswith("已离开当前填写")


async def test_the_group_and_the_lists_of_everything_ask_nothing(place: Town) -> None:
    await move_in(place, "孙党员")
    member = place["孙党员"]
    await member.say(place.group, "/meetings")
    assert member.last(place.group).text.startswith("近期没有已发布的会议。")
    await member.say(member.private, "/mine")
    assert [one for one in member.last(member.private).text.splitlines() if "党支部" in one] == [
        "光明路党支部",
        "红旗路党支部",
    ]
    await member.say(member.private, "/todo")
    assert member.last(member.private).text == "现在没有等您处理的事。"


async def test_a_member_of_branches_with_different_choices_hears_why_text_is_withheld(place: Town) -> None:
    await move_in(place, "李书记", entry=SensitiveEntry.OWN_PAGE)
    member, secretary = place["孙党员"], place["李书记"]
    await place["王组织"].say(place["王组织"].private, "/schedule 党员大会 12月2日15:00 地点：二楼 主题：学习")
    await place["王组织"].tap("发布")
    await place.settle()
    await member.tap("请假", member.private)
    await member.tap("病假")
    await member.say(member.private, "腰椎手术复查")
    await place.settle()
    heard = [shown.text for shown in secretary.screen(secretary.private, 30)]
    assert all("腰椎" not in text for text in heard)
    assert heard[-1] == (
        "有一份敏感内容没有发给您。\n"
        "您同时在几个组织里，只有都选了私聊填写，这类内容才能发到这里：\n"
        "• 光明路党支部：选了私聊填写\n"
        "• 红旗路党支部：选了内网页面填写\n"
        "请当面向书记了解内容；要改填写方式，请书记发 /start。"
    )
    await place.later(minutes=5)
    assert heard == [shown.text for shown in secretary.screen(secretary.private, 30)]
