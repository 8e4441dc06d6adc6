"""The courier against the strict local Telegram, with the real library between them."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.courier import Address, Courier
from bot.letters import Enclosure, Letter, unsealed
from bot.limiter import Limiter
from bot.rehearsal.faults import FaultKind
from bot.rehearsal.people import Cast
from bot.rehearsal.stage import Stage
from bot.rehearsal.transport import StageRequest
from storage import keyring
from storage.clock import FrozenClock
from storage.database import Sessions
from storage.models import Account, Card, Member, Organisation
from storage.repositories import senders
from storage.rules.confidentiality import ContentClass
from storage.rules.deliveries import CardKind, OnAmbiguous, Parcel, PlanKind
from storage.rules.outcomes import (
    Ambiguous,
    Gone,
    Migrated,
    Nothing,
    RateLimited,
    Reason,
    Redrawn,
    Scope,
    Sent,
    Withdrawn,
)
from storage.rules.terms import AccountState, OrganisationKind, SensitiveEntry

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
TOKEN = "4242:courier-test-token-0123456789abcdef"
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("one", callback_data="1")]])
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


class Ledge:
    """A clock for the limiter that jumps over every wait and remembers it."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, 0.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@dataclass
class Scene:
    stage: Stage
    cast: Cast
    sessions: Sessions
    clock: FrozenClock
    ledge: Ledge
    courier: Courier
    letters: dict
    person: object
    group: object
    numbers: count

    @property
    def private(self) -> Address:
        return Address(self.person.user.id)

    @property
    def chat(self) -> Address:
        return Address(self.group.id)

    def parcel(self, address: Address, letter: Letter | None, **values) -> Parcel:
        number = next(self.numbers)
        self.letters[number] = letter
        fields = {
            "id": number,
            "plan_id": 1,
            "kind": PlanKind.REMINDER,
            "organisation_id": 1,
            "subject_id": 1,
            "slot": "-120",
            "rev": 0,
            "chat_id": address.chat_id,
            "thread_id": address.thread_id,
            "member_id": 0,
            "priority": 2,
            "on_ambiguous": OnAmbiguous.ASSUME,
            "due_at": NOW,
            "expires_at": NOW + timedelta(hours=1),
            "attempts": 1,
            "maybe_sent": False,
        }
        return Parcel(**(fields | values))

    def calls(self, *methods: str) -> list:
        return [call for call in self.stage.sent if not methods or call.method in methods]

    def screen(self):
        return self.person.screen(self.group, 30)


@pytest.fixture
async def scene(tmp_path, sqlite_sessions):
    async with AsyncExitStack() as stack:
        clock, ledge, letters = FrozenClock(NOW), Ledge(), {}
        stage = Stage(clock)
        account = stage.world.add_bot(TOKEN, "sanhui_bot", "Bot")
        request, sessions = StageRequest(stage), sqlite_sessions
        bot = Bot(TOKEN, base_url="http://127.0.0.1/bot", request=request, get_updates_request=request)
        await stack.enter_async_context(bot)
        async with sessions.begin() as session:
            await senders.enter(session, bot.id, NOW)

        async def compose(_session, parcel, _now):
            return letters[parcel.id]

        composer = unsealed(compose)
        courier = Courier(
            bot,
            sessions,
            clock,
            Limiter(ledge.clock, ledge.sleep),
            keyring.create(tmp_path / "keys.json", NOW),
            {PlanKind.REMINDER: composer},
            {CardKind.MEETING: composer},
        )
        cast = Cast(stage, account)
        person = cast.person("Person")
        await person.start()
        group = cast.group("Group", person)
        stage.sent.clear()
        yield Scene(stage, cast, sessions, clock, ledge, courier, letters, person, group, count(1))


async def granted() -> bool:
    return True


async def refused() -> bool:
    return False


async def test_a_parcel_arrives_as_its_letter(scene):
    letter = Letter("<b>bold</b> &amp; plain", BUTTONS, silent=True)
    outcome = await scene.courier.deliver(scene.parcel(scene.chat, letter), granted)
    (call,) = scene.calls()
    shown = scene.screen()[-1]
    assert outcome == Sent(shown.id)
    assert (shown.text, shown.labels) == ("bold & plain", ("one",))
    assert call.params["disable_notification"] in ("true", True)
    assert "is_disabled" in str(call.params["link_preview_options"])


