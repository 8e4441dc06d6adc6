"""/summary: preview, correct and post the summary of a period; a committee urges from it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import summaries, urging
from bot.actions.access import Here
from bot.context import Context
from bot.handlers.meetings import arrive, seat
from bot.keyboards import layout
from bot.letters import Enclosure, Letter, attendance_picture, ledger
from bot.letters import summaries as letters
from bot.texts import summaries as texts
from bot.texts import tables as table_texts
from bot.texts import urging as urging_texts
from storage.models import Summary
from storage.repositories import cards, dialogues
from storage.repositories.dialogues import Talk
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import CardKind

NAME = "summary"


async def preview(context: Context) -> None:
    """/summary: the period typed (this week without one), as it would be posted; in private."""
    async with context.begin() as session:
        here = await arrive(context, session)
        row = await summaries.prepare(session, here, context.words)
    sent = await context.whisper(await _preview(context, row))
    if not context.place.private:
        await context.say(Letter(texts.SENT_PRIVATELY if sent else texts.PRIVATE_ONLY))


async def post(context: Context, button: buttons.PostSummary) -> None:
    """发布: post it, or bring the one that stands in the group up to date."""
    async with context.begin() as session:
        row, here = await summaries.find(session, context.visitor.telegram_id, button.summary, context.now())
        posted = await summaries.post(session, here, row)
    await context.toast(texts.POSTED[posted])
    await context.say(Letter(texts.POSTED[posted]))


async def edit(context: Context, button: buttons.EditSummary) -> None:
    """修改: ask for a correction or a remark."""
    async with context.begin() as session:
        row, _ = await summaries.find(session, context.visitor.telegram_id, button.summary, context.now())
        draft = {"summary": row.id}
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, "remark", draft, context.now())
    await context.say(Letter(texts.ASK_CORRECTION, layout.choices(talk, [texts.WITHOUT])))


async def step(context: Context, talk: Talk) -> None:
    """Take the correction (or none), and show the summary anew."""
    async with context.begin() as session:
        row, here = await summaries.find(session, context.visitor.telegram_id, talk.draft["summary"], context.now())
        await summaries.correct(session, here, row, context.words if talk.choice is None else "")
        await dialogues.finish(session, talk, context.now())
    await context.say(await _preview(context, row))


async def turn(context: Context, button: buttons.TurnSummary) -> None:
    """上一期, 下一期, 月报 …: preview the period beside, or another kind."""
    async with context.begin() as session:
        row, here = await summaries.find(session, context.visitor.telegram_id, button.summary, context.now())
        wanted = await summaries.turn(session, here, row, button.kind, button.step)
    if wanted is None:
        await context.toast(texts.NOT_BEGUN)
        return
    await context.redraw(await _preview(context, wanted))


async def urge(context: Context, button: buttons.UrgeBelow) -> None:
    """督办: remind the leaders of an organisation below, once a day."""
    async with context.begin() as session:
        row, here = await summaries.find(session, context.visitor.telegram_id, button.summary, context.now())
        urged = await urging.urge(session, here, button.organisation)
        await cards.touch(session, CardKind.SUMMARY, row.id, context.now())
    await context.toast(urging_texts.said(urged, context.now(), here.zone), alert=True)
    if context.place.private:
        await context.redraw(await _preview(context, row))


async def send_paper(context: Context, button: buttons.SummaryPaper) -> None:
    """台账表格, 到会图: in private, with names only there."""
    async with context.begin() as session:
        row, here = await summaries.find(session, context.visitor.telegram_id, button.summary, context.now())
        await summaries.note_paper(session, here, row)
    await context.toast()
    async with context.read() as session:
        paper = _ledger if button.which == texts.PAPERS.index(texts.LEDGER) else _bars
        sent = await context.whisper(await paper(session, here, row))
    if not context.place.private:
        await context.say(Letter(table_texts.IN_PRIVATE if sent else texts.PRIVATE_ONLY))


async def _ledger(session: AsyncSession, here: Here, row: Summary) -> Letter:
    """The workbook of the year; without the minutes' text, so that it may be saved and handed on."""
    year = row.period_start.year
    data = await ledger.book(session, here.organisation, year, here.now)
    name = table_texts.ledger_file(here.organisation.name, year)
    return Letter(table_texts.CAPTION, content=ContentClass.P1, enclosure=Enclosure(name, data))


async def _bars(session: AsyncSession, here: Here, row: Summary) -> Letter:
    digest = await summaries.tell(session, row, here.now)
    found = await attendance_picture.rows(session, digest)
    return await attendance_picture.bars(digest, found) if found else Letter(texts.NO_MEETINGS)


async def _preview(context: Context, row: Summary) -> Letter:
    """Compose the preview outside any transaction that writes: drawing takes its time."""
    async with context.read() as session:
        digest = await summaries.tell(session, row, context.now())
        stands = bool(await cards.standing(session, CardKind.SUMMARY, row.id))
    return await letters.preview(row, digest, stands=stands)
