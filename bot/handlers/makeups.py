"""补课 from the task to the roll, its material, and 送学 to exempt members."""

from datetime import timedelta

from telegram import Message

from bot import buttons
from bot.actions import attendance, makeups, meetings, visits
from bot.context import Context
from bot.handlers.meetings import seat
from bot.handlers.typed import delete_typed
from bot.keyboards import layout
from bot.letters import Letter
from bot.letters import makeups as letters
from bot.texts import makeup as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.makeup import NoMaterialError, NoSuchMakeupError

WORDS_NAME, REMARK_NAME, MATERIAL_NAME, VISIT_NAME = "makeup_words", "makeup_remark", "makeup_material", "visit"
_WHO, _DAY = "who", "day"


async def open_one(context: Context, button: buttons.OpenMakeup) -> None:
    """Show one's own lesson, or somebody's to those who keep the roll."""
    who, now = context.visitor.telegram_id, context.now()
    async with context.begin() as session:
        try:
            lesson = await makeups.own(session, who, button.makeup, now)
            letter = await letters.own(session, context.keyring, lesson)
        except NoSuchMakeupError:
            lesson = await makeups.open_for_decision(session, who, button.makeup, now)
            letter = await letters.to_decide(session, context.keyring, lesson)
    await context.toast()
    await context.say(letter)


async def finish(context: Context, button: buttons.FinishMakeup) -> None:
    """我已学完: hand the lesson in, with a few words where the organisation takes such text in private chat."""
    who = context.visitor.telegram_id
    async with context.begin() as session:
        lesson = await makeups.own(session, who, button.makeup, context.now())
        if await meetings.takes_words(session, lesson.view):
            makeups.check_open(lesson)
            draft = {"makeup": button.makeup}
            talk = await dialogues.begin(
                session, context.keyring, seat(context), WORDS_NAME, "words", draft, context.now()
            )
            letter = Letter(texts.ASK_WORDS, layout.choices(talk, [texts.NO_WORDS]))
        else:
            await makeups.hand_in(session, context.keyring, who, button.makeup, "", context.now())
            letter = Letter(texts.HANDED_IN)
    await context.toast()
    await context.say(letter)


async def words_step(context: Context, talk: Talk) -> None:
    """Take the member's few words, store them sealed, delete what was typed."""
    words = context.words if talk.choice is None else ""
    async with context.begin() as session:
        await makeups.hand_in(
            session, context.keyring, context.visitor.telegram_id, talk.draft["makeup"], words, context.now()
        )
        await dialogues.finish(session, talk, context.now())
    gone = await delete_typed(context) if words else ""
    await context.say(Letter("\n".join(part for part in (texts.HANDED_IN, gone) if part)))


async def decide(context: Context, button: buttons.DecideMakeup) -> None:
    """批准 or 退回; a return may carry a remark."""
    approve, who = button.approve == 1, context.visitor.telegram_id
    question = None
    async with context.begin() as session:
        lesson, fresh = await makeups.decide(session, who, button.makeup, context.now(), approve=approve)
        letter = await letters.to_decide(session, context.keyring, lesson, words=False)
        if fresh and not approve:
            if await meetings.takes_words(session, lesson.view):
                draft = {"makeup": button.makeup}
                talk = await dialogues.begin(
                    session, context.keyring, seat(context), REMARK_NAME, "remark", draft, context.now()
                )
                question = Letter(texts.ASK_REMARK, layout.choices(talk, [texts.NO_REMARK], leave=False))
            else:
                await makeups.give_remark(session, context.keyring, who, button.makeup, "", context.now())
    await context.toast("" if fresh else texts.SETTLED_BEFORE)
    await context.redraw(letter)
    if question is not None:
        await context.say(question)


async def remark_step(context: Context, talk: Talk) -> None:
    """Take the remark on a returned lesson."""
    words = context.words if talk.choice is None else ""
    async with context.begin() as session:
        await makeups.give_remark(
            session, context.keyring, context.visitor.telegram_id, talk.draft["makeup"], words, context.now()
        )
        await dialogues.finish(session, talk, context.now())
    gone = await delete_typed(context) if words else ""
    await context.say(Letter("\n".join(part for part in (texts.RETURN_PASSED_ON, gone) if part)))


