"""Letters about what a branch has decided about reminders."""

from datetime import time

from bot.actions.reminder_settings import Decided
from bot.actions.scheduling import OFFERED
from bot.keyboards import reminder_settings as keyboards
from bot.letters import Letter
from bot.texts import reminder_settings as texts
from storage.rules.reminder_settings import MENTION_KEY, QUIET_KEY, days_of, read_quiet
from storage.rules.terms import Activity


def settings(decided: Decided) -> Letter:
    """Everything at a glance."""
    mentions = decided.switches[MENTION_KEY] is True
    ladder = {activity: days_of(decided.switches, activity) for activity in OFFERED}
    words = texts.settings(decided.branch.name, ladder, _quiet(decided), mentions=mentions)
    return Letter(words, keyboards.settings(decided.branch.id, OFFERED, mentions=mentions))


def days(decided: Decided, activity: Activity) -> Letter:
    """The days ahead of one kind of meeting."""
    chosen = days_of(decided.switches, activity)
    return Letter(texts.days(activity, chosen), keyboards.days(decided.branch.id, activity, chosen))


def quiet(decided: Decided) -> Letter:
    """The quiet hours to choose from."""
    offered = [read_quiet(one) for one in offered_quiet(decided)]
    return Letter(texts.quiet(_quiet(decided)), keyboards.quiet(decided.branch.id, offered, _quiet(decided)))


def offered_quiet(decided: Decided) -> tuple[str, ...]:
    """Return the quiet hours a branch may choose, as the switch writes them."""
    return decided.switches.specs[QUIET_KEY].options


def _quiet(decided: Decided) -> tuple[time, time]:
    return read_quiet(str(decided.switches[QUIET_KEY]))
