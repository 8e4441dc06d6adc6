"""/compliance: the scenarios from files to JSON, the list by urgency, one verdict opened, who may look."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import buttons, paging
from bot.actions import compliance
from bot.actions.compliance import Audited
from bot.letters import compliance as letters
from bot.letters.compliance_picture import grid
from bot.texts import compliance as texts
from bot.texts import compliance_words as words_of
from storage import keyring
from storage.database import Sessions
from storage.models import Organisation
from storage.rules.compliance.engine import audit
from storage.rules.compliance.findings import FindingKind, findings
from storage.rules.compliance.obligations import NotCounted, Remark
from storage.rules.compliance.periods import Per
from storage.rules.compliance.rulebook import load
from storage.rules.terms import Modality, OrganisationKind, Source
from tests.bot import compliance_world
from tests.bot.conversation import Town
from tests.rules.compliance_scenarios import NAMES, as_of, expected, facts_of

KEYS = {
    "organisation",
    "rule",
    "activity",
    "period",
    "required",
    "held",
    "status",
    "counted",
    "not_counted",
    "citation",
}


def audited(name: str) -> Audited:
    facts, day = facts_of(name), as_of(name)
    return Audited(1, facts.organisation.name, day, audit(facts, load(), day), findings(facts, load(), day))


@pytest.mark.parametrize("name", NAMES)
async def test_files_imported_give_the_expected_json(tmp_path: Path, sqlite_sessions: Sessions, name: str) -> None:
    async with sqlite_sessions.begin() as session:
        ring = keyring.create(tmp_path / "keys.json", datetime(2026, 1, 1, tzinfo=UTC))
        await compliance_world.enter(session, ring, name)
    async with sqlite_sessions.read() as session:
        found = texts.to_json(await compliance.report(session, None, as_of(name)))
    told = {(one["organisation"], one["rule"], one["period"]["start"]): one for one in found}
    for entry in expected(name):
        one = told[entry["organisation"], entry["rule"], entry["period_start"]]
        assert set(one) >= KEYS
        assert [one[key] for key in ("activity", "required", "held", "status")] == [
            entry[key] for key in ("activity", "required", "held", "status")
        ]
        assert (one["period"]["label"], one["period"]["end"]) == (entry["period_label"], entry["period_end"])
        if "not_counted" in entry:
            assert [(each["date"], each["reason"]) for each in one["not_counted"]] == [
                (each["date"], each["reason"]) for each in entry["not_counted"]
            ]
        if "counted_sources" in entry:
            sources = [each["source"] for each in one["counted"]]
            assert {source: sources.count(source) for source in sources} == entry["counted_sources"]
        if entry.get("modality") == "LOCAL":
            assert one["citation"] == "地方（单位）惯例，非中央规定"


def test_every_verdict_has_words() -> None:
    assert set(words_of.NOT_COUNTED) == set(NotCounted)
    assert set(words_of.REMARK) == set(Remark)
    assert set(words_of.FINDING) == set(FindingKind)
    assert set(words_of.MODALITY) == set(Modality)
    assert set(words_of.PER) == set(Per)
    assert set(words_of.JSON_SOURCE) == set(Source)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("GM.CADENCE", "每季度至少召开 1 次支部党员大会"),
        ("PG.CADENCE", "各党小组每月至少召开 1 次党小组会"),
        ("TPD.CADENCE", "每月至少开展 1 次主题党日"),
        ("PL.CADENCE", "每季度至少上 1 次党课"),
        ("PL.SECRETARY", "党委书记每年至少上 1 次党课"),
        ("DRM.CADENCE", "每年度至少开展 1 次民主评议党员"),
    ],
)
def test_rules_read_as_people_would_say_them(rule: str, words: str) -> None:
    assert words_of.rule_words(load()[rule]) == words


def test_custom_is_never_called_a_central_rule() -> None:
    assert words_of.requirement(load()["PL.CADENCE"]) == (
        "要求：每季度至少上 1 次党课。\n性质：地方（单位）惯例，非中央规定。"
    )
    assert words_of.requirement(load()["TPD.CADENCE"]) == (
        "要求：每月至少开展 1 次主题党日（“应当”）。\n"
        "依据：《中国共产党党员教育管理工作条例》第十六条；《中国共产党支部工作条例（试行）》第十六条"
    )


@pytest.mark.parametrize("name", NAMES)
async def test_pages_hold_every_verdict_once_and_fit_a_message(name: str) -> None:
    whole = audited(name)
    lines = letters.ordered(whole)
    pages = [letters.page(whole, number) for number in range(max(1, -(-len(lines) // letters.PAGE)))]
    opened = []
    for page in pages:
        assert paging.length(page.text) <= paging.TEXT_LIMIT
        assert page.keyboard is not None
        for row in page.keyboard.inline_keyboard:
            button = buttons.read(str(row[0].callback_data))
            opened += [button.line] if isinstance(button, buttons.OpenObligation) else []
    assert opened == [place for place, _ in lines]
    assert {place for place, one in enumerate(whole.obligations) if one.required is not None} <= set(opened)
    caption = texts.caption(whole.name, whole.as_of, [one for _, one in lines])
    assert paging.length(caption) <= paging.CAPTION_LIMIT


@pytest.mark.parametrize("name", NAMES)
async def test_the_heat_map_spans_twelve_months_and_shows_each_counted_status(name: str) -> None:
    whole = audited(name)
    for row in grid(whole).rows:
        assert sum(cell.span for cell in row.cells) == 12
    picture = await letters.picture(whole)
    assert picture.enclosure is not None
    assert picture.enclosure.data.startswith(b"\x89PNG")


async def test_the_list_begins_with_what_is_most_urgent(place: Town) -> None:
    member = place["孙党员"]
    await member.say(member.private, "/compliance")
    shown = member.last(member.private)
    assert shown.text.splitlines()[:4] == [
        "落实情况（光明路党支部，截至11月25日（周三））",
        "逾期未落实 38　临期 3　待落实 4",
        "逾期未落实",
        "• 支部委员会 2026年10月（差 1 次）",
    ]
    assert shown.labels[0] == "逾期未落实｜支部委员会 2026年10月"
    assert shown.labels[-2:] == ("下一页", "看图")


async def test_a_verdict_opens_to_its_rule_and_records_and_goes_back(place: Town) -> None:
    secretary = place["李书记"]
    await secretary.say(secretary.private, "/schedule 主题党日 明天下午3点 主题：清扫街道")
    await secretary.tap("发布")
    await secretary.say(secretary.private, "落实")
    for _ in range(5):
        if "已安排｜主题党日 2026年11月" in secretary.last(secretary.private).labels:
            break
        await secretary.tap("下一页")
    listed = secretary.last(secretary.private)
    await secretary.tap("已安排｜主题党日 2026年11月")
    assert secretary.last(secretary.private).text == (
        "主题党日 2026年11月：已安排\n"
        "要求：每月至少开展 1 次主题党日（“应当”）。\n"
        "依据：《中国共产党党员教育管理工作条例》第十六条；《中国共产党支部工作条例（试行）》第十六条\n"
        "期限：2026年11月1日至2026年11月30日，还有 5 天\n"
        "要求 1 次，计入 0 次\n"
        "已安排的会议：\n"
        "• 11月26日（周四）“清扫街道”（已发布）\n"
        "怎么办：请按时召开，会后确认考勤。"
    )
    await secretary.tap("返回")
    assert secretary.last(secretary.private) == listed


async def test_the_group_sees_the_list_and_the_picture_without_names(place: Town) -> None:
    member = place["孙党员"]
    await member.say(place.group, "/compliance")
    await member.tap("看图", place.group)
    said = [shown.text for shown in member.screen(place.group)]
    assert [name for name in place.people if any(name in text for text in said)] == []
    assert member.last(place.group).file == "落实情况.png"


async def test_a_forged_button_of_another_organisation_tells_nothing(place: Town) -> None:
    async with place.sessions.begin() as session:
        other = Organisation(
            kind=OrganisationKind.BRANCH, name="别家支部", founded=date(2012, 1, 1), created_at=place.clock.now()
        )
        session.add(other)
        await session.flush()
    member = place["孙党员"]
    await member.say(member.private, "/compliance")
    shown = list(member.private.messages.values())[-1]
    toasts = [await member.forge_tap(buttons.OpenObligation(each, 0, 0).pack(), shown) for each in (other.id, 999)]
    assert [toast.text for toast in toasts if toast] == [
        "您不在本组织的名册里，或者还没有绑定账号。请在本组织的群里发 /join。"
    ] * 2


def test_what_does_not_apply_is_said_once_with_the_reason() -> None:
    whole = audited("05")
    found = [texts.row(one, whole.name) for _, one in letters.ordered(whole) if one.required is None]
    assert found == [
        "• 民主生活会 2026年度（不是领导班子）",
        "• 支部委员会 2026年11月（没有设支部委员会）",
        "• 党小组会 2026年11月（没有党小组）",
    ]