async def open_list(context: Context, button: buttons.OpenMakeups) -> None:
    """补课: the lessons of a meeting; in private only."""
    if not context.place.private:
        return
    async with context.read() as session:
        shown, _ = await attendance.keeper(session, context.visitor.telegram_id, button.meeting, context.now())
        letter = await letters.listed(session, shown)
    await context.redraw(letter)


async def ask_material(context: Context, button: buttons.GiveMaterial) -> None:
    """给补课材料: words or a file."""
    async with context.begin() as session:
        await attendance.keeper(session, context.visitor.telegram_id, button.meeting, context.now())
        draft = {"meeting": button.meeting}
        talk = await dialogues.begin(
            session, context.keyring, seat(context), MATERIAL_NAME, "material", draft, context.now()
        )
    await context.toast()
    await context.say(Letter(texts.ASK_MATERIAL, layout.choices(talk, [])))


async def material_step(context: Context, talk: Talk) -> None:
    """Take the material as words."""
    await _keep_material(context, talk, words=context.words)


async def material_file(context: Context, talk: Talk, message: Message) -> None:
    """Take the material as a file; Telegram keeps it, its number is stored."""
    document = message.document
    if document is None:
        raise NoMaterialError
    await _keep_material(context, talk, file_id=document.file_id, file_name=document.file_name or "")


async def _keep_material(context: Context, talk: Talk, **given: str) -> None:
    async with context.begin() as session:
        count = await makeups.give_material(
            session,
            context.keyring,
            context.visitor.telegram_id,
            talk.draft["meeting"],
            context.now(),
            **given,
        )
        await dialogues.finish(session, talk, context.now())
    await context.say(Letter(texts.material_given(count)))


async def open_visits(context: Context, button: buttons.OpenVisits) -> None:
    """送学: the exempt members and their visits; in private only."""
    if not context.place.private:
        return
    async with context.read() as session:
        found = await visits.of(session, context.visitor.telegram_id, button.meeting, context.now())
    await context.redraw(letters.visits(found))


async def note_visit(context: Context, button: buttons.NoteVisit) -> None:
    """记送学: ask who went."""
    async with context.begin() as session:
        found = await visits.of(session, context.visitor.telegram_id, button.meeting, context.now())
        went = await visits.may_have_gone(session, found.view)
        draft = {"meeting": button.meeting, "member": button.member, "went": [one.id for one in went]}
        talk = await dialogues.begin(session, context.keyring, seat(context), VISIT_NAME, _WHO, draft, context.now())
    await context.toast()
    await context.say(Letter(texts.ASK_VISITOR, layout.choices(talk, [one.name for one in went], width=3)))


async def visit_step(context: Context, talk: Talk) -> None:
    """Take who went, then the day."""
    if talk.step == _WHO:
        went = talk.draft["went"]
        if talk.choice is None or not 0 <= talk.choice < len(went):
            await context.say(Letter(texts.ASK_VISITOR))
            return
        async with context.begin() as session:
            moved = await dialogues.advance(
                session, context.keyring, talk, _DAY, context.now(), visitor=went[talk.choice]
            )
        await context.redraw(Letter(texts.ASK_VISIT_DAY, layout.choices(moved, texts.VISIT_DAYS)))
        return
    draft = talk.draft
    async with context.begin() as session:
        today = await visits.today(session, context.visitor.telegram_id, draft["meeting"], context.now())
        day = context.words if talk.choice is None else today - timedelta(days=min(talk.choice, 1))
        found = await visits.add(
            session,
            context.visitor.telegram_id,
            draft["meeting"],
            draft["member"],
            draft["visitor"],
            day,
            context.now(),
        )
        await dialogues.finish(session, talk, context.now())
    await context.say(letters.visits(found))
