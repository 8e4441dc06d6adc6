"""The judge: what the stage's journal and the database say, held against what was asked."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.rehearsal.updates import FIRST_UPDATE_ID
from bot.texts import basics
from bot.texts.deliveries import MAYBE_REPEAT
from storage.models import Account, AuditEntry, Delivery, Incoming, Intake, Meeting, Member, Plan
from storage.models import Answer as AnswerRow
from storage.rules.deliveries import DeliveryState, OnAmbiguous, PlanKind, PlanState
from storage.rules.terms import Answer, IncomingState
from tests.crash.branch import Place
from tests.crash.load import Asked, theme_in

GRACE = timedelta(milliseconds=250)
BRANCHES = 3
"""Whose weekly summaries are awaited (tests.crash.branch)."""

_OWN = {PlanKind.REMINDER: "reminder", PlanKind.MEETING_NOTICE: "notice"}
_WAITING = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)
_POSTED = ("sendMessage", "sendPhoto", "sendDocument")

Key = tuple[int, str, str]
"""Chat, kind of message, theme."""


@dataclass(frozen=True)
class Taken:
    """One call the stage took."""

    at: datetime
    method: str
    chat: int | None
    text: str


@dataclass
class Figures:
    """What happened; lists name what should be empty."""

    kills: int = 0
    updates: int = 0
    messages: int = 0
    effects_missing: list[str] = field(default_factory=list)
    effects_doubled: list[str] = field(default_factory=list)
    messages_missing: list[str] = field(default_factory=list)
    messages_doubled: int = 0
    most_copies: int = 0
    repeated: list[str] = field(default_factory=list)
    unmarked_repeats: list[str] = field(default_factory=list)
    late_after_cancel: list[str] = field(default_factory=list)
    assumed: int = 0
    assumed_unseen: int = 0
    answers_replaced: int = 0

    @property
    def losses(self) -> list[str]:
        """What must never happen, by name."""
        return [
            *self.effects_missing,
            *self.effects_doubled,
            *self.messages_missing,
            *self.late_after_cancel,
        ]

    def __str__(self) -> str:
        shown = ((one.name, getattr(self, one.name)) for one in fields(self))
        return "  ".join(
            f"{name.replace('_', ' ')} {len(value) if isinstance(value, list) else value}"
            + (f" {value[:5]}" if isinstance(value, list) and value else "")
            for name, value in shown
        )


@dataclass
class Ledger:
    """Notices and reminders: which must have been seen, which are only assumed to be, which are flagged as repeats."""

    expected: set[Key] = field(default_factory=set)
    assumed: set[Key] = field(default_factory=set)
    flagged: dict[Key, bool] = field(default_factory=dict)


def read_journal(path: Path) -> list[Taken]:
    """Return the calls the stage accepted, in order."""
    return list(_accepted(path.read_text(encoding="utf-8").splitlines()))


def _accepted(lines: list[str]) -> Iterator[Taken]:
    for line in lines:
        verb, at, method, chat, last = line.split(" ", 4)
        if verb == "accept":
            number = None if chat == "-" else int(chat)
            yield Taken(datetime.fromisoformat(at).astimezone(UTC), method, number, json.loads(last))


async def judge(place: Place, asked: Asked, journal: Path, kills: int) -> Figures:
    """Return the figures of a finished run."""
    figures, taken = Figures(kills), read_journal(journal)
    async with place.sessions.read() as session:
        await _judge_updates(session, figures)
        await _judge_meetings(session, asked, figures)
        await _judge_answers(session, asked, figures)
        await _judge_imports(session, asked, place, figures)
        ledger = await _read_ledger(session, place, asked, figures)
    _judge_messages(asked, place, taken, ledger, figures)
    _judge_cancels(asked, taken, figures)
    return figures


async def _judge_updates(session: AsyncSession, figures: Figures) -> None:
    rows = (await session.exec(select(Incoming.update_id, Incoming.state))).all()
    figures.updates = len(rows)
    known = {update_id for update_id, _ in rows}
    gaps = sorted(set(range(FIRST_UPDATE_ID, max(known, default=FIRST_UPDATE_ID) + 1)) - known)
    figures.effects_missing += [f"update {gap}" for gap in gaps]
    at_rest = (IncomingState.ANSWERED, IncomingState.IGNORED)
    figures.effects_missing += [f"update {number} {state}" for number, state in rows if state not in at_rest]


async def _judge_meetings(session: AsyncSession, asked: Asked, figures: Figures) -> None:
    found = Counter((await session.exec(select(Meeting.theme))).all())
    for theme in asked.themes:
        _count(figures, f"meeting {theme}", found[theme])
    announced = Counter(
        json.loads(body)["object_id"]
        for body in (await session.exec(select(AuditEntry.body))).all()
        if json.loads(body)["act"] == "meeting.announced"
    )
    published = select(Meeting.id, Meeting.theme).where(col(Meeting.theme).in_(asked.published))
    for meeting_id, theme in (await session.exec(published)).all():
        _count(figures, f"announcement {theme}", announced[meeting_id])


async def _judge_answers(session: AsyncSession, asked: Asked, figures: Figures) -> None:
    query = (
        select(Meeting.theme, Account.telegram_id)
        .join(AnswerRow, col(AnswerRow.meeting_id) == Meeting.id)
        .join(Account, col(Account.member_id) == AnswerRow.member_id)
        .where(AnswerRow.answer == Answer.ATTEND)
    )
    found = set((await session.exec(query)).all())
    lost = [one for one in asked.answers - found if one[0] not in asked.cancelled]
    figures.effects_missing += [f"answer {one}" for one in lost]


async def _judge_imports(session: AsyncSession, asked: Asked, place: Place, figures: Figures) -> None:
    intakes = len((await session.exec(select(Intake.id))).all())
    if intakes != asked.uploads:
        shortfall = figures.effects_missing if intakes < asked.uploads else figures.effects_doubled
        shortfall.append(f"{intakes} intakes of {asked.uploads}")
    names = Counter((await session.exec(select(Member.name).where(Member.organisation_id == place.importing.id))).all())
    for name in set(asked.imported):
        _count(figures, f"member {name}", names[name])


async def _read_ledger(session: AsyncSession, place: Place, asked: Asked, figures: Figures) -> Ledger:
    """Return what the product's own rows say of notices and reminders; whatever still waits is missing."""
    query = select(Delivery, Meeting.theme).join(Meeting, col(Meeting.id) == Delivery.subject_id)
    rows = (await session.exec(query.where(col(Delivery.kind).in_(_OWN)))).all()
    ledger = Ledger()
    for row, theme in rows:
        key = (row.chat_id, _OWN[row.kind], theme)
        ledger.flagged[key] = row.maybe_sent
        if row.state in _WAITING or row.state is DeliveryState.FAILED:
            figures.messages_missing.append(f"{key} {row.state}")
        elif row.state is DeliveryState.UNKNOWN and row.on_ambiguous is OnAmbiguous.ASSUME:
            ledger.assumed.add(key)
        elif row.state in (DeliveryState.SENT, DeliveryState.UNKNOWN):
            ledger.expected.add(key)
    fanned = Counter((row.kind, theme) for row, theme in rows)
    for (kind, theme), number in _fans(place, asked, [theme for _, theme in rows]).items():
        if fanned[kind, theme] != number and theme not in asked.cancelled:
            figures.messages_missing.append(f"{kind} {theme} planned for {fanned[kind, theme]} of {number}")
    await _judge_summaries(session, figures)
    return ledger


