"""Binding the group, joining by one-time link, approval, strangers, foreign groups, migration."""

from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from bot import buttons
from bot.rehearsal.people import start_payload
from storage.models import Account, Binding
from storage.repositories import organisations
from storage.rules.terms import AccountState
from tests.bot.conversation import Town, town

pytestmark = pytest.mark.both_engines


async def bind_code(place: Town) -> str:
    async with place.sessions.begin() as session:
        return await organisations.new_bind_code(session, place.branch.id, place.clock.now())


def link_in(place: Town, person: object) -> str:
    html = [
        sent for sent in place.stage.sent if sent.method == "sendMessage" and "t.me/sanhui_bot" in str(sent.params)
    ][-1]
    text = str(html.params["text"])
    url = text.split('href="')[1].split('"')[0]
    payload = start_payload(url, "sanhui_bot")
    assert payload
    return payload


async def test_binding_uses_the_code_once(tmp_path: Path) -> None:
    async with town(tmp_path, bound=False) as place:
        code = await bind_code(place)
        secretary = place["李书记"]
        await secretary.say(place.group, "/join")
        assert secretary.last(place.group).text == "本群未绑定任何组织。请让管理员给出绑定码，再在群里发：/bind 绑定码"
        await secretary.say(secretary.private, f"/bind {code}")
        assert secretary.last(secretary.private).text == "请到要绑定的群里发 /bind 绑定码，不要在私聊里发。"
        await secretary.say(place.group, f"/bind {code}")
        assert secretary.last(place.group).text.startswith("本群已绑定到光明路党支部。")
        await secretary.say(place.group, f"/bind {code}")
        assert secretary.last(place.group).text == "绑定码不对或已经用过。请向管理员要一个新的绑定码。"


async def test_the_secretary_who_bound_the_group_is_approved_at_once_and_everybody_else_by_the_secretary(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, bound=False, entry=None) as place:
        async with place.sessions.begin() as session:
            for account in (await session.exec(select(Account))).all():
                await session.delete(account)
        secretary, member = place["李书记"], place["孙党员"]
        await secretary.say(place.group, f"/bind {await bind_code(place)}")
        await secretary.say(place.group, "/join")
        await secretary.start(link_in(place, secretary))
        await secretary.tap("李书记")
        assert secretary.last(secretary.private).text == "绑定成功。您是本组织的第一位书记，账号已经生效。"
        await place.settle()
        assert secretary.last(secretary.private).labels == ("私聊", "内网页面")
        await secretary.tap("私聊")
        await member.say(place.group, "加入")
        await member.start(link_in(place, member))
        await member.say(member.private, "孙党员")
        assert member.last(member.private).text == "已提交，等书记核对。同意后我会在这里告诉您。"
        await place.settle()
        await member.say(member.private, "/meetings")
        assert member.last(member.private).text.startswith("您不在本组织的名册里，或者还没有绑定账号。")
        assert secretary.last(secretary.private).text.startswith("孙党员请求绑定账号")
        await secretary.tap("同意加入")
        await place.settle()
        assert member.last(member.private).text.startswith("孙党员同志，绑定成功（光明路党支部）。")
        await member.say(member.private, "/meetings")
        assert member.last(member.private).text.startswith("近期没有已发布的会议。")


async def test_a_link_works_once_and_gives_no_right_by_itself(place: Town) -> None:
    stranger = place.cast.person("路人")
    newcomer = place.cast.person("新手机")
    place.stage.world.set_member(place.group, newcomer.user, "member")
    await newcomer.say(place.group, "/join")
    payload = link_in(place, newcomer)
    await stranger.start(payload)
    await stranger.tap("郑未绑")
    await newcomer.start(payload)
    assert newcomer.last(newcomer.private).text == "链接无效或已经用过。请回到群里再发 /join，取一个新的链接。"
    await place.settle()
    await place["李书记"].tap("拒绝", place["李书记"].private)
    await place.settle()
    assert stranger.last(stranger.private).text.startswith("书记没有同意这次绑定。")
    async with place.sessions.read() as session:
        states = {one.state for one in (await session.exec(select(Account))).all() if one.telegram_id == stranger.id}
    assert states == {AccountState.REFUSED}


