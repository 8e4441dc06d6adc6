"""/mine: one's own record, “有误？”, and a group leader's view of the own group."""

from bot import buttons
from bot.actions import corrections, groups, meetings, mine
from bot.actions.access import Here
from bot.context import Context
from bot.handlers.meetings import seat
from bot.handlers.typed import delete_typed
from bot.keyboards import layout
from bot.letters import Letter, rolls
from bot.letters import corrections as correction_letters
from bot.letters import mine as letters
from bot.texts import corrections as correction_texts
from bot.texts import mine as texts
from bot.texts.markup import lines
from storage.repositories import dialogues, people
from storage.repositories.dialogues import Talk
from storage.rules.confidentiality import ContentClass

NAME = "correction"


async def show(context: Context) -> None:
    """/mine: the own attendance, promises and leave of this year; in private only."""
    if not context.place.private:
        await context.say(Letter(texts.PRIVATE_ONLY))
        return
    async with context.read() as session:
        found = await mine.of(session, context.visitor.telegram_id, context.now())
        places = await people.memberships(session, context.visitor.telegram_id, context.now().date())
        led = [
            (group.id, group.name)
            for place in places
            for group in await groups.led(session, Here(place.organisation, place, context.now()))
        ]
    await context.say(letters.mine(found, led))


async def ask(context: Context, button: buttons.AskCorrection) -> None:
    """有误？: ask which meeting, then what is wrong."""
    who = context.visitor.telegram_id
    if not context.place.private:
        await context.toast(correction_texts.IN_PRIVATE, alert=True)
        return
    if not button.meeting:
        async with context.read() as session:
            found = await mine.of(session, who, context.now())
        await context.say(letters.which(found))
        return
    async with context.begin() as session:
        shown, here = await corrections.check_ask(session, who, button.meeting, context.now())
        if await meetings.takes_words(session, shown):
            draft = {"meeting": button.meeting}
            talk = await dialogues.begin(session, context.keyring, seat(context), NAME, "words", draft, context.now())
            now_says = correction_letters.status_of(shown, here.member.member_id)
            question = correction_texts.ask_words(rolls.title(shown), now_says)
            letter = Letter(question, layout.choices(talk, [correction_texts.NO_WORDS]), ContentClass.P1)
        else:
            await corrections.ask(session, context.keyring, who, button.meeting, "", context.now())
            letter = Letter(correction_texts.PASSED_ON, content=ContentClass.P1)
    await context.redraw(letter)


async def step(context: Context, talk: Talk) -> None:
    """Take what is wrong, store it sealed, delete what was typed."""
    words = context.words if talk.choice is None else ""
    async with context.begin() as session:
        who, meeting = context.visitor.telegram_id, talk.draft["meeting"]
        await corrections.ask(session, context.keyring, who, meeting, words, context.now())
        await dialogues.finish(session, talk, context.now())
    gone = await delete_typed(context) if words else ""
    await context.say(Letter(lines(correction_texts.PASSED_ON, gone)))


async def open_correction(context: Context, button: buttons.OpenCorrection) -> None:
    """Show a request to somebody who keeps the roll."""
    async with context.begin() as session:
        found = await corrections.open_(
            session, context.keyring, context.visitor.telegram_id, button.correction, context.now()
        )
        letter = await correction_letters.asked(session, found.shown, found.correction, found.words)
    await context.toast()
    await context.whisper(letter)


async def decline(context: Context, button: buttons.DeclineCorrection) -> None:
    """登记无误: leave the line as it stands."""
    async with context.begin() as session:
        await corrections.decline(session, context.visitor.telegram_id, button.correction, context.now())
    await context.redraw(Letter(correction_texts.DECLINED, content=ContentClass.P1))


async def group_meeting(context: Context, button: buttons.OwnGroup) -> None:
    """本组情况: who of the own group has answered or come."""
    async with context.read() as session:
        found = await groups.at_meeting(session, context.visitor.telegram_id, button.meeting, context.now())
    await context.toast()
    await context.whisper(letters.group_meeting(found.shown, found.group, found.members, context.now()))


async def group_year(context: Context, button: buttons.GroupYear) -> None:
    """…今年出勤: the own group's attendance of this year."""
    async with context.read() as session:
        found = await mine.group_year(session, context.visitor.telegram_id, button.group, context.now())
    await context.toast()
    await context.whisper(letters.group_year(found))
