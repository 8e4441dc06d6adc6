"""# lines in the group, /minutes, and the way from draft to signature."""

from telegram import Message

from bot import buttons
from bot.actions import minute_lines, minutes, signing
from bot.actions.access import UnboundChatError
from bot.actions.minute_lines import GroupMessage
from bot.context import Context
from bot.handlers.meetings import arrive, seat, spot
from bot.handlers.typed import delete_typed
from bot.keyboards import layout
from bot.keyboards import minutes as keyboards
from bot.letters import Letter, papers
from bot.letters import minutes as letters
from bot.texts import minutes as texts
from bot.texts.markup import lines
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.confidentiality import ContentClass
from storage.rules.meetings import NoMeetingError
from storage.rules.minutes import NoRunningMeetingError, read
from storage.rules.powers import StrangerError
from storage.rules.terms import LineKind

NAME = "minutes"
LINE, REMARK, _CORRECTION = "line", "remark", "correction"


async def show(context: Context) -> None:
    """/minutes: the minutes in question, or a choice of meetings."""
    async with context.read() as session:
        found = await minutes.in_question(session, await arrive(context, session))
    if not found:
        raise NoMeetingError
    if len(found) == 1:
        await context.say(await _letter(context, found[0].meeting.id))
        return
    picks = [(one.meeting.id, letters.label(one)) for one in found]
    await context.say(Letter(texts.ASK_WHICH, keyboards.pick(picks)))


async def open_(context: Context, button: buttons.OpenMinutes) -> None:
    """Show one meeting's minutes; meeting 0 asks which of the recent ones."""
    if button.meeting:
        await context.redraw(await _letter(context, button.meeting))
        return
    async with context.read() as session:
        found = await minutes.in_question(session, await arrive(context, session), all_=True)
    picks = [(one.meeting.id, letters.label(one)) for one in found]
    await context.redraw(Letter(texts.ASK_WHICH, keyboards.pick(picks)))


async def turn_page(context: Context, button: buttons.MinutesPage) -> None:
    """Turn to another page of the lines."""
    await context.redraw(await _letter(context, button.meeting, button.page))


async def add_line(context: Context, button: buttons.AddLine) -> None:
    """补一条…: ask for the text, in private only."""
    if not context.place.private:
        await context.toast(texts.GO_PRIVATE, alert=True)
        return
    if not 0 <= button.kind < len(keyboards.KINDS):
        raise buttons.StaleButtonError
    kind = keyboards.KINDS[button.kind]
    async with context.begin() as session:
        await minute_lines.check_may_write(session, context.visitor.telegram_id, button.meeting, context.now())
        draft = {"meeting": button.meeting, "kind": kind.value}
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, LINE, draft, context.now())
    await context.say(Letter(texts.ask_line(kind), layout.choices(talk, [])))


async def remove_line(context: Context, button: buttons.RemoveLine) -> None:
    """删第…条: take a line out of the draft."""
    async with context.begin() as session:
        meeting = await minute_lines.remove(session, context.visitor.telegram_id, button.line, context.now())
    await context.toast(texts.REMOVED)
    await context.redraw(await _letter(context, meeting))


async def submit(context: Context, button: buttons.SubmitMinutes) -> None:
    """送审: hand the draft in for signing."""
    async with context.begin() as session:
        await signing.submit(session, context.keyring, context.visitor.telegram_id, button.meeting, context.now())
    await context.toast(texts.SUBMITTED)
    await context.redraw(await _letter(context, button.meeting))


async def sign(context: Context, button: buttons.SignMinutes) -> None:
    """签字: the last signature needed freezes the version."""
    who = context.visitor.telegram_id
    async with context.begin() as session:
        outcome = await signing.sign(session, context.keyring, who, button.minutes, context.now())
    said = texts.SIGNED_ALL if outcome.complete else texts.SIGNED_ONE
    await context.toast(said if outcome.fresh else texts.ALREADY)
    await context.redraw(await _letter(context, outcome.meeting_id))


async def send_back(context: Context, button: buttons.ReturnMinutes) -> None:
    """退回修改; where private chat was chosen, with a remark."""
    who, private = context.visitor.telegram_id, context.place.private
    async with context.begin() as session:
        before = await minutes.of_version(session, who, button.minutes, context.now())
        writes = before.private_entry and private
        found = await signing.send_back(session, who, button.minutes, context.now(), remark_follows=writes)
        letter = Letter(texts.RETURNED, keyboards.back(found.shown.meeting.id))
        if writes:
            draft = {"minutes": button.minutes}
            talk = await dialogues.begin(session, context.keyring, seat(context), NAME, REMARK, draft, context.now())
            letter = Letter(texts.ASK_REMARK, layout.choices(talk, [texts.NO_REMARK], leave=False))
    await context.redraw(letter)


async def reopen(context: Context, button: buttons.ReopenMinutes) -> None:
    """更正: ask for the reason of a new version, in private only."""
    if not context.place.private:
        await context.toast(texts.GO_PRIVATE, alert=True)
        return
    async with context.begin() as session:
        await signing.check_may_reopen(session, context.visitor.telegram_id, button.minutes, context.now())
        draft = {"minutes": button.minutes}
        talk = await dialogues.begin(session, context.keyring, seat(context), NAME, _CORRECTION, draft, context.now())
    await context.say(Letter(texts.ASK_CORRECTION, layout.choices(talk, [])))


