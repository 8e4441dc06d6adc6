"""/roster, and roster files sent in private: read when they come, previewed, imported on the word."""

import asyncio
from dataclasses import dataclass

from telegram import Document, Message
from telegram.error import TelegramError

from bot import buttons
from bot.actions import access, roster
from bot.context import Context
from bot.documents.refusals import FileFault, FileRefused, OddSeparator
from bot.handlers.meetings import arrive, seat
from bot.keyboards import accounts as account_keyboards
from bot.keyboards import layout
from bot.keyboards import roster as keyboards
from bot.letters import Letter
from bot.texts import intake as intake_texts
from bot.texts import roster as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules import roster as rules
from storage.rules.confidentiality import ContentClass
from storage.rules.powers import Power, StrangerError
from storage.rules.roster import file_names
from storage.rules.sheet import NoRows

NAME = "roster"
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as Telegram names it; ``separator`` is the answer to a question about its columns."""

    file_id: str
    name: str
    separator: str | None = None


async def show(context: Context) -> None:
    """/roster: figures and how to import in private, counts alone in a group."""
    async with context.read() as session:
        here = await arrive(context, session)
        shown = await roster.overview(session, here)
    if context.place.private:
        may = here.may(Power.ADMIT_MEMBERS)
        below = account_keyboards.opener(here.organisation.id) if may else None
        await context.say(Letter(texts.overview(shown), below, ContentClass.P1))
    else:
        await context.say(Letter(texts.counts(shown)))


async def file_sent(context: Context, message: Message) -> None:
    """Read a roster file sent in private by its keeper; one in a group is neither fetched nor read."""
    document = message.document
    if document is None:
        return
    if not context.place.private:
        await _file_in_group(context, document)
        return
    async with context.read() as session:
        await roster.keeper(session, await arrive(context, session))
    if (document.file_size or 0) > MOST_BYTES:
        raise FileRefused(FileFault.TOO_LARGE)
    await _read(context, Sent(document.file_id, document.file_name or ""))


async def _file_in_group(context: Context, document: Document) -> None:
    """Ask to take a roster back; other files people share are none of our business."""
    if not file_names.is_table(document.file_name or ""):
        return
    async with context.read() as session:
        try:
            here = await arrive(context, session)
        except (StrangerError, access.UnboundChatError):
            return
    if here.may(Power.KEEP_ROSTER) or file_names.sounds_like_roster(document.file_name or ""):
        await context.say(Letter(texts.IN_GROUP))


async def step(context: Context, talk: Talk) -> None:
    """Take the answer to how the columns of a file are parted."""
    if talk.choice is None:
        await context.say(ask_separator(talk))
        return
    if talk.choice == 0:
        await _read(context, Sent(**talk.draft), talk)
        return
    async with context.begin() as session:
        await dialogues.finish(session, talk, context.now())
    await context.say(Letter(texts.DROPPED))


async def _read(context: Context, sent: Sent, talk: Talk | None = None) -> None:
    """Fetch, read, store and show a file; the question it answers ends with what was read, or it would be lost."""
    from bot.documents.tables import read_table  # late: the spreadsheet reader is for those who send a file

    data = await _fetch(context, sent.file_id)
    try:
        table = await asyncio.to_thread(read_table, sent.name, data, sent.separator)
    except OddSeparator as odd:
        await _open_question(context, Sent(sent.file_id, sent.name[:100], odd.separator))
        return
    async with context.read() as session:
        here = await arrive(context, session)
    reading = await asyncio.to_thread(rules.read, table.rows, here.today)
    if reading.is_empty:
        raise NoRows
    async with context.begin() as session:
        here, who = await arrive(context, session), context.visitor.telegram_id
        row, changes = await roster.receive(session, context.keyring, here, who, reading.entries)
        if talk is not None:
            await dialogues.finish(session, talk, context.now())
    said = texts.preview(sent.name, reading, changes)
    worth = bool(changes.added or changes.changed)
    text = "\n".join(said if worth else [*said, "", texts.SAME]).strip()
    await context.say(Letter(text, keyboards.decide(row.id) if worth else None, ContentClass.P1))


async def _fetch(context: Context, file_id: str) -> bytes:
    try:
        file = await context.bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except TelegramError as error:
        raise roster.FileNotFetchedError from error


async def _open_question(context: Context, sent: Sent) -> None:
    draft = {"file_id": sent.file_id, "name": sent.name, "separator": sent.separator}
    async with context.begin() as session:
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, "separator", draft, context.now())
    await context.say(ask_separator(talk))


def ask_separator(talk: Talk) -> Letter:
    """Ask whether the columns are parted by the sign that was found."""
    question = intake_texts.odd_separator(talk.draft["separator"])
    return Letter(question, layout.choices(talk, [texts.READ_SO, texts.DROP_FILE], leave=False))


async def decide_import(context: Context, button: buttons.DecideImport) -> None:
    """确认导入 or 放弃: once; a second tap says that it is done."""
    async with context.begin() as session:
        decided = await roster.decide(
            session,
            context.keyring,
            context.visitor.telegram_id,
            button.intake,
            context.now(),
            take=button.take == 1,
        )
    if not decided.fresh:
        await context.toast(texts.DECIDED_BEFORE)
        return
    words = texts.DROPPED if decided.changes is None else texts.done(decided.organisation, decided.changes)
    await context.redraw(Letter(words, content=ContentClass.P1))
