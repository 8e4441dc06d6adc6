"""An obligation put off, a record voided, a meeting entered afterwards: asked by one person, decided by another."""

import json
from datetime import date

from sqlmodel import select

from bot import buttons
from storage.models import Account, Appointment, AuditEntry, Contact, Member, Organisation, Standing
from storage.rules import names
from storage.rules.terms import AccountState, Aspect, Category, Duty, OrganisationKind
from tests.bot.conversation import Town

LONG_AGO = date(2015, 7, 1)


async def superior(place: Town, who: str) -> int:
    """Put a committee above the branch; ``who`` is its secretary. Return its id."""
    now = place.clock.now()
    async with place.sessions.begin() as session:
        committee = Organisation(
            kind=OrganisationKind.COMMITTEE, name="青禾街道党委", founded=LONG_AGO, leading_body=True, created_at=now
        )
        session.add(committee)
        await session.flush()
        branch = await session.get_one(Organisation, place.branch.id)
        branch.parent_id = committee.id
        member = Member(organisation_id=committee.id, name=who, name_key=names.key(who), created_at=now)
        session.add(member)
        await session.flush()
        person = place.people.get(who) or place.cast.person(who)
        place.people[who] = person
        session.add_all(
            [
                Standing(member_id=member.id, aspect=Aspect.CATEGORY, value=Category.FULL, valid_from=LONG_AGO),
                Appointment(
                    member_id=member.id, organisation_id=committee.id, duty=Duty.SECRETARY, valid_from=LONG_AGO
                ),
                Account(member_id=member.id, telegram_id=person.id, state=AccountState.APPROVED, asked_at=now),
            ]
        )
        if await session.get(Contact, person.id) is None:
            session.add(Contact(telegram_id=person.id, reachable=True, changed_at=now))
        return committee.id


async def open_line(place: Town, who: str, name: str) -> None:
    """Page through /compliance until the line can be tapped."""
    person = place[who]
    await person.say(person.private, "/compliance")
    while not [label for label in person.last(person.private).labels if label.endswith(name)]:
        await person.tap("下一页")
    await person.tap(next(label for label in person.last(person.private).labels if label.endswith(name)))


async def test_the_superior_puts_an_obligation_off(place: Town) -> None:
    await superior(place, "陈党委")
    await place["陈党委"].start()
    secretary, above = place["李书记"], place["陈党委"]
    await open_line(place, "李书记", "支部党员大会 2026年第四季度")
    await secretary.tap("申请顺延")
    await secretary.say(secretary.private, "12月20日")
    assert secretary.last(secretary.private).text.startswith("新的期限要在2026年12月31日以后、一年以内。")
    await secretary.say(secretary.private, "2027年1月20日")
    await secretary.say(secretary.private, "防汛值守，党员全部在岗")
    await secretary.tap("提交")
    await place.settle()
    asked = above.last(above.private)
    assert asked.text == (
        "申请顺延，请您批：\n\n组织：光明路党支部\n支部党员大会 2026年第四季度\n顺延到：2027年1月20日\n"
        "原因：防汛值守，党员全部在岗\n申请人：李书记（11月25日（周三））\n\n批准以后，新的期限才算数。"
    )
    assert asked.labels == ("批准", "退回")
    assert [text for text in place.words("王组织") if "申请顺延" in text] == []

    await open_line(place, "李书记", "支部党员大会 2026年第四季度")
    assert "申请顺延：等待批准。" in secretary.last(secretary.private).text
    assert "申请顺延" not in secretary.last(secretary.private).labels
    await above.say(above.private, "/todo")
    assert "批顺延或作废" in above.last(above.private).text
    await above.tap(next(label for label in above.last(above.private).labels if "批顺延或作废" in label))
    await above.tap("批准")
    await place.settle()
    assert secretary.last(secretary.private).text.startswith("申请顺延：已批准")
    await open_line(place, "孙党员", "支部党员大会 2026年第四季度")
    member = place["孙党员"]
    opened = member.last(member.private)
    assert opened.text.startswith("支部党员大会 2026年第四季度：已报备顺延\n")
    assert "顺延：已报备，改到2027年1月20日前，2026年11月25日批准。" in opened.text
    assert [name for name in place.people if name in opened.text] == []
    assert opened.labels == ("返回",)


