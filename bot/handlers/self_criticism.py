"""Self-criticism in three sections, asked one after another in private; each can be changed later."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import buttons
from bot.actions import life
from bot.actions import life_entries as entries
from bot.actions.life import Floor
from bot.context import Context
from bot.handlers import collecting, life_stage
from bot.handlers.collecting import Said
from bot.keyboards import layout
from bot.letters import Letter
from bot.texts import life as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules.confidentiality import ContentClass
from storage.rules.life import Section

NAME = "self_criticism"
MENU = "menu"


async def write_self_criticism(context: Context, button: buttons.WriteSelfCriticism) -> None:
    """写自我批评: the first section that is missing, or which one to change."""
    life_stage.check_private(context)
    async with context.begin() as session:
        floor = await life_stage.floor_of(context, session, button.meeting)
        draft = {"meeting": button.meeting, "member": button.member or floor.me}
        letter = await _next_section(context, session, floor, draft, None)
    await context.say(letter)


async def self_criticism_step(context: Context, talk: Talk) -> None:
    """Take one message of a section, its end, or what to do once all three stand."""
    async with context.begin() as session:
        floor = await life_stage.floor_of(context, session, talk.draft["meeting"])
        if talk.step == MENU:
            letter = await _menu(context, session, floor, talk)
        else:
            letter = await _section(context, session, floor, talk)
    await collecting.speak(context, talk, letter, keeps=talk.step != MENU)


async def _section(context: Context, session: AsyncSession, floor: Floor, talk: Talk) -> Letter:
    section, member = Section(talk.step), talk.draft["member"]
    said = await collecting.hear(context, session, talk)
    if isinstance(said, Letter):
        return said
    if isinstance(said, Said):
        written = await entries.write_section(
            session, context.keyring, floor, member, section, said.words, more=said.more, cut=said.joins
        )
        return await collecting.stored(context, session, talk, said, len(written.text_of(section)))
    found = await entries.examination(session, context.keyring, floor, member)
    if section in found.missing:
        return collecting.going_on(talk, texts.NOTHING_YET)
    return await _next_section(context, session, floor, talk.draft, talk)


async def _next_section(
    context: Context, session: AsyncSession, floor: Floor, draft: dict[str, Any], talk: Talk | None
) -> Letter:
    found = await entries.examination(session, context.keyring, floor, draft["member"])
    name = life_stage.other(floor, draft["member"])
    step = found.missing[0] if found.missing else MENU
    moved = await life_stage.move(context, session, talk, NAME, step, {**draft, **collecting.FRESH})
    if found.missing:
        return collecting.going_on(moved, texts.ask_section(found.missing[0], name, ""))
    return asked(moved, name)


def asked(talk: Talk, name: str) -> Letter:
    """Ask what to do once all three sections stand; ``name`` is empty for one's own."""
    choices = layout.choices(talk, [texts.SUBMIT, *map(texts.change, Section)], width=1)
    return Letter(texts.ask_next(name), choices, ContentClass.P1)


async def _menu(context: Context, session: AsyncSession, floor: Floor, talk: Talk) -> Letter:
    member, name = talk.draft["member"], life_stage.other(floor, talk.draft["member"])
    sections = tuple(Section)
    if talk.choice is None or not 0 <= talk.choice <= len(sections):
        return asked(talk, name)
    if talk.choice == 0:
        await entries.submit(session, context.keyring, floor, member)
        await dialogues.finish(session, talk, context.now())
        return await life_stage.back(context, session, floor, member, texts.SUBMITTED)
    section = sections[talk.choice - 1]
    await entries.examination(session, context.keyring, floor, member)
    opened = await life.read(session, context.keyring, floor)
    found = opened.examination_of(member)
    moved = await life_stage.move(context, session, talk, NAME, section, collecting.FRESH)
    present = found.text_of(section) if found else ""
    return collecting.going_on(moved, texts.ask_section(section, name, present), ContentClass.P2)
