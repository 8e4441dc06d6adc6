"""Options that several commands share, and how their values are read."""

import re
from datetime import date
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.texts.command_help import HELP, in_chinese

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str) -> date:
    """Return a day written YYYY-MM-DD; raises BadParameter."""
    try:
        if _DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise typer.BadParameter(text)


Name = Annotated[str, typer.Argument(metavar="NAME", help=HELP["name"], show_default=False)]
File = Annotated[str, typer.Argument(metavar="FILE", help=HELP["file"], show_default=False)]
Org = Annotated[str, typer.Option("--org", metavar="NAME", help=HELP["org_option"], show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help=HELP["yes"])]


class Command(TyperCommand):
    """A command whose help has Chinese headings."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the library keeps its own context class private
        """Return the help text."""
        return in_chinese(super().get_help(ctx))


class Group(TyperGroup):
    """A set of commands whose help has Chinese headings."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the library keeps its own context class private
        """Return the help text."""
        return in_chinese(super().get_help(ctx))


def app(help_: str) -> typer.Typer:
    """Return an empty set of commands: plain text, no completion, no decorated tracebacks."""
    return typer.Typer(
        cls=Group,
        help=help_,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
