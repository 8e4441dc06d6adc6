"""``sanhui org``: add organisations, set their switches, look at them."""

from datetime import date
from typing import Annotated

import typer

from bot.actions import organisations as actions
from bot.actions import preferences
from bot.actions.organisations import NewOrganisation
from bot.cli.office import office, say, work
from bot.cli.parts import Command, Name, app, read_day
from bot.texts import command_line as texts
from bot.texts.command_help import HELP
from storage.repositories import addresses
from storage.rules.preferences import Key
from storage.rules.terms import OrganisationKind

commands = app(HELP["org"])


@commands.command("add", cls=Command, help=HELP["org_add"])
def add(
    name: Name,
    kind: Annotated[OrganisationKind, typer.Option("--kind", help=HELP["kind"], show_default=False)],
    parent: Annotated[str | None, typer.Option("--parent", metavar="NAME", help=HELP["parent"])] = None,
    founded: Annotated[
        date | None, typer.Option("--founded", metavar="YYYY-MM-DD", parser=read_day, help=HELP["founded"])
    ] = None,
    committee: Annotated[bool | None, typer.Option("--committee/--no-committee", help=HELP["committee"])] = None,
    leading_body: Annotated[bool, typer.Option("--leading-body", help=HELP["leading_body"])] = False,
) -> int:
    """Add an organisation and print its one-time bind code."""
    return work(_add(NewOrganisation(name, kind, parent, founded, committee, leading_body)))


async def _add(new: NewOrganisation) -> int:
    async with office(founding=True) as desk, desk.sessions.begin() as session:
        row, code = await actions.add(session, new, desk.settings.timezone.key, desk.now())
        shown = await addresses.shown_name(session, row)
    say(texts.added(shown))
    say(texts.bind_code(code))
    return 0


@commands.command("set", cls=Command, help=HELP["org_set"])
def set_(
    name: Name,
    setting: Annotated[str, typer.Argument(metavar="KEY=VALUE", help=HELP["setting"], show_default=False)],
    valid_from: Annotated[
        date | None, typer.Option("--from", metavar="YYYY-MM-DD", parser=read_day, help=HELP["from"])
    ] = None,
) -> int:
    """Record a dated decision on a switch."""
    return work(_set(name, setting, valid_from))


async def _set(name: str, setting: str, valid_from: date | None) -> int:
    key = preferences.key_of(setting)
    if key is not None:
        return await _prefer(name, key, setting.partition("=")[2])
    async with office() as desk, desk.sessions.begin() as session:
        row, switch = await actions.set_switch(session, name.strip(), setting, valid_from, desk.now())
        shown = await addresses.shown_name(session, row)
    say(texts.switch_set(shown, switch.key, switch.value, switch.valid_from))
    return 0


async def _prefer(name: str, key: Key, value: str) -> int:
    """Store how an organisation wants its papers; unlike a switch it is not dated, for nothing is judged by it."""
    async with office() as desk, desk.sessions.begin() as session:
        row = await addresses.find(session, name.strip())
        kept = await preferences.put(session, row, key, value, desk.now())
        shown = await addresses.shown_name(session, row)
    say(texts.preference_set(shown, key.value, kept))
    return 0


@commands.command("show", cls=Command, help=HELP["org_show"])
def show(name: Name, new_code: Annotated[bool, typer.Option("--new-code", help=HELP["new_code"])] = False) -> int:
    """Show an organisation; offer a fresh bind code."""
    return work(_show(name.strip(), new_code=new_code))


async def _show(name: str, *, new_code: bool) -> int:
    async with office() as desk:
        async with desk.sessions.read() as session:
            portrait = await actions.portray(session, name, desk.now())
        say(texts.portrait(portrait))
        if new_code:
            async with desk.sessions.begin() as session:
                code = await actions.new_code(session, name, desk.now())
            say(texts.bind_code(code))
    return 0
