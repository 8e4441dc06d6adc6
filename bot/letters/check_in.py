"""Letters around signing in: the code on the host's screen, spot checks, the poster, the sheet, the keeper's tools."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.actions import attendance, check_in_codes, spot_checks, windows
from bot.actions.access import Here
from bot.actions.check_in_codes import Shown
from bot.actions.meetings import View, show
from bot.documents.sign_in_sheet import SheetRow, SignInSheet, render
from bot.documents.values import CheckInPoster
from bot.keyboards import check_in as keyboards
from bot.letters import CARDS, COMPOSERS, Enclosure, Letter, guests, unsealed
from bot.letters.compliance_picture import painter
from bot.letters.rolls import how, title
from bot.texts import attendance as roll_texts
from bot.texts import check_in as texts
from bot.texts import dates, terms
from storage.keyring import Keyring
from storage.models import Card, SpotCheck
from storage.repositories import check_ins, meetings, organisations, people
from storage.repositories import guests as seated
from storage.repositories import spot_checks as checks
from storage.repositories.meetings import Expected
from storage.rules.check_in_codes import payload
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import CardKind, Parcel, PlanKind
from storage.rules.meetings import ALIVE
from storage.rules.powers import Power
from storage.rules.terms import CAME

_AFTERGLOW = timedelta(minutes=2)


async def tools(session: AsyncSession, shown: View, here: Here, now: datetime) -> Letter:
    """What the keeper of a roll has at hand, with the guests; the unconfirmed only for the recorder."""
    meeting = shown.meeting
    wanted = shown.organisation.check_in_code_since is not None
    words = texts.tools(
        title(shown),
        code_wanted=wanted,
        guests=await guests.names(session, meeting.id),
        unconfirmed=await spot_checks.unconfirmed(session, shown, now, here),
    )
    buttons = keyboards.tools(
        meeting.id,
        code_wanted=wanted,
        running=windows.is_open(shown, now),
        locked=shown.roll_locked,
        delegates=here.may(Power.DECIDE_LEAVE),
    )
    return Letter(words, buttons, ContentClass.P1)


async def poster(made: Shown, username: str) -> Letter:
    """The poster with the QR code of the meeting, its facts as text below."""
    view = made.view
    zone = organisations.zone(view.organisation)
    when = dates.span(view.meeting.starts_at, view.meeting.minutes_long, zone)
    drawn = await painter().check_in_poster(
        CheckInPoster(
            organisation=view.name,
            title=title(view),
            when=when,
            place=view.meeting.place,
            link=f"https://t.me/{username}?start={payload(made.poster)}",
        )
    )
    return Letter(
        texts.poster_caption(title(view), when),
        keyboards.poster(view.meeting.id),
        ContentClass.P1,
        Enclosure(texts.POSTER_NAME, drawn, picture=True),
    )


async def sheet(session: AsyncSession, shown: View, now: datetime) -> Letter:
    """The sign-in sheet as a file for its keeper."""
    from bot.documents.typesetter import shared  # late: the typesetter is for those who print

    zone, meeting = organisations.zone(shown.organisation), shown.meeting
    made = SignInSheet(
        organisation=shown.name,
        title=title(shown),
        facts=texts.sheet_facts(
            dates.span(meeting.starts_at, meeting.minutes_long, zone), meeting.place, shown.host, shown.recorder
        ),
        figures=roll_texts.figures(attendance.totals(shown)),
        rows=[_sheet_row(one, zone) for one in shown.expected],
        guests=[
            SheetRow(one.name, await guests.about(session, one), "", "", one.note)
            for one in await seated.of(session, meeting.id)
        ],
        footer=texts.sheet_footer(dates.moment(now, zone), locked=shown.roll_locked),
    )
    data = await render(made, shared(), now)
    name = texts.sheet_name(meeting.local_day.month, meeting.local_day.day, title(shown))
    return Letter(texts.sheet_caption(title(shown)), None, ContentClass.P1, Enclosure(name, data))


def _sheet_row(one: Expected, zone: ZoneInfo) -> SheetRow:
    status = attendance.status_of(one)
    arrived = f"{one.stay.arrived.astimezone(zone):%H:%M}" if one.stay else ""
    state = terms.ATTENDANCE[status] if status else ""
    # The sheet goes from hand to hand: the kind of somebody's leave is not on it.
    note = how(one) if status in CAME else ""
    return SheetRow(one.name, terms.CATEGORY[one.category], state, arrived, note)


async def screen(session: AsyncSession, ring: Keyring, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the code of the minute for the host's screen."""
    return await _screen(session, ring, parcel.subject_id, now)


