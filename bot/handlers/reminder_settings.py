"""提醒设置 of a branch and 我的提醒 of a member: every tap reads the truth again and redraws."""

from bot import buttons
from bot.actions import reminder_settings as actions
from bot.actions.reminder_settings import Decided
from bot.context import Context
from bot.keyboards import reminder_settings as keyboards
from bot.letters import Letter
from bot.letters import reminder_settings as letters
from bot.texts import reminder_settings as texts
from storage.rules.reminder_settings import days_key
from storage.rules.terms import Activity


async def open_(context: Context, button: buttons.OpenReminders) -> None:
    """提醒设置, 返回: everything a branch has decided."""
    async with context.read() as session:
        decided = await actions.of(session, context.visitor.telegram_id, button.organisation, context.now())
    await context.redraw(letters.settings(decided))


async def open_days(context: Context, button: buttons.OpenReminderDays) -> None:
    """One kind of meeting: the days ahead."""
    activity = _activity(button.activity)
    async with context.read() as session:
        decided = await actions.of(session, context.visitor.telegram_id, button.organisation, context.now())
    await context.redraw(letters.days(decided, activity))


async def set_day(context: Context, button: buttons.SetReminderDay) -> None:
    """A day ahead: chosen or taken out."""
    activity = _activity(button.activity)
    async with context.begin() as session:
        decided = await actions.of(session, context.visitor.telegram_id, button.organisation, context.now())
        decided = await actions.set_day(session, decided, activity, button.day, wanted=button.wanted == 1)
    await context.redraw(letters.days(decided, activity))


async def open_quiet(context: Context, button: buttons.OpenQuietHours) -> None:
    """免打扰时间: the hours to choose from."""
    async with context.read() as session:
        decided = await actions.of(session, context.visitor.telegram_id, button.organisation, context.now())
    await context.redraw(letters.quiet(decided))


async def set_quiet(context: Context, button: buttons.SetQuietHours) -> None:
    """Choose the quiet hours."""
    async with context.begin() as session:
        decided = await actions.of(session, context.visitor.telegram_id, button.organisation, context.now())
        decided = await actions.set_quiet(session, decided, _quiet(decided, button.choice))
    await context.redraw(letters.settings(decided))


async def set_mention(context: Context, button: buttons.SetMention) -> None:
    """群里点名: on or off."""
    async with context.begin() as session:
        decided = await actions.of(session, context.visitor.telegram_id, button.organisation, context.now())
        decided = await actions.set_mention(session, decided, wanted=button.wanted == 1)
    await context.toast(texts.mention_is(wanted=button.wanted == 1))
    await context.redraw(letters.settings(decided))


async def open_nudges(context: Context, _button: buttons.OpenNudges) -> None:
    """我的提醒: which reminders one gets."""
    async with context.read() as session:
        wanted = await actions.nudged(session, context.visitor.telegram_id, context.now())
    await context.say(Letter(texts.nudges(wanted=wanted), keyboards.nudges(wanted=wanted)))


async def set_nudges(context: Context, button: buttons.SetNudges) -> None:
    """打开额外提醒, 关掉额外提醒."""
    wanted = button.wanted == 1
    async with context.begin() as session:
        await actions.set_nudges(session, context.visitor.telegram_id, context.now(), wanted=wanted)
    await context.redraw(Letter(texts.nudges(wanted=wanted), keyboards.nudges(wanted=wanted)))


def _activity(place: int) -> Activity:
    if not 0 <= place < len(keyboards.PLACES):
        raise buttons.StaleButtonError
    activity = keyboards.PLACES[place]
    try:
        days_key(activity)
    except KeyError as error:
        raise buttons.StaleButtonError from error
    return activity


def _quiet(decided: Decided, choice: int) -> str:
    offered = letters.offered_quiet(decided)
    if not 0 <= choice < len(offered):
        raise buttons.StaleButtonError
    return offered[choice]