async def test_without_a_permit_nothing_is_requested(scene):
    assert await scene.courier.deliver(scene.parcel(scene.chat, Letter("x")), refused) == Withdrawn()
    assert await scene.courier.deliver(scene.parcel(scene.chat, None), granted) == Nothing()
    assert scene.calls() == []


async def test_the_permit_is_asked_after_the_wait_and_right_before_the_request(scene):
    seen = []

    async def permit() -> bool:
        seen.append((round(scene.ledge.slept), len(scene.calls())))
        return True

    for _ in range(5):
        await scene.courier.deliver(scene.parcel(scene.private, Letter("x")), permit)
    assert seen == [(0, 0), (0, 1), (0, 2), (1, 3), (2, 4)]


async def test_a_full_chat_gives_the_parcel_back_without_asking(scene):
    for _ in range(20):
        await scene.courier.deliver(scene.parcel(scene.chat, Letter("x")), granted)
    outcome = await scene.courier.deliver(scene.parcel(scene.chat, Letter("x")), refused)
    assert isinstance(outcome, RateLimited)
    assert outcome.scope is Scope.CHAT
    assert 55 < outcome.retry_after <= 61


@pytest.mark.parametrize(
    ("fault", "rest", "outcome", "seen"),
    [
        (FaultKind.BLOCKED, {}, Gone(Reason.BLOCKED, "Forbidden"), 0),
        (FaultKind.REFUSED, {"text": "chat not found"}, Gone(Reason.CHAT_NOT_FOUND, "BadRequest"), 0),
        (FaultKind.MIGRATED, {"migrate_to": -100777}, Migrated(-100777), 0),
        (FaultKind.FLOOD, {"retry_after": 9}, RateLimited(9.0), 0),
        (FaultKind.BAD_GATEWAY_BEFORE, {}, Ambiguous("NetworkError"), 0),
        (FaultKind.BAD_GATEWAY_AFTER, {}, Ambiguous("NetworkError"), 1),
        (FaultKind.DROP_AFTER, {}, Ambiguous("DroppedError"), 1),
    ],
)
async def test_how_telegram_can_end_it(scene, fault, rest, outcome, seen):
    scene.stage.world.faults.inject(fault, "sendMessage", **rest)
    before = len(scene.screen())
    assert await scene.courier.deliver(scene.parcel(scene.chat, Letter("x")), granted) == outcome
    assert len(scene.screen()) - before == seen


async def test_a_stop_holds_for_everyone_and_is_written_down(scene):
    scene.stage.world.faults.inject(FaultKind.FLOOD, "sendMessage", retry_after=9)
    assert await scene.courier.reply(scene.private, Letter("x"))
    assert 9 <= scene.ledge.slept < 10
    async with scene.sessions.read() as session:
        assert (await senders.get(session, 4242)).paused_until == NOW + timedelta(seconds=9)


async def test_no_other_call_opens_again_what_telegram_has_stopped(scene):
    outcome = await scene.courier.send(scene.chat, Letter("before", BUTTONS))
    scene.stage.world.faults.inject(FaultKind.FLOOD, "sendMessage", scene.chat.chat_id, retry_after=9)
    stopped = await scene.courier.deliver(scene.parcel(scene.chat, Letter("x")), granted)
    assert stopped == RateLimited(9.0)
    assert await scene.courier.react(scene.chat, outcome.message_id, "👍")  # goes through, and opens nothing
    assert isinstance(await scene.courier.deliver(scene.parcel(scene.private, Letter("y")), granted), RateLimited)
    assert await scene.courier.edit(scene.chat, outcome.message_id, Letter("after"))
    assert 9 <= scene.ledge.slept < 10
    assert [call.method for call in scene.calls()][-1] == "editMessageText"


async def test_an_edit_that_telegram_chokes_on_holds_nobody_up(scene):
    outcome = await scene.courier.send(scene.chat, Letter("before"))
    scene.stage.world.faults.inject(FaultKind.SERVER_ERROR, "editMessageText", times=None)
    assert await scene.courier.edit(scene.chat, outcome.message_id, Letter("after"))
    assert scene.ledge.slept < 3
    assert len(scene.calls("editMessageText")) == 2


