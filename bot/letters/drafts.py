"""Letters about a drafted meeting: the preview with what is worth a word, and the questions of 修改."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import lint
from bot.actions import meetings as actions
from bot.actions.access import Here
from bot.actions.meetings import View
from bot.keyboards import drafts as keyboards
from bot.letters import Letter
from bot.letters import meetings as letters
from bot.texts import meetings as texts
from bot.texts import scheduling as words
from storage.repositories import organisations


async def preview(session: AsyncSession, shown: View, here: Here) -> Letter:
    """The card before it is announced: only the one who drafts sees it; a fault of each kind has its one tap."""
    roll = await actions.foreseen(session, shown.meeting)
    found = await lint.of(session, shown, roll, here.now)
    full, probationary = texts.split_of([person.category for person in roll])
    note = await letters.day_note(session, shown.meeting.local_day)
    zone = organisations.zone(shown.organisation)
    worth = words.findings(found.findings, shown.activities, found.notice_days, found.needed, zone)
    text = texts.preview(letters.body(shown), note, full, probationary, worth)
    better = (words.move_to(found.better, zone), found.better) if found.better else None
    buttons = keyboards.preview(shown.meeting.id, shown.meeting.rev, better, lacks_host=found.lacks_host)
    return Letter(text, buttons)