def _fans(place: Place, asked: Asked, themes: list[str]) -> dict[tuple[PlanKind, str], int]:
    people = len(place.reminded.people)
    reminded = {(PlanKind.REMINDER, theme): people for theme in themes if theme.startswith("R")}
    return reminded | {(PlanKind.MEETING_NOTICE, theme): people + 1 for theme in asked.published}


async def _judge_summaries(session: AsyncSession, figures: Figures) -> None:
    """One weekly summary per branch, planned once and carried to its end."""
    plans = (await session.exec(select(Plan).where(Plan.kind == PlanKind.WEEKLY_SUMMARY))).all()
    carried = {row.plan_id: row.state for row in (await session.exec(select(Delivery))).all()}
    past = [plan for plan in plans if plan.state is PlanState.EXPANDED]
    if len({plan.organisation_id for plan in past}) != BRANCHES:
        figures.messages_missing.append(f"weekly summaries of {len(past)} branches")
    ended = (DeliveryState.SENT, DeliveryState.UNKNOWN)
    figures.messages_missing += [f"weekly summary {plan.id}" for plan in past if carried.get(plan.id) not in ended]


def _judge_messages(asked: Asked, place: Place, taken: list[Taken], ledger: Ledger, figures: Figures) -> None:
    said = Counter(key for one in taken if (key := _key(one, place)) is not None)
    figures.messages = sum(said.values())
    figures.assumed, figures.assumed_unseen = len(ledger.assumed), len(ledger.assumed - set(said))
    previews = {(_drafter(theme, place), "preview", theme) for theme in asked.themes}
    help_ = {(who, "help", "") for who in asked.strangers}
    resumed = Counter(one.chat for one in taken if one.text.startswith(basics.AFTER_RESTART))
    for key in sorted((ledger.expected | previews | help_) - set(said)):
        if key in previews and resumed[key[0]] > 0:
            resumed[key[0]] -= 1
            figures.answers_replaced += 1
        else:
            figures.messages_missing.append(str(key))
    answered = sum(one.method == "answerCallbackQuery" for one in taken)
    if answered < asked.taps:
        figures.messages_missing.append(f"{asked.taps - answered} taps unanswered")
    repeats = {key: copies for key, copies in said.items() if copies > 1}
    figures.messages_doubled = sum(copies - 1 for copies in repeats.values())
    figures.repeated = [f"{key} x{copies}" for key, copies in sorted(repeats.items(), key=lambda one: -one[1])]
    figures.most_copies = max(said.values(), default=0)
    marked = Counter(_key(one, place) for one in taken if MAYBE_REPEAT in one.text)
    figures.unmarked_repeats = [
        str(key)
        for key, copies in repeats.items()
        if key in ledger.flagged and not (ledger.flagged[key] and marked[key] == copies - 1)
    ]


