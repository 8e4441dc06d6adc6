"""``sanhui doctor``: looks at settings, files, keys, database and records, and numbers what it finds."""

import os
import shutil
from collections.abc import AsyncIterator

from sqlalchemy.exc import SQLAlchemyError

from bot.cli import audits
from bot.cli.faults import sentence
from bot.cli.findings import Finding, Weight
from bot.cli.office import NoDatabaseError, Office, office, say, work
from bot.settings import Settings, SettingsError, load_settings
from bot.texts import command_line as texts
from bot.texts import dates
from bot.texts import doctor as doctor_texts
from storage.database import sqlite_path
from storage.keyring import KeyringError, load
from storage.repositories import backlogs, organisations, people, seals, senders
from storage.rules.powers import Power
from storage.rules.terms import OrganisationKind
from storage.schema import BrokenReferencesError, NotCopiedError, UnknownSchemaError
from storage.sealing import SealBroken

_LEAST_FREE = 200_000_000
_BROKEN = (SQLAlchemyError, UnknownSchemaError, NotCopiedError, BrokenReferencesError)


def doctor() -> int:
    """Print numbered findings; exit code 1 if any is serious."""
    return work(_doctor())


async def _doctor() -> int:
    found = [finding async for finding in _look()]
    for number, one in enumerate(found, 1):
        say(texts.doctor_line(number, one.words, serious=one.weight is Weight.SERIOUS))
    if not found:
        say(texts.HEALTHY)
    return 1 if any(one.weight is Weight.SERIOUS for one in found) else 0


async def _look() -> AsyncIterator[Finding]:
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Finding(Weight.SERIOUS, sentence(error))
        return
    async for finding in _settings(settings):
        yield finding
    try:
        async with office() as desk:
            async for finding in _database(desk):
                yield finding
    except NoDatabaseError as error:
        yield Finding(Weight.NOTE, sentence(error))
    except (*_BROKEN, KeyringError, SealBroken) as error:
        yield Finding(Weight.SERIOUS, sentence(error))


async def _settings(settings: Settings) -> AsyncIterator[Finding]:
    try:
        settings.require_token()
    except SettingsError as error:
        yield Finding(Weight.SERIOUS, sentence(error))
    if not settings.admins:
        yield Finding(Weight.NOTE, texts.NO_ADMINS)
    file = sqlite_path(settings.database)
    place = next((each for each in (file, *file.absolute().parents) if each.exists()), None) if file else None
    if place is not None and shutil.disk_usage(place).free < _LEAST_FREE:
        yield Finding(Weight.SERIOUS, texts.DISK_FULL)
    if file is not None and file.exists() and not os.access(file, os.W_OK):
        yield Finding(Weight.SERIOUS, texts.DATABASE_FAULT)


async def _database(desk: Office) -> AsyncIterator[Finding]:
    async for finding in _keys(desk):
        yield finding
    for line in await audits.chains(desk):
        yield Finding(Weight.SERIOUS, line)
    async for finding in _organisations(desk):
        yield finding
    async for finding in _backlog(desk):
        yield finding
    async for finding in _telegram(desk):
        yield finding


async def _backlog(desk: Office) -> AsyncIterator[Finding]:
    """What waits too long, what did not arrive and why, what was received and not carried out."""
    async with desk.sessions.read() as session:
        found = await backlogs.of(session, desk.now())
        unread, event = await backlogs.unread(session)
        stopped = await senders.stopped(session)
    if found.overdue_since is not None:
        since = dates.short_moment(found.overdue_since, desk.settings.timezone)
        yield Finding(Weight.SERIOUS, doctor_texts.overdue(found.waiting, since))
    for reason, count in found.given_up:
        yield Finding(Weight.NOTE, doctor_texts.given_up(count, reason))
    if found.unseen:
        yield Finding(Weight.NOTE, doctor_texts.unseen(found.unseen))
    if unread:
        yield Finding(Weight.NOTE, doctor_texts.unread(unread, event))
    if stopped:
        yield Finding(Weight.SERIOUS, doctor_texts.SENDER_STOPPED)


async def _telegram(desk: Office) -> AsyncIterator[Finding]:
    from bot.cli import telegram_checks  # late: Telegram's library is for this alone

    if desk.settings.bot_token is None:
        return
    async with desk.sessions.read() as session:
        everyone = await organisations.everyone(session)
        bound = [(one.name, await organisations.binding_of(session, one.id)) for one in everyone]
    for finding in await telegram_checks.ask(desk.settings, [(name, at) for name, at in bound if at is not None]):
        yield finding


async def _keys(desk: Office) -> AsyncIterator[Finding]:
    async with desk.sessions.read() as session:
        sealed_before = await seals.has_proof(session)
    if not sealed_before and not desk.settings.key_path.exists():
        yield Finding(Weight.NOTE, texts.NO_KEYS_YET)
        return
    load(desk.settings.key_path)
    if sealed_before:
        for line in await audits.sealed(desk):
            yield Finding(Weight.SERIOUS, line)
        async with desk.sessions.read() as session:
            needed = await seals.rows_by_key(session, seals.columns())
        known = load(desk.settings.key_path).keys
        for key in sorted(set(needed) - set(known)):
            yield Finding(Weight.SERIOUS, texts.key_lost(key, needed[key]))


async def _organisations(desk: Office) -> AsyncIterator[Finding]:
    async with desk.sessions.read() as session:
        everyone = await organisations.everyone(session)
        if not everyone:
            yield Finding(Weight.NOTE, texts.NO_ORGANISATIONS)
        for one in everyone:
            if one.kind is OrganisationKind.GROUP:  # a group may well meet in its branch's chat
                continue
            if await organisations.binding_of(session, one.id) is None:
                yield Finding(Weight.NOTE, texts.not_bound(one.name))
                continue
            if not await people.holders(session, one, Power.KEEP_ROSTER, desk.now()):
                yield Finding(Weight.NOTE, texts.nobody_in_charge(one.name))
