"""请假 on a card, the kind and reason in private, and the decision."""

from bot import buttons
from bot.actions import leave, meetings
from bot.context import Context
from bot.handlers.meetings import seat
from bot.handlers.typed import delete_typed
from bot.keyboards import layout
from bot.keyboards import leave as keyboards
from bot.letters import Letter
from bot.letters import leave as letters
from bot.letters import meetings as meeting_letters
from bot.texts import leave as texts
from bot.texts.markup import lines
from storage.repositories import dialogues
from storage.repositories.dialogues import Seat, Talk
from storage.rules.confidentiality import ContentClass
from storage.rules.leave import kinds

NAME, RETURN_NAME = "leave", "leave_return"


async def ask(context: Context, button: buttons.AskLeave) -> None:
    """请假: answer the tap and go on in private, where kind and reason stay."""
    async with context.begin() as session:
        shown, _ = await leave.check_may_ask(session, context.visitor.telegram_id, button.meeting, context.now())
    offered = keyboards.kinds(button.meeting, kinds(shown.switches or {}))
    letter = Letter(texts.ask_kind(meeting_letters.body(shown)), offered, ContentClass.P1)
    sent = await context.whisper(letter)
    if not context.place.private or not sent:
        await context.toast(texts.GO_PRIVATE if sent else texts.OPEN_PRIVATE, alert=not sent)


async def pick_kind(context: Context, button: buttons.PickLeaveKind) -> None:
    """Enter the request; ask for a reason only where the organisation has chosen private chat for such text."""
    if not 0 <= button.kind < len(keyboards.KINDS):
        raise buttons.StaleButtonError
    async with context.begin() as session:
        shown, _ = await leave.check_may_ask(session, context.visitor.telegram_id, button.meeting, context.now())
        writes = await meetings.takes_words(session, shown)
        row, _ = await leave.ask(
            session,
            context.visitor.telegram_id,
            button.meeting,
            keyboards.KINDS[button.kind],
            context.now(),
            reason_follows=writes,
        )
        note = texts.LATE_NOTE if row.late else ""
        letter = Letter(lines(note, texts.PASSED_ON))
        if writes:
            me = Seat(context.visitor.telegram_id, 0, context.visitor.telegram_id)
            draft = {"leave": row.id}
            talk = await dialogues.begin(session, context.keyring, me, NAME, "reason", draft, context.now())
            letter = Letter(lines(note, texts.ASK_REASON), layout.choices(talk, [texts.NO_REASON], leave=False))
    await context.redraw(letter)


async def step(context: Context, talk: Talk) -> None:
    """Take the reason, store it sealed, delete what was typed."""
    words = context.words if talk.choice is None else ""
    async with context.begin() as session:
        await leave.give_reason(
            session, context.keyring, context.visitor.telegram_id, talk.draft["leave"], words, context.now()
        )
        await dialogues.finish(session, talk, context.now())
    gone = await delete_typed(context) if words else ""
    await context.say(Letter("\n".join(part for part in (texts.PASSED_ON, gone) if part)))


async def decide(context: Context, button: buttons.DecideLeave) -> None:
    """批准 or 退回; a return may carry a remark."""
    approve = button.approve == 1
    async with context.begin() as session:
        decided = await leave.decide(
            session,
            context.visitor.telegram_id,
            button.leave,
            context.now(),
            approve=approve,
            remark_follows=not approve,
        )
        letter, question = await letters.settled(session, decided.leave), None
        writes = await meetings.takes_words(session, decided.shown)
        if decided.fresh and not approve and writes:
            draft = {"leave": decided.leave.id}
            talk = await dialogues.begin(
                session, context.keyring, seat(context), RETURN_NAME, "remark", draft, context.now()
            )
            question = Letter(texts.ASK_REMARK, layout.choices(talk, [texts.NO_REMARK], leave=False))
    await context.toast("" if decided.fresh else texts.DECIDED_BEFORE)
    await context.redraw(letter)
    if question is not None:
        await context.say(question)


async def return_step(context: Context, talk: Talk) -> None:
    """Take the remark on a returned request."""
    words = context.words if talk.choice is None else ""
    async with context.begin() as session:
        await leave.give_remark(
            session, context.keyring, context.visitor.telegram_id, talk.draft["leave"], words, context.now()
        )
        await dialogues.finish(session, talk, context.now())
    gone = await delete_typed(context) if words else ""
    await context.say(Letter("\n".join(part for part in (texts.RETURN_PASSED_ON, gone) if part)))
