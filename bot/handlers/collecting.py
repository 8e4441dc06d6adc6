"""Collect a text over several messages: nothing is lost, nothing doubtful is stored unasked, what was typed is deleted.

Telegram's clients cut what is longer than 4096 characters, so a text goes on until its writer says that it is done.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot.context import Context
from bot.handlers.typed import delete_typed
from bot.keyboards import layout
from bot.letters import Letter
from bot.texts import life as texts
from storage.repositories import dialogues
from storage.repositories.dialogues import Talk
from storage.rules import wording
from storage.rules.confidentiality import ContentClass
from storage.rules.life import TEXT_LIMIT, is_cut, joined

FRESH: dict[str, Any] = {"more": False, "cut": False, "pending": ""}
"""The draft of a text of which nothing has been typed in this sitting."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words to be stored now: whether some came before, whether those end in a cut, whether these do."""

    words: str
    more: bool
    joins: bool
    cut: bool


async def hear(context: Context, session: AsyncSession, talk: Talk) -> Said | Letter | None:
    """Return words to store, a question to be asked first, or None for 写完了; raises WordingRefused."""
    draft = talk.draft
    if talk.choice is None:
        return await _typed(context, session, talk)
    if not draft["pending"]:
        return None
    if talk.choice == 0:
        return Said(draft["pending"], draft["more"], joins=False, cut=draft["cut"])
    moved = await dialogues.advance(session, context.keyring, talk, talk.step, context.now(), pending="", cut=False)
    return going_on(moved, texts.NOTHING_YET)


async def stored(
    context: Context, session: AsyncSession, talk: Talk, said: Said, length: int, **changes: int
) -> Letter:
    """Note that words were stored; ``length`` is that of the whole text in characters."""
    moved = await dialogues.advance(
        session, context.keyring, talk, talk.step, context.now(), more=True, cut=said.cut, pending="", **changes
    )
    return going_on(moved, texts.kept(length))


def going_on(talk: Talk, words: str, content: ContentClass = ContentClass.P1) -> Letter:
    """Say ``words`` with the way to end the text."""
    return Letter(words, layout.choices(talk, [texts.DONE]), content)


async def speak(context: Context, talk: Talk, letter: Letter, *, keeps: bool = True) -> None:
    """Delete what was typed (where it is kept elsewhere), then say the letter."""
    gone = await delete_typed(context) if talk.choice is None and keeps else ""
    await context.say(replace(letter, text=f"{letter.text}\n{gone}") if gone else letter)


async def _typed(context: Context, session: AsyncSession, talk: Talk) -> Said | Letter:
    draft, words = talk.draft, context.words
    cut = is_cut(words)
    if not draft["pending"]:
        checked = wording.check(words, TEXT_LIMIT)
        if not checked.warnings:
            return Said(checked.text, draft["more"], draft["cut"], cut)
    # A half that comes while the first is in question belongs to it, or it would be lost.
    checked = wording.check(joined(draft["pending"], words, cut=draft["cut"]), TEXT_LIMIT)
    moved = await dialogues.advance(
        session, context.keyring, talk, talk.step, context.now(), pending=checked.text, cut=cut
    )
    return Letter(texts.ask_keep(checked.warnings), keep_or_not(moved), ContentClass.P1)


def keep_or_not(talk: Talk) -> InlineKeyboardMarkup:
    """Return the two answers to whether a doubtful text is kept."""
    return layout.choices(talk, [texts.KEEP, texts.DISCARD], width=1, leave=False)
