"""The stage set for the demonstration: people with telephones, groups with the bot inside, a file to be sent on."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

import xlsxwriter

from bot.rehearsal.chats import Chat
from bot.rehearsal.files import Upload
from bot.rehearsal.people import Cast
from bot.rehearsal.script import Script
from bot.rehearsal.users import User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Scenery:
    """Who and what stands on the stage: people by name, groups by key."""

    people: Mapping[str, User]
    groups: Mapping[str, Chat]


def set_stage(cast: Cast, script: Script) -> Scenery:
    """Bring in everybody and every group; those with a linked account have opened their private chat already."""
    people = {}
    for given in script.data["person"]:
        user = people[given["name"]] = cast.person(given["name"], note=given["note"]).user
        cast.stage.world.private_chat(cast.bot, user).started = "of" in given
    groups = {given["key"]: _group(cast, given["title"], given["people"], people) for given in script.data["group"]}
    scenery = Scenery(people, groups)
    _post_file(cast, script.data["roster_columns"], script.data["file"], scenery)
    cast.bot.queue.clear()  # the bot comes into a world that is already there
    return scenery


def _group(cast: Cast, title: str, names: list[str], people: Mapping[str, User]) -> Chat:
    owner, *members = (cast.hand(people[name]) for name in names)
    return cast.group(title, owner, *members)


def _post_file(cast: Cast, columns: list[str], given: Mapping[str, object], scenery: Scenery) -> None:
    """Let somebody post the roster file in their group, for the visitor to download and send to the bot."""
    world = cast.stage.world
    data = workbook(str(given["sheet"]), [columns, *given["rows"]])  # type: ignore[misc] # rows of the data file
    stored = world.files.keep(Upload(str(given["name"]), data, XLSX), "document")
    chat, sender = scenery.groups[str(given["group"])], scenery.people[str(given["sender"])]
    world.post(chat, sender, text=str(given["caption"]), document=stored)


def workbook(sheet: str, rows: list[list[str]]) -> bytes:
    """Return rows of text as an Excel workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.set_column(0, len(rows[0]) - 1, 14)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()
