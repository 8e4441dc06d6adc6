"""Buttons of a summary: what can be done with its preview, other periods, and whom a committee may urge."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.keyboards.layout import Labelled, keyboard
from bot.texts import summaries as texts
from storage.rules.summaries import KINDS
from storage.rules.terms import SummaryKind


def preview(summary_id: int, kind: SummaryKind, below: Sequence[tuple[str, int]] = ()) -> InlineKeyboardMarkup:
    """Post the summary or add a correction; the period beside, the other kinds; urge those below."""
    this = KINDS.index(kind)
    turns: list[Labelled] = [
        (texts.EARLIER, buttons.TurnSummary(summary_id, this, -1)),
        (texts.LATER, buttons.TurnSummary(summary_id, this, 1)),
    ]
    kinds: list[Labelled] = [
        (texts.TITLE[other], buttons.TurnSummary(summary_id, number, 0))
        for number, other in enumerate(KINDS)
        if other is not kind
    ]
    return keyboard(
        [(texts.POST, buttons.PostSummary(summary_id)), (texts.EDIT, buttons.EditSummary(summary_id))],
        turns,
        kinds,
        [
            (texts.LEDGER, buttons.SummaryPaper(summary_id, texts.PAPERS.index(texts.LEDGER))),
            (texts.BARS, buttons.SummaryPaper(summary_id, texts.PAPERS.index(texts.BARS))),
        ],
        *_urging(summary_id, below),
    )


def posted(summary_id: int, below: Sequence[tuple[str, int]]) -> InlineKeyboardMarkup | None:
    """Urge those below, or nothing."""
    return keyboard(*_urging(summary_id, below)) if below else None


def _urging(summary_id: int, below: Sequence[tuple[str, int]]) -> list[list[Labelled]]:
    return [[(label, buttons.UrgeBelow(summary_id, organisation_id))] for label, organisation_id in below]