async def live_screen(session: AsyncSession, ring: Keyring, card: Card, now: datetime) -> Letter | None:
    """Compose what the host's screen shows now; it ends a little after signing in has."""
    shown = await show(session, await meetings.get(session, card.subject_id))
    if now > windows.of(shown).closes + _AFTERGLOW:
        return None
    return await _screen(session, ring, card.subject_id, now)


async def _screen(session: AsyncSession, ring: Keyring, meeting_id: int, now: datetime) -> Letter:
    shown = await show(session, await meetings.get(session, meeting_id))
    secret = await check_ins.shown_secret(session, ring, meeting_id)
    over = shown.roll_locked or now > windows.of(shown).closes or shown.meeting.state not in ALIVE
    if over or secret is None:
        return Letter(texts.CODE_OVER, content=ContentClass.P1)
    made = check_in_codes.of(shown, secret, now)
    present = sum(one.status in CAME for one in shown.expected)
    zone = organisations.zone(shown.organisation)
    words = texts.screen(title(shown), made.code, made.until, zone, present, len(shown.expected))
    return Letter(words, content=ContentClass.P1)


async def spot_check(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose the question to somebody picked for a spot check."""
    row = await checks.get(session, parcel.subject_id)
    return None if row is None else await presence(session, row, now)


async def live_spot_check(session: AsyncSession, card: Card, now: datetime) -> Letter | None:
    """Compose what that question shows now: to be answered, answered, or over; a little later it changes no more."""
    row = await checks.get(session, card.subject_id)
    if row is None or now > row.due_at + _AFTERGLOW:
        return None
    return await presence(session, row, now)


async def presence(session: AsyncSession, row: SpotCheck, now: datetime) -> Letter:
    """The question of a spot check as it stands."""
    shown = await show(session, await meetings.get(session, row.meeting_id))
    zone = organisations.zone(shown.organisation)
    if row.confirmed_at is not None:
        return Letter(texts.spot_confirmed(row.confirmed_at, zone), content=ContentClass.P1)
    if now > row.due_at:
        return Letter(texts.SPOT_OVER, content=ContentClass.P1)
    words = texts.spot_check(title(shown), row.due_at, zone)
    return Letter(words, keyboards.presence(row.id), ContentClass.P1)


async def spot_report(session: AsyncSession, parcel: Parcel, now: datetime) -> Letter | None:
    """Compose for the recorder what a spot check found."""
    shown = await show(session, await meetings.get(session, parcel.subject_id))
    asked = [one for one in await checks.of(session, shown.meeting.id) if one.round_name == parcel.slot]
    late = [one for one in asked if one.confirmed_at is None]
    names = [await people.name_of(session, one.member_id) for one in late]
    return Letter(texts.spot_report(title(shown), len(asked) - len(late), len(asked), names), content=ContentClass.P1)


COMPOSERS[PlanKind.CODE_SCREEN] = screen
COMPOSERS[PlanKind.SPOT_CHECK] = unsealed(spot_check)
COMPOSERS[PlanKind.SPOT_REPORT] = unsealed(spot_report)
CARDS[CardKind.CODE_SCREEN] = live_screen
CARDS[CardKind.SPOT_CHECK] = unsealed(live_spot_check)
