"""/who and /help: the table of powers in plain words, why one may not, and what is offered to whom where."""

import pytest

from bot.texts.access import POWER, read_power
from storage.rules.powers import Power
from tests.bot.conversation import Town


@pytest.mark.parametrize("power", Power)
def test_every_power_is_found_by_its_own_words(power):
    assert read_power(POWER[power]) is power


@pytest.mark.parametrize(
    ("asked", "power"),
    [
        ("/schedule", Power.SCHEDULE),
        ("开会", Power.SCHEDULE),
        ("改期", Power.SCHEDULE),
        ("批请假", Power.DECIDE_LEAVE),
        ("确认考勤", Power.KEEP_ROLL),
        ("考勤", Power.KEEP_ROLL),
        ("代签", Power.KEEP_ROLL),
        ("签到", Power.CHECK_IN),
        ("送审", Power.KEEP_MINUTES),
        ("记录", Power.KEEP_MINUTES),
        ("写批评和自我批评", Power.LEAD_LIFE),
        ("名册", Power.KEEP_ROSTER),
        ("周报", Power.KEEP_SUMMARY),
        ("吃饭", None),
        ("", None),
    ],
)
def test_a_thing_is_found_by_everyday_words(asked, power):
    assert read_power(asked) is power


async def test_who_says_why_one_may_not_and_whom_to_turn_to(place: Town) -> None:
    member = place["孙党员"]
    await member.say(member.private, "/who 批请假")
    assert member.last(member.private).text == (
        "批准请假\n由谁来做：书记、副书记、组长\n组长只批本组的会。自己的请假由别的同志批。\n\n"
        "您不能做：您没有担任上面的职务。\n可以找：李书记"
    )
    await place["李书记"].say(place["李书记"].private, "谁能做 批请假")
    assert place["李书记"].last(place["李书记"].private).text.endswith("您可以做。您的职务：书记")
    await member.say(place.group, "/who 批请假")
    text = member.last(place.group).text
    assert [name for name in place.members if name in text] == []
    await member.say(member.private, "/who 吃饭")
    assert member.last(member.private).text.startswith("没有看出您问的是哪件事。\n谁能做什么：\n安排会议：书记")


async def test_help_offers_what_one_may_do_here(place: Town) -> None:
    async def offered(name: str, *, group: bool = False) -> list[str]:
        person = place[name]
        chat = place.group if group else person.private
        await person.say(chat, "/help")
        return [line.split("　")[0] for line in person.last(chat).text.splitlines() if line.startswith("/")]

    everybody = ["/todo", "/meetings", "/mine", "/life", "/compliance", "/who", "/cancel", "/help"]
    assert await offered("孙党员") == everybody
    secretary = await offered("李书记")
    assert secretary[:5] == ["/todo", "/meetings", "/mine", "/schedule", "/roll"]
    assert set(everybody) < set(secretary)
    assert {"/roster", "/status", "/plan", "/summary"} <= set(secretary)
    leader = await offered("钱组长")
    assert {"/schedule", "/roll"} <= set(leader)
    assert {"/roster", "/status", "/summary"}.isdisjoint(leader)
    text = place["钱组长"].last(place["钱组长"].private).text
    assert text.endswith("组长看本组：发 /meetings，点“本组情况”。")
    assert await offered("李书记", group=True) == ["/meetings", "/roll", "/compliance", "/help"]
    assert [name for name in place.members if name in place["李书记"].last(place.group).text] == []