async def test_a_stop_from_before_the_restart_holds(scene):
    async with scene.sessions.begin() as session:
        await senders.pause(session, 4242, NOW + timedelta(seconds=30))
    assert await scene.courier.reply(scene.private, Letter("x"))
    assert 30 <= scene.ledge.slept < 31


async def test_unreadable_markup_is_said_in_plain_words(scene):
    assert await scene.courier.reply(scene.chat, Letter("a < b and <u>c", BUTTONS))
    assert scene.screen()[-1].text == "a < b and c"


async def test_a_long_text_comes_in_pages_with_the_buttons_under_the_last(scene):
    text = "<b>" + "\n".join(f"line {n:04}" for n in range(900)) + "</b>"
    before = len(scene.screen())
    outcome = await scene.courier.deliver(scene.parcel(scene.chat, Letter(text, BUTTONS)), granted)
    new = scene.screen()[before:]
    assert [shown.labels for shown in new] == [(), (), ("one",)]
    assert "".join(shown.text for shown in new).replace("\n", "") == "".join(f"line {n:04}" for n in range(900))
    assert outcome == Sent(new[-1].id)


async def test_half_a_letter_leaves_the_whole_in_doubt(scene):
    scene.stage.world.faults.inject(FaultKind.BAD_GATEWAY_BEFORE, "sendMessage", every=2)
    outcome = await scene.courier.deliver(scene.parcel(scene.chat, Letter("x\n" * 3000)), granted)
    assert outcome == Ambiguous("Page")


@pytest.mark.parametrize(("picture", "method"), [(True, "sendPhoto"), (False, "sendDocument")])
async def test_an_enclosure_bears_its_text_as_caption(scene, picture, method):
    enclosure = Enclosure("figures.png", PICTURE, picture)
    assert await scene.courier.reply(scene.chat, Letter("<b>see</b>", BUTTONS, enclosure=enclosure))
    (call,) = scene.calls()
    assert (call.method, scene.screen()[-1].text) == (method, "see")


async def test_a_text_too_long_for_a_caption_follows_its_enclosure(scene):
    enclosure = Enclosure("figures.png", PICTURE, picture=True)
    assert await scene.courier.reply(scene.chat, Letter("x" * 1025, BUTTONS, enclosure=enclosure))
    assert [call.method for call in scene.calls()] == ["sendPhoto", "sendMessage"]


async def enrol(scene, entry, state=AccountState.APPROVED, name="branch"):
    async with scene.sessions.begin() as session:
        branch = Organisation(kind=OrganisationKind.BRANCH, name=name, sensitive_entry=entry, created_at=NOW)
        session.add(branch)
        await session.flush()
        member = Member(organisation_id=branch.id, name="Person", name_key="person", created_at=NOW)
        session.add(member)
        await session.flush()
        session.add(Account(member_id=member.id, telegram_id=scene.person.user.id, state=state, asked_at=NOW))


@pytest.mark.parametrize("content", list(ContentClass))
async def test_a_group_gets_nothing_but_p0(scene, content):
    await enrol(scene, SensitiveEntry.PRIVATE_CHAT)
    arrived = await scene.courier.reply(scene.chat, Letter("SECRET", content=content))
    assert arrived == (content is ContentClass.P0)
    assert len(scene.calls()) == arrived
    outcome = await scene.courier.deliver(scene.parcel(scene.chat, Letter("SECRET", content=content)), granted)
    assert isinstance(outcome, Sent) == arrived
    assert arrived or outcome == Gone(Reason.WITHHELD)