async def test_a_member_with_a_new_account_is_unlinked_from_the_old_one_and_joins_anew(place: Town) -> None:
    secretary, member, other = place["李书记"], place["孙党员"], place["周党员"]
    await secretary.say(secretary.private, "/roster")
    await secretary.tap("有人换了账号", secretary.private)
    assert secretary.last(secretary.private).labels == ("王组织", "赵宣传", "钱组长", "孙党员", "周党员", "吴预备")
    await secretary.tap("孙党员", secretary.private)
    assert secretary.last(secretary.private).labels == ("解除绑定", "返回")
    await secretary.tap("解除绑定", secretary.private)
    assert secretary.last(secretary.private).text == (
        "已解除孙党员的账号。\n请他用新账号在群里发 /join，您再点“同意加入”。"
    )
    assert member.last(member.private).text == (
        "这个账号和光明路党支部的绑定已经解除。如果不是您本人换了账号，请马上联系书记。"
    )
    await member.say(member.private, "/mine")
    assert member.last(member.private).text.startswith("您不在本组织的名册里，或者还没有绑定账号。")

    fresh = place.cast.person("新号")
    place.stage.world.set_member(place.group, fresh.user, "member")
    await fresh.say(place.group, "/join")
    await fresh.start(link_in(place, fresh))
    await fresh.say(fresh.private, "孙党员")
    await place.settle()
    await secretary.tap("同意加入", secretary.private)
    await place.settle()
    assert fresh.last(fresh.private).text.startswith("孙党员同志，绑定成功（光明路党支部）。")

    await other.say(other.private, "/help")
    for person, victim, refusal in (
        (secretary, "李书记", "这位同志现在没有绑定账号，不用解除；自己的账号请别的负责同志来解除。"),
        (secretary, "郑未绑", "这位同志现在没有绑定账号，不用解除；自己的账号请别的负责同志来解除。"),
        (other, "王组织", "只有书记、副书记可以同意成员绑定账号。需要时请联系书记。"),
    ):
        below = list(person.private.messages.values())[-1]
        toast = await person.forge_tap(buttons.Unlink(place.members[victim]).pack(), below)
        assert (victim, toast.text) == (victim, refusal)
    async with place.sessions.read() as session:
        states = Counter(one.state for one in (await session.exec(select(Account))).all())
    assert states == {AccountState.APPROVED: 7, AccountState.ENDED: 1}


async def test_a_group_member_outside_the_roster_changes_nothing(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 党员大会 12月2日15:00")
    await secretary.tap("发布")
    await place.settle()
    guest = place.cast.person("客人")
    place.stage.world.set_member(place.group, guest.user, "member")
    for label in ("参加", "请假"):
        toast = await guest.tap(label, place.group)
        assert toast.text == "没有这个会议。请发 /meetings 看近期会议。"
    await place.later(seconds=4)
    assert "应到8 参加0 请假0" in place.card().text


async def test_a_foreign_group_learns_nothing(place: Town) -> None:
    outsider = place.cast.person("外人")
    foreign = place.cast.group("陌生群", outsider)
    await place.cast.settle()
    assert outsider.screen(foreign) == []
    await outsider.say(foreign, "/meetings")
    assert outsider.last(foreign).text == "本群未绑定任何组织。请让管理员给出绑定码，再在群里发：/bind 绑定码"


async def test_a_group_that_becomes_a_supergroup_keeps_its_branch(tmp_path: Path) -> None:
    async with town(tmp_path, bound=False) as place:
        secretary = place["李书记"]
        basic = place.cast.group("小群", secretary, place["孙党员"], supergroup=False)
        await place.cast.settle()
        await secretary.say(basic, f"/bind {await bind_code(place)}")
        grown = place.stage.world.migrate(basic)
        await place.settle()
        async with place.sessions.read() as session:
            chats = [one.chat_id for one in (await session.exec(select(Binding))).all() if one.ended_at is None]
        assert chats == [grown.id]
        await secretary.say(secretary.private, "/schedule 党员大会 12月2日15:00")
        await secretary.tap("发布")
        await place.settle()
        assert "应到8" in secretary.last(grown).text
