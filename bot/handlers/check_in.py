"""Signing in with the room's code or poster, and what the keeper of a roll has at hand for it."""

from bot import buttons
from bot.actions import attendance, check_in_codes, guests, spot_checks
from bot.actions.attendance import CheckedIn
from bot.actions.meetings import note
from bot.context import Context
from bot.handlers.meetings import seat
from bot.keyboards import layout
from bot.letters import Letter
from bot.letters import check_in as letters
from bot.letters import guests as guest_letters
from bot.texts import attendance as roll_texts
from bot.texts import check_in as texts
from storage.repositories import dialogues, organisations
from storage.repositories.dialogues import Seat, Talk
from storage.rules.check_in_codes import Poster, PosterLinkError
from storage.rules.refusals import RefusalError

CODE_NAME, GUEST_NAME = "check_in_code", "guest"


async def ask_code(context: Context, meeting_id: int) -> None:
    """Ask in private for the digits shown in the room."""
    who = context.visitor.telegram_id
    async with context.begin() as session:
        draft = {"meeting": meeting_id}
        talk = await dialogues.begin(
            session, context.keyring, Seat(who, 0, who), CODE_NAME, "digits", draft, context.now()
        )
    sent = await context.whisper(Letter(texts.ASK_CODE, layout.choices(talk, [])))
    if not context.place.private or not sent:
        await context.toast(texts.GO_PRIVATE if sent else texts.OPEN_PRIVATE, alert=not sent)


async def code_step(context: Context, talk: Talk) -> None:
    """Take the digits; a wrong try is kept before it is said."""
    who = context.visitor.telegram_id
    async with context.begin() as session:
        outcome = await check_in_codes.enter(
            session, context.keyring, who, talk.draft["meeting"], context.words, context.now()
        )
        if isinstance(outcome, CheckedIn):
            await dialogues.finish(session, talk, context.now())
    if isinstance(outcome, RefusalError):
        raise outcome
    await _say_signed_in(context, outcome)


async def scanned(context: Context, poster: Poster) -> None:
    """/start with a poster's link: sign in, or offer a place among the guests."""
    async with context.begin() as session:
        outcome = await check_in_codes.scan(
            session, context.keyring, context.visitor.telegram_id, poster, context.now()
        )
    if isinstance(outcome, CheckedIn):
        await _say_signed_in(context, outcome)
    else:
        await context.say(guest_letters.offer(outcome))


async def join_as_guest(context: Context, button: buttons.JoinAsGuest) -> None:
    """Take the offered place; the button proves again that the poster was scanned."""
    poster = Poster(button.meeting, f"{button.proof:010x}")
    async with context.begin() as session:
        if button.proof < 0 or not await check_in_codes.is_genuine(session, context.keyring, poster):
            raise PosterLinkError
        done = await guests.accept(session, context.visitor.telegram_id, poster, context.now())
    await context.redraw(Letter(texts.seated(done.guest.role, fresh=done.fresh)))


async def open_tools(context: Context, button: buttons.OpenRollTools) -> None:
    """更多: what else the keeper of a roll can do; in private only."""
    if not context.place.private:
        return
    await _show_tools(context, button.meeting)


async def show_code(context: Context, button: buttons.ShowCode) -> None:
    """显示签到码: a message whose code changes by itself."""
    who = context.visitor.telegram_id
    async with context.begin() as session:
        await check_in_codes.put_on_screen(session, context.keyring, who, button.meeting, context.now())
    await context.toast(texts.ON_SCREEN)


async def want_code(context: Context, button: buttons.WantCode) -> None:
    """开启签到码 or 关闭签到码."""
    wanted = button.wanted == 1
    async with context.begin() as session:
        await check_in_codes.want(session, context.visitor.telegram_id, button.meeting, context.now(), wanted=wanted)
    await context.toast(texts.CODE_WANTED if wanted else texts.CODE_DROPPED, alert=True)
    await _show_tools(context, button.meeting)


async def show_poster(context: Context, button: buttons.ShowPoster) -> None:
    """签到海报: the picture with the QR code, in private only."""
    if not context.place.private:
        return
    async with context.begin() as session:
        made = await check_in_codes.show(
            session, context.keyring, context.visitor.telegram_id, button.meeting, context.now(), anew=button.anew == 1
        )
    await context.toast()
    await context.say(await letters.poster(made, context.bot.username))


async def spot_check(context: Context, button: buttons.SpotCheckRoom) -> None:
    """抽查在场: ask a few, picked at random."""
    async with context.begin() as session:
        count = await spot_checks.ask(session, context.visitor.telegram_id, button.meeting, context.now())
    await context.toast()
    await context.say(Letter(texts.spot_asked(count)))


async def confirm_presence(context: Context, button: buttons.ConfirmPresence) -> None:
    """我在会场."""
    async with context.begin() as session:
        row = await spot_checks.confirm(session, context.visitor.telegram_id, button.check, context.now())
        shown = await letters.presence(session, row, context.now())
    await context.redraw(shown)


async def add_guest(context: Context, button: buttons.AddGuest) -> None:
    """登记列席: ask for the name."""
    async with context.begin() as session:
        await attendance.keeper(session, context.visitor.telegram_id, button.meeting, context.now())
        draft = {"meeting": button.meeting}
        talk = await dialogues.begin(session, context.keyring, seat(context), GUEST_NAME, "name", draft, context.now())
    await context.toast()
    await context.say(Letter(texts.ASK_GUEST, layout.choices(talk, [])))


async def guest_step(context: Context, talk: Talk) -> None:
    """Take an observer's name, or several, one a line."""
    who, meeting = context.visitor.telegram_id, talk.draft["meeting"]
    async with context.begin() as session:
        for line in context.words.splitlines():
            if line.strip():
                await guests.add(session, who, meeting, line, context.now())
        await dialogues.finish(session, talk, context.now())
        letter = await guest_letters.listed(session, meeting, added=True)
    await context.say(letter)


async def remove_guest(context: Context, button: buttons.RemoveGuest) -> None:
    """Take back a guest entered by mistake."""
    async with context.begin() as session:
        shown = await guests.remove(session, context.visitor.telegram_id, button.guest, context.now())
        letter = await guest_letters.listed(session, shown.meeting.id, added=False)
    await context.redraw(letter)


async def print_sheet(context: Context, button: buttons.PrintSheet) -> None:
    """签到表: the sheet as a file, in private only."""
    if not context.place.private:
        return
    async with context.begin() as session:
        shown, here = await attendance.keeper(session, context.visitor.telegram_id, button.meeting, context.now())
        await note(session, here, "sheet.printed", shown.meeting)
    async with context.read() as session:
        letter = await letters.sheet(session, shown, context.now())
    await context.toast()
    await context.say(letter)


async def _show_tools(context: Context, meeting_id: int) -> None:
    async with context.read() as session:
        shown, here = await attendance.keeper(session, context.visitor.telegram_id, meeting_id, context.now())
        letter = await letters.tools(session, shown, here, context.now())
    await context.redraw(letter)


async def _say_signed_in(context: Context, outcome: CheckedIn) -> None:
    zone = organisations.zone(outcome.shown.organisation)
    await context.say(Letter(roll_texts.checked_in(outcome.status, outcome.at, zone, fresh=outcome.fresh)))