@pytest.mark.parametrize(
    ("entries", "state", "arrives"),
    [
        ([SensitiveEntry.PRIVATE_CHAT], AccountState.APPROVED, True),
        ([SensitiveEntry.PRIVATE_CHAT], AccountState.ASKED, False),
        ([SensitiveEntry.OWN_PAGE], AccountState.APPROVED, False),
        ([None], AccountState.APPROVED, False),
        ([SensitiveEntry.PRIVATE_CHAT, SensitiveEntry.OWN_PAGE], AccountState.APPROVED, False),
        ([], AccountState.APPROVED, False),
    ],
)
async def test_p2_goes_to_members_whose_branches_chose_private_chat(scene, entries, state, arrives):
    for number, entry in enumerate(entries):
        await enrol(scene, entry, state, f"branch {number}")
    assert await scene.courier.reply(scene.private, Letter("SECRET", content=ContentClass.P2)) is arrives
    secret = [call for call in scene.calls() if "SECRET" in str(call.params["text"])]
    assert [call.params["protect_content"] in ("true", True) for call in secret] == [True] * arrives
    assert await scene.courier.reply(scene.private, Letter("x", content=ContentClass.P1))
    assert not await scene.courier.reply(scene.private, Letter("SECRET", content=ContentClass.P3))


async def test_an_edit_says_whether_the_message_shows_it(scene):
    outcome = await scene.courier.send(scene.chat, Letter("before", BUTTONS))
    assert isinstance(outcome, Sent)
    assert await scene.courier.edit(scene.chat, outcome.message_id, Letter("after"))
    assert await scene.courier.edit(scene.chat, outcome.message_id, Letter("after"))
    assert (scene.screen()[-1].text, scene.screen()[-1].labels) == ("after", ())
    assert not await scene.courier.edit(scene.chat, 9999, Letter("after"))
    assert not await scene.courier.edit(scene.chat, outcome.message_id, Letter("SECRET", content=ContentClass.P1))
    assert not await scene.courier.edit(scene.chat, outcome.message_id, Letter("x" * 4097))


async def test_small_requests_say_whether_they_worked(scene):
    outcome = await scene.courier.send(scene.chat, Letter("x"))
    assert isinstance(outcome, Sent)
    assert await scene.courier.react(scene.chat, outcome.message_id, "👍")
    assert await scene.courier.react(scene.chat, outcome.message_id, None)
    assert await scene.courier.delete(scene.chat, outcome.message_id)
    assert not await scene.courier.delete(scene.chat, outcome.message_id)
    assert not await scene.courier.answer("1", "too old")


def card(scene, message_id, letter, **values):
    number = next(scene.numbers)
    scene.letters[number] = letter
    fields = {
        "id": number,
        "kind": CardKind.MEETING,
        "organisation_id": 1,
        "subject_id": 1,
        "chat_id": scene.chat.chat_id,
        "thread_id": 0,
        "member_id": 0,
        "message_id": message_id,
        "pinned": False,
        "digest": None,
    }
    return Card(**(fields | values))


async def test_a_card_is_redrawn_pinned_once_and_unpinned_in_the_end(scene):
    placed = await scene.courier.send(scene.chat, Letter("0 of 12"))
    assert isinstance(placed, Sent)
    scene.stage.sent.clear()
    drawn = await scene.courier.redraw(card(scene, placed.message_id, Letter("1 of 12", pin=True)))
    assert isinstance(drawn, Redrawn)
    again = card(scene, placed.message_id, Letter("1 of 12", pin=True), digest=drawn.digest, pinned=True)
    assert await scene.courier.redraw(again) == drawn
    ended = card(scene, placed.message_id, Letter("1 of 12"), digest=drawn.digest, pinned=True)
    assert await scene.courier.redraw(ended) == Redrawn(drawn.digest, pinned=False)
    assert [call.method for call in scene.calls()] == ["editMessageText", "pinChatMessage", "unpinChatMessage"]
    assert scene.calls()[1].params["disable_notification"] in ("true", True)


async def test_a_card_without_its_message_is_gone(scene):
    assert await scene.courier.redraw(card(scene, 9999, Letter("x"))) == Gone(Reason.MESSAGE_GONE, "BadRequest")
    assert await scene.courier.redraw(card(scene, 9999, None)) == Nothing()


async def test_a_card_that_shows_it_already_is_done(scene):
    placed = await scene.courier.send(scene.chat, Letter("same"))
    assert isinstance(await scene.courier.redraw(card(scene, placed.message_id, Letter("same"))), Redrawn)
    assert scene.calls("editMessageText")[0].code == 400


async def test_an_empty_letter_is_a_bug_that_sends_nothing(scene):
    with pytest.raises(ValueError, match="empty"):
        await scene.courier.deliver(scene.parcel(scene.chat, Letter("<b></b>")), granted)
    assert scene.calls() == []
