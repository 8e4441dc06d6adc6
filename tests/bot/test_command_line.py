"""The command line as scripts use it: exit codes, one Chinese line for every error, and what ends up on record."""

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot import cli
from storage import models, moving
from tests.fakes.databases import lent_database

DATA = Path(__file__).parents[1] / "data"
EXPECTED_ROSTERS = json.loads((DATA / "rosters" / "expected.json").read_text("utf-8"))
SCENARIOS = ("06", "07", "11", "12", "16", "23", "25")
Sanhui = Callable[..., str]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory to work in, without settings from outside."""
    for name in list(os.environ):
        if name.startswith("SANHUI_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def sanhui(desk: Path, sqlite_migrated: Path, capsys: pytest.CaptureFixture[str]) -> Sanhui:
    """Call a command that must succeed and return what it printed; there is a database, with nothing in it."""
    (desk / "data").mkdir(mode=0o700)
    shutil.copyfile(sqlite_migrated, desk / "data" / "sanhui.db")

    def call(*arguments: str) -> str:
        code = cli.call(arguments)
        said = capsys.readouterr()
        assert (code, said.err) == (0, "")
        return said.out

    return call


@pytest.fixture
def refused(desk: Path, capsys: pytest.CaptureFixture[str]) -> Sanhui:
    """Call a command that must be refused and return its one line."""

    def call(*arguments: str) -> str:
        code = cli.call(arguments)
        line = capsys.readouterr().err
        assert (code, line.count("\n"), line[-1:]) == (2, 1, "\n")
        assert not re.search(r"Error|Traceback|Usage", line)
        return line.rstrip("\n")

    return call


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def test_the_first_organisation_founds_the_database_and_comes_with_its_code(sanhui: Sanhui, desk: Path) -> None:
    shutil.rmtree(desk / "data")
    out = sanhui("org", "add", "光明路党支部", "--kind", "branch", "--founded", "2015-07-01", "--committee")
    assert re.fullmatch(r"已添加：光明路党支部\n请在该组织的群里发：/bind 绑定码\n绑定码：[\w-]{23}\n", out)
    assert sanhui("org", "show", "光明路党支部").splitlines() == [
        "名称：光明路党支部",
        "类型：党支部",
        "成立：2015年7月1日（星期三）",
        "支部委员会：设",
        "名册：0 人，已绑定 0 人",
        "群：未绑定",
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((), "请写明要做什么，全部命令见：sanhui --help"),
        (("frob",), "没有这个命令，或者多写了内容，用法请加 --help 查看。"),
        (("org",), "没有这个命令，或者多写了内容，用法请加 --help 查看。"),
        (("org", "add"), "缺少 NAME，用法请加 --help 查看。"),
        (("org", "add", "甲"), "缺少 --kind，用法请加 --help 查看。"),
        (("org", "add", "甲", "--kind", "club"), "--kind 不正确：可以写 branch、group、committee、general_branch。"),
        (("org", "add", "甲", "乙", "--kind", "branch"), "没有这个命令，或者多写了内容，用法请加 --help 查看。"),
        (("org", "add", "甲", "--kind", "branch", "--wat"), "没有 --wat 这个选项，用法请加 --help 查看。"),
        (("org", "add", "甲", "--kind"), "--kind 的用法不对，用法请加 --help 查看。"),
        (
            ("org", "add", "甲", "--kind", "branch", "--founded", "2026-02-30"),
            "--founded 不正确：应为存在的日期，写成 YYYY-MM-DD。",
        ),
        (
            ("org", "add", "甲", "--kind", "branch", "--founded", "20260203"),
            "--founded 不正确：应为存在的日期，写成 YYYY-MM-DD。",
        ),
        (("compliance", "--as-of", "昨天"), "--as-of 不正确：应为存在的日期，写成 YYYY-MM-DD。"),
        (("demo", "--port", "70000"), "--port 不正确：应为 0 到 65535 的整数。"),
        (("run", "--role", "king"), "--role 不正确：可以写 all、web、work、clock。"),
        (("run", "--role", "work"), "设置有误：未配置 SANHUI_BOT_TOKEN（向 @BotFather 申请）"),
        (("run",), "设置有误：未配置 SANHUI_BOT_TOKEN（向 @BotFather 申请）"),
        (("import-roster", "没有.csv", "--org", "甲"), "找不到文件：没有.csv"),
        (("compliance",), "还没有数据库，请先添加组织：sanhui org add 名称 --kind branch"),
        (("restore", "没有.bak"), "找不到文件：没有.bak"),
    ],
)
def test_wrong_use_is_one_chinese_line_and_leaves_nothing(
    refused: Sanhui, desk: Path, arguments: tuple[str, ...], line: str
) -> None:
    assert refused(*arguments) == line
    assert list(desk.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("add", "光明路党支部", "--kind", "branch"), "已有名为“光明路党支部”的组织，请换一个名称。"),
        (("add", "乙", "--kind", "branch", "--parent", "丙"), "没有名为“丙”的组织，请核对名称。"),
        (("add", "乙", "--kind", "group"), "党小组应设在党支部之下，请核对 --kind 和 --parent。"),
        (
            ("add", "乙", "--kind", "committee", "--parent", "光明路党支部"),
            "党委应设在党委之下，请核对 --kind 和 --parent。",
        ),
        (("add", "  ", "--kind", "branch"), "名称不能为空，请写上名称。"),
        (("show", "丙"), "没有名为“丙”的组织，请核对名称。"),
        (
            ("set", "光明路党支部", "lecture.cadnce=none"),
            "没有“lecture.cadnce”这个开关，可以设的有：lecture.cadence。",
        ),
        (
            ("set", "光明路党支部", "lecture.cadence=often"),
            "lecture.cadence 不能设为“often”，可以写：quarter / half-year / term / none。",
        ),
        (("set", "光明路党支部", "lecture.cadence"), "请写成 KEY=VALUE，例如：lecture.cadence=quarter。"),
    ],
)
def test_what_cannot_be_recorded_about_an_organisation(
    sanhui: Sanhui, refused: Sanhui, arguments: tuple[str, ...], line: str
) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    assert refused("org", *arguments) == line


def test_a_switch_set_at_set_up_holds_from_the_founding(sanhui: Sanhui) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch", "--founded", "2015-07-01")
    said = sanhui("org", "set", "光明路党支部", "lecture.cadence=half-year")
    assert said == "光明路党支部：lecture.cadence=half-year，自 2015-07-01 起\n"
    said = sanhui("org", "set", "光明路党支部", "lecture.cadence=none", "--from", "2027-01-01")
    assert said == "光明路党支部：lecture.cadence=none，自 2027-01-01 起\n"


def test_a_superiors_switch_is_left_to_the_superior_where_one_is_on_record(sanhui: Sanhui, refused: Sanhui) -> None:
    sanhui("org", "add", "光明路党委", "--kind", "committee")
    sanhui("org", "add", "光明路党支部", "--kind", "branch", "--parent", "光明路党委")
    assert refused("org", "set", "光明路党支部", "lecture.cadence=none") == (
        "lecture.cadence 不能由党支部决定，应由党委、党总支决定。"
    )
    sanhui("org", "set", "光明路党委", "lecture.cadence=none")


@pytest.mark.parametrize("file", sorted(EXPECTED_ROSTERS))
def test_rosters_are_imported_once(sanhui: Sanhui, file: str) -> None:
    expected, path = EXPECTED_ROSTERS[file], str(DATA / "rosters" / file)
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    first = sanhui("import-roster", path, "--org", "光明路党支部", "--yes")
    assert first.splitlines()[-1] == f"已导入光明路党支部名册：新增 {expected['imported']} 人，变更 0 人。"
    assert [int(row) for row in re.findall(r"^第(\d+)行(?:（.*）)?：(?!备注里)", first, re.MULTILINE)] == [
        bad["row"] for bad in expected["refused"]
    ]
    again = sanhui("import-roster", path, "--org", "光明路党支部", "--yes")
    assert again.splitlines()[-1] == "文件和名册一致，没有需要导入的内容。"
    shown = sanhui("org", "show", "光明路党支部")
    assert f"名册：{expected['imported']} 人，已绑定 0 人" in shown.splitlines()
    groups = "、".join(dict.fromkeys(sorted(expected["by_group"])))
    named = next((line.removeprefix("党小组：") for line in shown.splitlines() if line.startswith("党小组：")), "")
    assert "、".join(sorted(named.split("、"))) == groups


def test_without_yes_the_changes_are_shown_and_nothing_is_written(
    desk: Path, sanhui: Sanhui, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    path = write(desk, "名册.csv", "姓名,类别\n张三,正式党员\n")
    with Path(os.devnull).open() as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        assert cli.call(("import-roster", path, "--org", "光明路党支部")) == 2
    said = capsys.readouterr()
    assert said.err == "以上变更还没有导入：确认无误后请加 --yes 再执行一次。\n"
    assert said.out == "名册文件：名册.csv\n新增 1　变更 0　不变 0　不收 0\n\n新增：\n第2行 张三（正式党员）\n"
    assert not (desk.parent / "keys.json").exists()
    assert "名册：0 人，已绑定 0 人" in sanhui("org", "show", "光明路党支部")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("类别\n正式党员\n", "没有找到表头：表里要有一行写着“姓名”。请补上表头再导入。"),
        (
            "姓名,手机尾号\n张三,12345\n李四,六六\n",
            "没有可导入的行，没有改动（不收 2 行）：第2行（张三）：手机尾号应为最后四位数字",
        ),
        ("姓名;类别\n张三;正式党员\n", "分隔符似为分号，是否按分号读取？请另存为逗号分隔的 csv 或 xlsx 再导入。"),
        ('姓名,类别\n"张三,正式党员\n', "第2行起引号不配对，整个文件没有导入。请改正后再导入。"),
        ("姓名\n" + "张三\n" * 5100, "超过单次上限5000行，请分批导入。"),
    ],
)
def test_files_that_are_refused_as_a_whole(desk: Path, sanhui: Sanhui, refused: Sanhui, text: str, line: str) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    assert refused("import-roster", write(desk, "名册.csv", text), "--org", "光明路党支部", "--yes") == line


def test_an_empty_file_changes_nothing_and_is_the_wrong_one_for_a_filled_roster(
    desk: Path, sanhui: Sanhui, refused: Sanhui
) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    empty = write(desk, "空.csv", "姓名,类别\n")
    assert sanhui("import-roster", empty, "--org", "光明路党支部", "--yes") == "文件里没有数据行，没有改动。\n"
    sanhui("import-roster", write(desk, "名册.csv", "姓名\n张三\n"), "--org", "光明路党支部", "--yes")
    assert refused("import-roster", empty, "--org", "光明路党支部", "--yes") == (
        "文件里没有数据行，没有改动。请在表头下面填写后再导入。"
    )


def test_groups_of_two_branches_share_a_name_and_are_told_apart(desk: Path, sanhui: Sanhui, refused: Sanhui) -> None:
    roster = write(desk, "名册.csv", "姓名,党小组\n张三,第一党小组\n")
    ledger = write(desk, "台账.csv", "日期,类别\n2026-03-05,党小组会\n")
    for branch in ("甲支部", "乙支部"):
        sanhui("org", "add", branch, "--kind", "branch")
        sanhui("import-roster", roster, "--org", branch, "--yes")
    assert refused("import-ledger", ledger, "--org", "第一党小组", "--yes") == (
        "有 2 个组织叫“第一党小组”，请写全名：甲支部·第一党小组、乙支部·第一党小组。"
    )
    said = sanhui("import-ledger", ledger, "--org", "乙支部·第一党小组", "--yes")
    assert said.splitlines()[-1] == "已导入第一党小组台账：新增 1 次会议，变更 0 次。"
    found = json.loads(sanhui("compliance", "--org", "乙支部", "--as-of", "2026-03-31", "--json"))
    held = {one["organisation"]: one["held"] for one in found if one["rule"] == "PG.CADENCE" and one["held"]}
    assert held == {"第一党小组": 1}
    assert refused("org", "add", "第一党小组", "--kind", "group", "--parent", "丙支部") == (
        "没有名为“丙支部”的组织，请核对名称。"
    )
    assert "绑定码：" in sanhui("org", "add", "第一党小组", "--kind", "group", "--parent", "乙支部")
    assert refused("org", "add", "第一党小组", "--kind", "group", "--parent", "乙支部") == (
        "已有名为“第一党小组”的组织，请换一个名称。"
    )


def test_a_ledger_is_not_doubled_and_late_figures_are_filled_in(desk: Path, sanhui: Sanhui) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    head = "日期,类别,主题,主持人,记录人,应到,实到,备注\n"
    early = write(desk, "台账.csv", head + "2026-03-05,支委会,学习,,,3,,\n2026-03-06 19:30,党课,党史,,,9,8,\n")
    assert sanhui("import-ledger", early, "--org", "光明路党支部", "--yes").splitlines() == [
        "新增 2　变更 0　不变 0　不收 0",
        "新增：",
        "第2行 2026-03-05 支部委员会 学习（应到3，实到未登记）",
        "第3行 2026-03-06 党课 党史（应到9，实到8）",
        "已导入光明路党支部台账：新增 2 次会议，变更 0 次。",
    ]
    late = write(desk, "台账2.csv", head + "2026-03-05,支委会,学习,,,3,3,\n2026-03-06 19:30,党课,党史,,,9,8,\n")
    assert sanhui("import-ledger", late, "--org", "光明路党支部", "--yes").splitlines()[0] == (
        "新增 0　变更 1　不变 1　不收 0"
    )
    assert sanhui("import-ledger", late, "--org", "光明路党支部", "--yes").splitlines()[-1] == (
        "和已有的记录一致，没有需要导入的内容。"
    )


@pytest.mark.parametrize("folder", SCENARIOS)
def test_compliance_of_imported_records(sanhui: Sanhui, folder: str) -> None:
    place = DATA / "compliance" / folder
    told = json.loads((place / "org.json").read_text("utf-8"))
    committee = {True: ("--committee",), False: ("--no-committee",), None: ()}[told["has_committee"]]
    leading = ("--leading-body",) if told["leading_body"] else ()
    sanhui("org", "add", told["name"], "--kind", told["kind"], "--founded", told["founded"], *committee, *leading)
    for key, value in told["switches"].items():
        text = value if isinstance(value, str) else ",".join(f"{year}:{a}..{b}" for year, (a, b) in value.items())
        sanhui("org", "set", told["name"], f"{key}={text}")
    sanhui("import-roster", str(place / "roster.csv"), "--org", told["name"], "--yes")
    sanhui("import-ledger", str(place / "ledger.csv"), "--org", told["name"], "--yes")
    for group in told["groups"]:
        sanhui("import-ledger", str(place / group["ledger"]), "--org", group["name"], "--yes")
    as_of = date.fromisoformat((place / "as_of.txt").read_text("utf-8").strip())
    found = {
        (one["organisation"], one["rule"], one["period"]["start"]): one
        for one in json.loads(sanhui("compliance", "--as-of", as_of.isoformat(), "--json"))
    }
    for expected in json.loads((place / "expected.json").read_text("utf-8")):
        one = found[expected["organisation"], expected["rule"], expected["period_start"]]
        assert [one["period"]["end"], one["required"], one["held"], one["status"]] == [
            expected[key] for key in ("period_end", "required", "held", "status")
        ]
        assert {each["source"] for each in one["counted"]} <= {"导入"}


def test_json_is_a_list_with_the_keys_scripts_read(sanhui: Sanhui, refused: Sanhui) -> None:
    refused("org", "add", "光明路党支部", "--kind", "branch", "--parent", "没有")
    assert sanhui("compliance", "--json") == "[]\n"
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    promised = "organisation rule activity period required held status counted not_counted citation"
    for one in json.loads(sanhui("compliance", "--json")):
        assert set(promised.split()) - set(one) == set()


def test_backup_verify_restore_and_keys(desk: Path, sanhui: Sanhui, refused: Sanhui) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    assert refused("backup", "一.bak").startswith("找不到密钥文件")
    roster = write(desk, "名册.csv", "姓名,备注\n张三,借调在外\n")
    sanhui("import-roster", roster, "--org", "光明路党支部", "--yes")
    assert stat.S_IMODE((desk / "keys.json").stat().st_mode) == 0o600
    assert sanhui("backup", "一.bak").startswith("已加密备份到 一.bak（")
    assert "张三".encode() not in (desk / "一.bak").read_bytes()
    assert sanhui("verify", "一.bak").startswith("备份完整，可以恢复（")
    assert sanhui("verify") == "审计链、加密内容校验通过。\n"
    first = re.findall(r"密钥 (\w{8})", sanhui("key", "print"))
    assert refused("key", "retire", first[0]) == f"还有 2 条内容需要密钥 {first[0]}，请先完成轮换再停用"
    sanhui("key", "add")
    sanhui("key", "rotate")
    assert sanhui("key", "retire", first[0]) == f"已停用密钥 {first[0]}，其内容已从密钥文件中销毁。\n"
    assert refused("restore", "一.bak").startswith(f"密钥文件 {desk / 'keys.json'} 中没有密钥 {first[0]}")
    sanhui("backup", "二.bak")
    sanhui("org", "add", "误加的党支部", "--kind", "branch")
    assert sanhui("restore", "二.bak") == "已恢复。请执行 sanhui doctor 检查后再启动机器人。\n"
    assert refused("org", "show", "误加的党支部") == "没有名为“误加的党支部”的组织，请核对名称。"


@pytest.mark.postgres
def test_a_branch_moves_from_one_file_to_a_server(
    desk: Path, sanhui: Sanhui, refused: Sanhui, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_PIECE", 7)
    place = DATA / "compliance" / "06"
    told = json.loads((place / "org.json").read_text("utf-8"))
    sanhui("org", "add", told["name"], "--kind", told["kind"], "--founded", told["founded"])
    sanhui("import-roster", str(place / "roster.csv"), "--org", told["name"], "--yes")
    sanhui("import-ledger", str(place / "ledger.csv"), "--org", told["name"], "--yes")
    sanhui("org", "add", "县委", "--kind", "committee")
    with closing(sqlite3.connect(desk / "data" / "sanhui.db")) as file, file:
        # Whom a row names may come after it.
        file.execute("UPDATE bind_code SET organisation_id = 9 WHERE organisation_id != 1")
        file.execute("UPDATE organisation SET id = 9 WHERE name = '县委'")
        file.execute("UPDATE organisation SET parent_id = 9 WHERE id = 1")
        counts = [f"SELECT count(*) FROM {table}" for table in models.Organisation.metadata.tables]  # noqa: S608 - ours
        rows = sum(file.execute(one).fetchone()[0] for one in counts)
    sanhui("backup", "搬家.bak")
    judged, shown = sanhui("compliance", "--json"), sanhui("org", "show", told["name"])
    with lent_database(request) as url:
        monkeypatch.setenv("SANHUI_DATABASE_URL", url)
        said = f"已搬到 PostgreSQL，共 {rows} 条记录，逐条核对无误。请执行 sanhui doctor 检查后再启动机器人。\n"
        assert sanhui("restore", "搬家.bak") == said
        assert (sanhui("compliance", "--json"), sanhui("org", "show", told["name"])) == (judged, shown)
        assert sanhui("verify") == "审计链、加密内容校验通过。\n"
        sanhui("org", "add", "新的党支部", "--kind", "branch", "--parent", "县委")
        assert refused("restore", "搬家.bak") == "PostgreSQL 里已经有数据。搬家只能搬到一个空的数据库，请换一个"
        sanhui("backup", "服务器.bak")
    monkeypatch.delenv("SANHUI_DATABASE_URL")
    assert refused("restore", "服务器.bak") == "这份备份来自 PostgreSQL，不能恢复到单个文件的数据库"


def test_a_damaged_backup_is_a_finding(desk: Path, sanhui: Sanhui, capsys: pytest.CaptureFixture[str]) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    sanhui("import-roster", write(desk, "名册.csv", "姓名\n张三\n"), "--org", "光明路党支部", "--yes")
    sanhui("backup", "一.bak")
    (desk / "一.bak").write_bytes((desk / "一.bak").read_bytes()[:-1] + b"x")
    assert cli.call(("verify", "一.bak")) == 1
    assert capsys.readouterr().out == "备份文件不完整或被改动，已拒绝，现有数据库未作改动\n"


def test_doctor_numbers_its_findings(desk: Path, sanhui: Sanhui, capsys: pytest.CaptureFixture[str]) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    assert cli.call(("doctor",)) == 1
    assert capsys.readouterr().out.splitlines() == [
        "1. 【严重】设置有误：未配置 SANHUI_BOT_TOKEN（向 @BotFather 申请）",
        "2. 【提示】没有设置 SANHUI_ADMINS：首任书记由绑定群的人直接成为；需要由管理员批准时请填写。",
        "3. 【提示】还没有数据密钥，首次保存敏感内容时自动生成。",
        "4. 【提示】“光明路党支部”还没有绑定群：请在群里发 /bind 绑定码（sanhui org show 光明路党支部 --new-code）。",
    ]


def test_the_ledger_and_the_calendar_are_written_as_files(desk: Path, sanhui: Sanhui) -> None:
    sanhui("org", "add", "光明路党支部", "--kind", "branch")
    ledger = write(desk, "台账.csv", "日期,类别,主题\n2026-03-06 19:30,党课,党史\n")
    sanhui("import-ledger", ledger, "--org", "光明路党支部", "--yes")
    assert sanhui("export", "ledger", "--org", "光明路党支部", "--year", "2026", "--out", "出").startswith("已导出：")
    assert (desk / "出" / "光明路党支部三会一课台账2026.xlsx").read_bytes()[:2] == b"PK"
    sanhui("export", "ics", "--org", "光明路党支部", "--out", "出")
    assert b"SUMMARY:\xe5\x85\x9a\xe8\xaf\xbe" in (desk / "出" / "光明路党支部.ics").read_bytes()
    assert sanhui("export", "minutes", "--org", "光明路党支部") == "没有可导出的内容。\n"


def test_settings_that_are_wrong_are_named_without_their_values(
    refused: Sanhui, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANHUI_TIMEZONE", "Mars/Base")
    assert refused("org", "add", "甲", "--kind", "branch") == (
        "设置有误：SANHUI_TIMEZONE 不正确：时区不正确，应为时区名，例如 Asia/Shanghai"
    )


def test_the_command_line_starts_without_the_libraries_of_the_bot(desk: Path) -> None:
    heavy = "telegram", "typst", "holidays", "xlsxwriter", "starlette", "apscheduler", "rich"
    told = f"import sys, bot.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_database_that_cannot_be_copied_before_it_changes_is_left_alone_and_says_so(
    desk: Path, refused: Sanhui, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "data").mkdir()
    with sqlite3.connect(desk / "data" / "sanhui.db") as old:
        old.execute("CREATE TABLE alembic_version (version_num TEXT)")
        old.execute("INSERT INTO alembic_version VALUES ('0001')")
    (desk / "data" / "sanhui.db.version-0001.part").mkdir()
    monkeypatch.setenv("SANHUI_BOT_TOKEN", "123456:AAFAKE-TOKEN-abcdef_ghijklmnopqrstuv")
    assert refused("run") == (
        "数据库要升级，升级前的副本没有做成，数据库没有改动。请检查磁盘空间和目录权限，再启动一次。"
    )


def test_a_database_of_a_newer_version_is_left_alone_and_says_so(
    desk: Path, refused: Sanhui, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "data").mkdir()
    with sqlite3.connect(desk / "data" / "sanhui.db") as newer:
        newer.execute("CREATE TABLE alembic_version (version_num TEXT)")
        newer.execute("INSERT INTO alembic_version VALUES ('9999')")
    monkeypatch.setenv("SANHUI_BOT_TOKEN", "123456:AAFAKE-TOKEN-abcdef_ghijklmnopqrstuv")
    assert refused("run").startswith("这个数据库由更新的版本建立，")


def test_one_process_serves_sqlite(refused: Sanhui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANHUI_BOT_TOKEN", "123456:AAFAKE-TOKEN-abcdef_ghijklmnopqrstuv")
    words = "SQLite 数据库只能由一个进程使用：请去掉 --role，或把 SANHUI_DATABASE_URL 改为 PostgreSQL。"
    for role in ("web", "work", "clock"):
        assert refused("run", "--role", role) == words
