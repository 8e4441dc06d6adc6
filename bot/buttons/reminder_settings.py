"""Buttons of what a branch decides about reminders, and of what a member does."""

from dataclasses import dataclass

from bot.buttons.button import Button, tagged


@tagged("mqs")
@dataclass(frozen=True, slots=True)
class OpenReminders(Button):
    """Show what an organisation has decided about reminders."""

    organisation: int


@tagged("mqa")
@dataclass(frozen=True, slots=True)
class OpenReminderDays(Button):
    """Show how many days ahead people are reminded of one activity (its place in the enumeration)."""

    organisation: int
    activity: int


@tagged("mqd")
@dataclass(frozen=True, slots=True)
class SetReminderDay(Button):
    """Remind ``day`` days ahead of one activity, or no longer (``wanted`` 1 or 0)."""

    organisation: int
    activity: int
    day: int
    wanted: int


@tagged("mqh")
@dataclass(frozen=True, slots=True)
class OpenQuietHours(Button):
    """Show the quiet hours to choose from."""

    organisation: int


@tagged("mqq")
@dataclass(frozen=True, slots=True)
class SetQuietHours(Button):
    """Choose quiet hours by their place among those offered."""

    organisation: int
    choice: int


@tagged("mqm")
@dataclass(frozen=True, slots=True)
class SetMention(Button):
    """Have the silent called upon in the group a day ahead, or no longer (``wanted`` 1 or 0)."""

    organisation: int
    wanted: int


@tagged("mqo")
@dataclass(frozen=True, slots=True)
class OpenNudges(Button):
    """Show a member which reminders they get."""


@tagged("mqn")
@dataclass(frozen=True, slots=True)
class SetNudges(Button):
    """Get the extra reminders, or no longer (``wanted`` 1 or 0)."""

    wanted: int