def _judge_cancels(asked: Asked, taken: list[Taken], figures: Figures) -> None:
    for one in taken:
        theme = theme_in(one.text)
        if one.method in _POSTED and theme in asked.cancelled and one.at > asked.cancelled[theme] + GRACE:
            figures.late_after_cancel.append(f"{theme} {one.at - asked.cancelled[theme]}")


def _key(one: Taken, place: Place) -> Key | None:
    """Return what a message is, None for those that are not counted one by one."""
    if one.method not in _POSTED or one.chat is None:
        return None
    words = one.text.removeprefix(MAYBE_REPEAT).lstrip()
    if words.startswith(basics.STRANGER_HELP[:12]):
        return one.chat, "help", ""
    theme = theme_in(words)
    if not theme:
        return None
    kind = "reminder" if words.startswith("提醒") else "preview" if words.startswith("请核对") else "notice"
    return one.chat, kind, theme


def _drafter(theme: str, place: Place) -> int:
    if theme.startswith("D"):
        return place.reminded.secretary
    return place.planning.people[int(theme[1:].partition("x")[0])]


def _count(figures: Figures, what: str, number: int) -> None:
    if number == 0:
        figures.effects_missing.append(what)
    elif number > 1:
        figures.effects_doubled.append(f"{what} x{number}")


async def left(session: AsyncSession, now: datetime) -> int:
    """Return how much is left to be handled, planned or said now."""
    left = (
        "SELECT count(*) FROM incoming WHERE state IN ('waiting', 'done')",
        "SELECT count(*) FROM delivery WHERE state IN ('pending', 'claimed', 'sending')",
    )
    counts = [(await session.execute(text(query))).scalar_one() for query in left]
    summaries = await session.exec(select(Plan.organisation_id).where(Plan.kind == PlanKind.WEEKLY_SUMMARY).distinct())
    counts.append(BRANCHES - len(summaries.all()))
    due = select(Plan.id).where(Plan.state == PlanState.PENDING, Plan.due_at <= now)
    return sum(counts) + len((await session.exec(due)).all())