async def test_nobody_decides_what_they_asked_for_under_another_office(place: Town) -> None:
    await superior(place, "李书记")
    secretary, other = place["李书记"], place["王组织"]
    async with place.sessions.begin() as session:
        for row in (
            await session.exec(select(Appointment).where(Appointment.duty == Duty.PUBLICITY_COMMISSIONER))
        ).all():
            await session.delete(row)
    await other.say(other.private, "/compliance")
    await secretary.say(secretary.private, "/compliance")
    button = buttons.AskDeferral(place.branch.id, 0, date(2026, 10, 1).toordinal())
    await secretary.forge_tap(button.pack(), list(secretary.private.messages.values())[-1])
    await secretary.say(secretary.private, "2027年1月20日")
    await secretary.say(secretary.private, "防汛值守")
    await secretary.tap("提交")
    await place.settle()
    shown = list(secretary.private.messages.values())[-1]
    toast = await secretary.forge_tap(buttons.DecideApproval(1, 1).pack(), shown)
    assert toast is not None
    assert toast.text == "自己提的申请，要由另一位同志批准。"
    member = place["孙党员"]
    await member.say(member.private, "/compliance")
    toast = await member.forge_tap(buttons.DecideApproval(1, 1).pack(), list(member.private.messages.values())[-1])
    assert toast is not None
    assert toast.text == "没有这份申请，或者不归您批。"
    await other.tap("退回")
    await place.settle()
    assert secretary.last(secretary.private).text.startswith("申请顺延：没有批准")


async def test_a_meeting_entered_afterwards_counts_until_a_second_person_agrees_that_it_is_void(place: Town) -> None:
    secretary, second = place["李书记"], place["王组织"]
    await open_line(place, "李书记", "组织生活会 2025年度")
    await secretary.tap("补录会议")
    for words in ("2026年4月28日14:30", "2025年度组织生活会", "7 7"):
        await secretary.say(secretary.private, words)
    await secretary.tap("2025年度")
    await secretary.tap("补录")
    await open_line(place, "李书记", "组织生活会 2025年度")
    opened = secretary.last(secretary.private)
    assert opened.text.startswith("组织生活会 2025年度：已落实\n")
    assert "要求 1 次，计入 1 次（补录 1）\n计入的记录：\n• 4月28日（周二）“2025年度组织生活会”（补录）" in opened.text
    await secretary.tap("作废 4月28日的记录")
    await secretary.say(secretary.private, "误录，当天是职工大会")
    await secretary.tap("提交")
    await place.settle()
    await open_line(place, "李书记", "组织生活会 2025年度")
    assert "（补录；已申请作废，等待批准）" in secretary.last(secretary.private).text
    assert "已落实" in secretary.last(secretary.private).text
    await second.tap("批准")
    await place.settle()
    await open_line(place, "李书记", "组织生活会 2025年度")
    opened = secretary.last(secretary.private)
    assert opened.text.startswith("组织生活会 2025年度：逾期未落实\n")
    assert "没有计入的记录：\n• 4月28日（周二）“2025年度组织生活会”（已作废）" in opened.text
    async with place.sessions.read() as session:
        bodies = (await session.exec(select(AuditEntry.body).where(AuditEntry.chain == place.branch.id))).all()
    assert [json.loads(body)["act"] for body in bodies][-3:] == ["meeting.backfilled", "void.asked", "void.approved"]


async def test_the_group_is_offered_nothing_that_needs_a_reason(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(place.group, "/compliance")
    await secretary.tap(place.card().labels[0], place.group)
    assert place.card().labels == ("返回",)
    assert "请书记补录" in place.card().text


async def test_a_committee_pages_through_those_below_and_sees_figures_only(place: Town) -> None:
    committee = await superior(place, "陈党委")
    above = place["陈党委"]
    await above.start()
    async with place.sessions.begin() as session:
        others = [
            Organisation(
                kind=OrganisationKind.BRANCH,
                name=f"第{number}党支部",
                founded=LONG_AGO,
                parent_id=committee if number < 9 else None,
                created_at=place.clock.now(),
            )
            for number in range(1, 10)
        ]
        session.add_all(others)
        await session.flush()
        foreign = others[-1].id
    await above.say(above.private, "/compliance")
    await above.tap("下级党组织（9 个）")
    listed = above.last(above.private)
    assert listed.labels[0] == "光明路党支部"
    assert listed.labels[-2:] == ("下一页", "返回")
    await above.tap("下一页")
    assert above.last(above.private).labels == ("第8党支部", "上一页", "返回")
    await above.tap("上一页")
    await above.tap("光明路党支部")
    shown = above.last(above.private).text
    assert "• 逾期未落实：支部委员会 2026年10月、2026年9月、2026年8月等 10 期（" in shown
    assert [name for name in place.people if name in shown] == []
    message = list(above.private.messages.values())[-1]
    toast = await above.forge_tap(buttons.LookBelow(committee, foreign, 0).pack(), message)
    assert toast is not None
    assert toast.text.startswith("您不在本组织的名册里")
    member = place["孙党员"]
    await member.say(member.private, "/compliance")
    toast = await member.forge_tap(
        buttons.LookBelow(committee, place.branch.id, 0).pack(), list(member.private.messages.values())[-1]
    )
    assert toast is not None
    assert toast.text.startswith("您不在本组织的名册里")
