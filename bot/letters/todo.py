"""The letter of the to-do list."""

from collections.abc import Sequence

from bot.actions.errands import Todo
from bot.keyboards import todo as keyboards
from bot.letters import Letter
from bot.texts import todo as texts
from storage.rules.confidentiality import ContentClass

PAGE = 8


def page(waiting: Sequence[Todo], number: int = 0) -> Letter:
    """What waits for somebody, oldest first, eight a page, each with its button."""
    if not waiting:
        return Letter(texts.NOTHING, content=ContentClass.P1)
    pages = -(-len(waiting) // PAGE)
    number = max(0, min(number, pages - 1))
    shown = list(enumerate(waiting, start=1))[number * PAGE : (number + 1) * PAGE]
    rows = [
        texts.row(place, one.errand, one.since.date(), one.activities, one.day, one.name, one.place, one.count)
        for place, one in shown
    ]
    buttons = [(texts.label(place, one.errand, one.activities, one.day, one.name), one.button) for place, one in shown]
    text = texts.page(texts.header(len(waiting)), rows, number, pages)
    return Letter(text, keyboards.page(buttons, number, pages), ContentClass.P1)