async def export(context: Context, button: buttons.ExportMinutes) -> None:
    """Send the Word file in private: the signed one, or the full text of what waits to be signed."""
    async with context.begin() as session:
        row, shown = await minutes.check_may_export(session, context.visitor.telegram_id, button.minutes, context.now())
        paper = await papers.paper(session, context.keyring, row)
    file = await papers.enclosure(paper, shown.meeting, row)
    title, when = letters.what(shown)
    words = texts.file_ready(title, when, row.sha256) if row.sha256 else texts.draft_file(title)
    sent = await context.whisper(Letter(words, content=ContentClass.P2, enclosure=file))
    await context.toast("" if sent else texts.OPEN_PRIVATE, alert=not sent)


async def step(context: Context, talk: Talk) -> None:
    """Take a line, a remark on what is sent back, or the reason of a correction."""
    await {LINE: _line_step, REMARK: _remark_step}.get(talk.step, _correction_step)(context, talk)


async def _line_step(context: Context, talk: Talk) -> None:
    meeting, kind = talk.draft["meeting"], LineKind(talk.draft["kind"])
    if talk.choice is not None:
        async with context.begin() as session:
            await dialogues.finish(session, talk, context.now())
        await context.say(await _letter(context, meeting))
        return
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        await minute_lines.write(session, context.keyring, who, meeting, kind, context.words, now)
        moved = await dialogues.advance(session, context.keyring, talk, LINE, now)
    gone = await delete_typed(context)
    await context.say(Letter(lines(texts.next_line(kind), gone), layout.choices(moved, [texts.DONE], leave=False)))


async def _remark_step(context: Context, talk: Talk) -> None:
    words = context.words if talk.choice is None else ""
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        await signing.give_remark(session, context.keyring, who, talk.draft["minutes"], words, now)
        await dialogues.finish(session, talk, now)
    gone = await delete_typed(context) if words else ""
    await context.say(Letter(lines(texts.RETURN_PASSED_ON if words else texts.RETURNED, gone)))


async def _correction_step(context: Context, talk: Talk) -> None:
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        meeting = await signing.reopen(session, who, talk.draft["minutes"], context.words, now)
        await dialogues.finish(session, talk, now)
    await context.say(Letter(texts.REOPENED), await _letter(context, meeting))


async def line_typed(context: Context, message: Message) -> None:
    """A message that begins with # in a group: take it down, take back, or leave it alone."""
    typed = _typed(context, message)
    if not typed.lines:
        return
    try:
        if typed.lines[0].kind is None:
            await _take_back(context, typed)
        else:
            await _take_down(context, typed)
    except UnboundChatError:
        return  # # words are common in groups that are none of ours


async def line_edited(context: Context, message: Message) -> None:
    """An edited message: its lines follow; one that has only now become a line is taken down while a meeting runs."""
    if context.place.private:
        return
    typed = _typed(context, message)
    async with context.begin() as session:
        left = await minute_lines.change(session, context.keyring, context.visitor.telegram_id, typed, context.now())
    if left is not None:
        await context.courier.react(context.place.address, message.message_id, texts.TAKEN if left else None)
    elif typed.lines and typed.lines[0].kind is not None:
        try:
            await _take_down(context, typed)
        except (NoRunningMeetingError, StrangerError, UnboundChatError):
            return  # nobody asked anything by correcting an old message


async def _take_down(context: Context, typed: GroupMessage) -> None:
    async with context.begin() as session:
        await minute_lines.take_down(session, context.keyring, context.visitor.telegram_id, typed, context.now())
    await _confirm(context, typed.message_id, texts.TAKEN, texts.NOTED)


async def _take_back(context: Context, typed: GroupMessage) -> None:
    async with context.begin() as session:
        gone = await minute_lines.take_back(session, context.visitor.telegram_id, typed, context.now())
    for message_id in gone:
        await context.courier.react(context.place.address, message_id, None)
    await _confirm(context, typed.message_id, texts.TAKEN_BACK, texts.NOTED_BACK)


async def _confirm(context: Context, message_id: int, emoji: str, words: str) -> None:
    """React to a message; say it in words where the chat allows no reactions."""
    if not await context.courier.react(context.place.address, message_id, emoji):
        await context.say(Letter(words))


def _typed(context: Context, message: Message) -> GroupMessage:
    replied = message.reply_to_message
    # In a topic every message replies to the topic's first one, which nobody meant.
    meant = replied is not None and replied.message_id != message.message_thread_id
    return GroupMessage(
        spot(context), message.message_id, read(message.text or ""), replied.message_id if replied and meant else None
    )


async def _letter(context: Context, meeting_id: int, page: int = 0) -> Letter:
    """The minutes as this person may see them here; opening their text leaves an entry in the audit chain."""
    async with context.house.sessions.begin() as session:
        found = await minutes.sheet(session, context.visitor.telegram_id, meeting_id, context.now())
        if not context.place.private or not found.keeps:
            return letters.state_only(found)
        record = await minutes.open_record(session, context.keyring, found) if found.private_entry else None
        return await letters.sheet(session, context.keyring, found, record, page)
