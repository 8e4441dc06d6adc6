"""The same acts, killed at each step in turn: store, confirm, begin, commit, request, answer — then started again."""

import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from random import randrange

from sqlmodel import select

from bot import paging
from bot.texts import meetings as meeting_texts
from bot.texts import resuming
from bot.texts.deliveries import MAYBE_REPEAT
from storage.models import Answer, Intake, Meeting
from storage.rules.terms import Activity
from tests.crash.guillotine import Blade
from tests.crash.theatre import Theatre, theatre

__all__ = ["theatre"]

THOROUGH = "CRASH_ROUNDS" in os.environ
"""The long run kills at each step; the suite at every few of them, and on PostgreSQL at fewer."""

DAYS = ("明天 11月26日（周四）", "通知来得及 11月30日（周一）", "下周 12月2日（周三）")


def steps(theatre: Theatre, quick: int) -> Iterator[int]:
    """Return the steps to end after: each in the long run, in the suite every few, from another first one each time."""
    stride = 1 if THOROUGH else quick if theatre.is_sqlite else 3 * quick
    return count(randrange(stride), stride)  # noqa: S311 - a draw, no secret


async def rows(theatre: Theatre, query) -> list:
    async with theatre.product(Blade()) as product, product.house.sessions.read() as session:
        return list((await session.exec(query)).all())


def draft(theatre: Theatre, theme: str) -> Callable[[], Awaitable[object]]:
    secretary = theatre.town["李书记"]
    return lambda: secretary.say(secretary.private, f"/schedule 党员大会 12月20日15:00 主题：{theme}")


def announce(theatre: Theatre) -> Callable[[], Awaitable[object]]:
    secretary = theatre.town["李书记"]
    return lambda: secretary.tap("发布", secretary.private)


async def test_a_meeting_is_drafted_once_wherever_the_process_ends(theatre: Theatre) -> None:
    secretary, drafted = theatre.town["李书记"], []
    for step in steps(theatre, 1):
        fell = await theatre.killed_after(step, draft(theatre, f"K{step}"))
        told = theatre.said(f"K{step}")[secretary.id]
        resumed = secretary.last(secretary.private).text == resuming.nothing_open()
        assert (step, resumed or 1 <= told <= 2) == (step, True)
        drafted.append(f"K{step}")
        if not fell:
            break
    assert Counter(await rows(theatre, select(Meeting.theme))) == dict.fromkeys(drafted, 1)
    assert step > 8


async def test_an_announcement_reaches_everyone_wherever_the_process_ends(theatre: Theatre) -> None:
    secretary = theatre.town["李书记"]
    people = {person.id for name, person in theatre.town.people.items() if name != "郑未绑"} | {theatre.town.group.id}
    for step in steps(theatre, 5):
        drafted = draft(theatre, f"K{step}")
        fell = await theatre.killed_after(step, announce(theatre), turns=2, before=[drafted])
        told = theatre.said(f"K{step}") - Counter([secretary.id])  # the preview is not the notice
        assert (step, set(told)) == (step, people)
        assert (step, max(told.values()) <= 2) == (step, True)
        if not fell:
            break
    assert step > 30


async def test_an_answer_is_kept_wherever_the_process_ends(theatre: Theatre) -> None:
    member, themes = theatre.town["孙党员"], []
    for step in steps(theatre, 2):
        invited = [draft(theatre, f"K{step}"), announce(theatre)]
        fell = await theatre.killed_after(step, lambda: member.tap("参加", theatre.town.group), before=invited)
        assert (step, member.toast is not None) == (step, True)
        themes.append(f"K{step}")
        if not fell:
            break
    answered = select(Meeting.theme).join(Answer, Answer.meeting_id == Meeting.id)
    assert Counter(await rows(theatre, answered)) == dict.fromkeys(themes, 1)
    assert step > 8


async def test_a_roster_is_read_once_wherever_the_process_ends(theatre: Theatre) -> None:
    secretary, sent = theatre.town["李书记"], 0
    for step in steps(theatre, 1):
        data = f"姓名,类别\n新{chr(0x4E00 + step)},正式党员\n".encode()
        fell = await theatre.killed_after(step, lambda data=data: secretary.upload(secretary.private, "a.csv", data))
        sent += 1
        if not fell:
            break
    assert len(await rows(theatre, select(Intake.id))) == sent
    assert step > 8


async def test_an_open_question_is_asked_again_wherever_the_process_ends(theatre: Theatre) -> None:
    secretary = theatre.town["李书记"]
    question = paging.plain(meeting_texts.ask_when((Activity.GENERAL_MEETING,)))
    for step in steps(theatre, 1):
        act = lambda: secretary.say(secretary.private, "/schedule 党员大会")  # noqa: E731
        fell = await theatre.killed_after(step, act)
        shown = secretary.last(secretary.private)
        asked = shown.text in (question, resuming.ask_again(question), MAYBE_REPEAT + "\n\n" + question)
        assert (step, asked, shown.labels) == (step, True, (*DAYS, "翻日历", "取消"))
        if not fell:
            break
    assert step > 8


async def test_the_answer_to_a_file_s_question_is_not_lost_wherever_the_process_ends(theatre: Theatre) -> None:
    secretary, files = theatre.town["李书记"], 0
    for step in steps(theatre, 3):
        data = f"姓名;类别\n新{chr(0x4E00 + step)};正式党员\n".encode()
        sent = lambda data=data: secretary.upload(secretary.private, "a.csv", data)  # noqa: E731
        fell = await theatre.killed_after(step, lambda: secretary.tap("按此读取", secretary.private), before=[sent])
        files += 1
        if "按此读取" in secretary.last(secretary.private).labels:  # it was not read before the end: asked again
            await theatre.perform(lambda: secretary.tap("按此读取", secretary.private))
        shown = secretary.last(secretary.private)
        read = "确认导入" in shown.labels or shown.text == resuming.nothing_open()
        assert (step, read) == (step, True)
        if not fell:
            break
    assert len(await rows(theatre, select(Intake.id))) == files
    assert step > 12
