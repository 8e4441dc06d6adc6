"""The roster in conversation: figures, files sent in private, previews, and importing once."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from bot.rehearsal.people import NotOnScreenError
from storage.models import Intake, Member, Organisation
from storage.repositories import people
from tests.bot.conversation import Town

ROSTERS = Path(__file__).parents[1] / "data" / "rosters"
STRANGER = "您不在本组织的名册里，或者还没有绑定账号。请在本组织的群里发 /join。"
HEAD = "姓名,类别,党小组,职务,手机尾号,入党日期,转正日期,备注\n"


async def send(place: Town, who: str, text: str, name: str = "名册.csv") -> list[str]:
    """Send a roster in private and return what the bot answers."""
    person = place[who]
    before = len(person.screen(person.private, 100))
    await person.upload(person.private, name, text.encode())
    await place.settle()
    return [shown.text for shown in person.screen(person.private, 100)[before + 1 :]]


async def names(place: Town) -> list[str]:
    async with place.sessions.read() as session:
        return list((await session.exec(select(Member.name).order_by(Member.id))).all())


async def test_the_keeper_sees_figures_and_who_is_not_linked(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/roster")
    assert secretary.last(secretary.private).text.splitlines()[:5] == [
        "光明路党支部名册：共 8 人",
        "正式党员 7　预备党员 1",
        "第一党小组 3　未编入党小组 5",
        "未绑定 1 人",
        "未绑定 1 人：郑未绑",
    ]


async def test_in_the_group_there_are_counts_and_no_names(place: Town) -> None:
    await place["李书记"].say(place.group, "/roster")
    assert place["李书记"].last(place.group).text == (
        "光明路党支部名册：共 8 人\n正式党员 7　预备党员 1\n第一党小组 3　未编入党小组 5\n未绑定 1 人"
    )


async def test_a_member_may_neither_look_nor_import(place: Town) -> None:
    member = place["孙党员"]
    await member.say(member.private, "/roster")
    refusal = "只有书记、副书记、组织委员可以管理名册。需要时请联系书记。"
    assert member.last(member.private).text == refusal
    assert await send(place, "孙党员", HEAD + "新人,正式党员,,,,,,\n") == [refusal]
    assert "getFile" not in [call.method for call in place.stage.sent]
    assert "新人" not in await names(place)


async def test_a_file_is_previewed_and_imported_once(place: Town) -> None:
    secretary = place["李书记"]
    said = await send(
        place, "李书记", HEAD + "冯新来,预备党员,第二党小组,,37,2026-03-01,,\n孙党员,正式党员,第一党小组,,0001,,,\n"
    )
    assert "\n\n".join(said) == (
        "名册文件：名册.csv\n"
        "新增 1　变更 0　不变 1　不收 0\n\n"
        "新增：\n"
        "第2行 冯新来（预备党员，第二党小组，尾号0037，入党2026-03-01）\n\n"
        "名册里有而文件里没有 7 人（不会删除）：李书记、王组织、赵宣传、钱组长、周党员、吴预备、郑未绑"
    )
    assert secretary.last(secretary.private).labels == ("确认导入", "放弃")
    assert "冯新来" not in await names(place)
    message = list(secretary.private.messages.values())[-1]
    await secretary.tap("确认导入", secretary.private)
    assert secretary.last(secretary.private).text == "已导入光明路党支部名册：新增 1 人，变更 0 人。"
    assert await names(place) == [*place.members, "冯新来"]
    async with place.sessions.read() as session:
        (row,) = (await session.exec(select(Intake))).all()
        assert row.content_sealed is None
    toast = await secretary.forge_tap(f"ri.{row.id}.1", message)
    assert toast is not None
    assert toast.text == "这份文件已经处理过了。发 /roster 看现在的名册。"
    assert len(await names(place)) == 9


async def test_who_has_left_is_counted_no_more_and_let_in_nowhere(place: Town) -> None:
    secretary, gone = place["李书记"], place["孙党员"]
    said = await send(place, "李书记", "姓名,转出日期\n孙党员,2026-11-01\n张早走,2026-10-01\n", "转出.csv")
    assert said[0].splitlines()[3:] == [
        "变更：",
        "第2行 孙党员：转出日期 无→2026-11-01",
        "",
        "名册里有而文件里没有 7 人（不会删除）：李书记、王组织、赵宣传、钱组长、周党员、吴预备、郑未绑",
        "",
        "写了转出日期、名册里也没有 1 人（不用导入）：张早走",
    ]
    await secretary.tap("确认导入", secretary.private)
    await secretary.say(secretary.private, "/schedule 党员大会 12月5日15:00 主题：学习")
    await secretary.tap("发布", secretary.private)
    await place.settle()
    assert "应到7" in place.card().text
    for command in ("/mine", "/meetings"):
        await gone.say(gone.private, command)
        assert gone.last(gone.private).text == STRANGER
    await gone.tap("参加", place.group)
    assert gone.toast.text == "没有这个会议。请发 /meetings 看近期会议。"
    assert "应到7 参加0" in place.card().text


async def test_giving_up_changes_nothing_and_takes_the_buttons_away(place: Town) -> None:
    secretary = place["李书记"]
    await send(place, "李书记", HEAD + "冯新来,正式党员,,,,,,\n")
    await secretary.tap("放弃", secretary.private)
    assert secretary.last(secretary.private).text == "已放弃，名册没有改动。"
    assert "冯新来" not in await names(place)
    with pytest.raises(NotOnScreenError):
        await secretary.tap("确认导入", secretary.private)


async def test_somebody_elses_file_cannot_be_imported(place: Town) -> None:
    await send(place, "李书记", HEAD + "冯新来,正式党员,,,,,,\n")
    other = place["王组织"]
    await other.say(other.private, "/help")
    async with place.sessions.read() as session:
        (row,) = (await session.exec(select(Intake))).all()
    toast = await other.forge_tap(f"ri.{row.id}.1", list(other.private.messages.values())[-1])
    assert toast is not None
    assert toast.text == "没有这份待导入的文件。请把名册文件再发一次。"
    assert "冯新来" not in await names(place)


async def test_bad_rows_and_columns_are_named_and_the_rest_is_taken(place: Town) -> None:
    secretary = place["李书记"]
    rows = ("冯新来,团员,,,", "=1+1,正式党员,,,", "褚某,正式党员,,棋,", "卫某,正式党员,,,13812345678")
    text = "\n".join(("姓名,类别,身份证号,爱好,备注", *rows))
    assert "\n\n".join(await send(place, "李书记", text)) == (
        "名册文件：名册.csv\n"
        "新增 2　变更 0　不变 0　不收 2\n\n"
        "新增：\n"
        "第4行 褚某（正式党员）\n"
        "第5行 卫某（正式党员）\n\n"
        "名册里有而文件里没有 8 人（不会删除）：李书记、王组织、赵宣传、钱组长、孙党员、周党员、吴预备、郑未绑\n\n"
        "未识别的列，不导入：爱好\n"
        "不读取的列（证件号、完整电话），不导入：身份证号\n\n"
        "提醒：\n"
        "第5行（卫某）：备注里有手机号，备注没有收\n\n"
        "不收的行：\n"
        "第2行（冯新来）：类别“团员”不在：正式党员/预备党员/积极分子/发展对象/入党申请人\n"
        "第3行（=1+1）：姓名是公式，请改为文字"
    )
    await secretary.tap("确认导入", secretary.private)
    assert (await names(place))[-2:] == ["褚某", "卫某"]


async def test_a_semicolon_file_is_asked_about(place: Town) -> None:
    secretary = place["李书记"]
    assert await send(place, "李书记", "姓名;类别\n张三;正式党员\n") == ["分隔符似为分号，是否按分号读取？"]
    await secretary.tap("按此读取", secretary.private)
    assert secretary.last(secretary.private).text.splitlines()[1] == "新增 1　变更 0　不变 0　不收 0"
    await secretary.tap("确认导入", secretary.private)
    assert (await names(place))[-1] == "张三"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("名册.xlsx", b"PK\x03\x04rubbish", "文件损坏，打不开。请用 Excel 打开后另存为 xlsx 再发。"),
        ("名册.xlsx", b"\x89PNG\r\n\x1a\n\x00", "文件内容不是Excel工作簿。请发 xlsx、xls 或 csv 文件。"),
        ("名册.csv", "类别\n正式党员\n".encode(), "没有找到表头：表里要有一行写着“姓名”。请补上表头再导入。"),
        ("名册.csv", "姓名\n".encode(), "文件里没有数据行，没有改动。请在表头下面填写后再导入。"),
        ("名册.csv", "姓名,类别\n张三\0,正式党员\n".encode(), "第2行含非法字符，整个文件没有导入。请改正后再导入。"),
        ("名册.csv", '姓名,类别\n"张三,正式党员\n'.encode(), "第2行起引号不配对，整个文件没有导入。请改正后再导入。"),
    ],
)
async def test_files_that_are_not_read(place: Town, name: str, data: bytes, said: str) -> None:
    secretary = place["李书记"]
    await secretary.upload(secretary.private, name, data)
    await place.settle()
    shown = secretary.last(secretary.private)
    assert (shown.text, shown.labels) == (said, ())


async def test_a_roster_in_the_group_is_not_read(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.upload(place.group, "名册.xlsx", (ROSTERS / "roster_04_title.xlsx").read_bytes())
    await place.settle()
    assert secretary.last(place.group).text == (
        "名册含个人信息，请私聊发给我，不要发在群里。\n请您先把群里的这份文件撤回。我没有读取它。"
    )
    async with place.sessions.read() as session:
        assert (await session.exec(select(Intake))).all() == []


async def test_other_files_in_the_group_are_nobodys_business(place: Town) -> None:
    member = place["孙党员"]
    before = len(member.screen(place.group, 100))
    await member.upload(place.group, "照片.zip", b"PK")
    await member.upload(place.group, "费用.xlsx", b"PK")
    await place.settle()
    assert len(member.screen(place.group, 100)) == before + 2


async def test_a_later_change_leaves_the_past_as_it_was(place: Town) -> None:
    secretary, member = place["李书记"], place.members["吴预备"]
    await place.later(days=1)
    await send(place, "李书记", HEAD + "吴预备,正式党员,第二党小组,记录人,0001,2025-11-20,2026-11-20,\n")
    await secretary.tap("确认导入", secretary.private)
    async with place.sessions.read() as session:
        eve = await people.one(session, member, date(2026, 11, 25))
        today = await people.one(session, member, date(2026, 11, 26))
        groups = (await session.exec(select(Organisation).where(Organisation.kind == "group"))).all()
    assert eve is not None
    assert today is not None
    assert [(one.category, one.group_id, sorted(one.duties)) for one in (eve, today)] == [
        ("probationary", None, []),
        ("full", groups[1].id, ["recorder"]),
    ]
    assert [(group.name, group.founded) for group in groups] == [
        ("第一党小组", date(2015, 7, 1)),
        ("第二党小组", date(2026, 11, 26)),
    ]
