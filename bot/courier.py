"""One way out: whatever the bot says to anyone passes here.

Every letter is checked against the table of content class and destination, waits for its turn, is cut into
pages where it is too long, and ends as an outcome. P2 goes in private to an approved member whose branches chose
private chat, protected from being forwarded, and nowhere else.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from telegram import Bot, ReactionTypeEmoji

from bot.letters import CARDS, COMPOSERS, CardComposer, Composer, Letter
from bot.limiter import Limiter
from bot.telegram_errors import Ending
from bot.texts import confidential as texts
from bot.texts import deliveries as delivery_texts
from bot.wire import Address, Page, Wire, pages
from jobs.ports import Permit
from storage.clock import Clock
from storage.database import Sessions
from storage.keyring import Keyring
from storage.models import Card
from storage.repositories import people
from storage.rules.confidentiality import ContentClass, Destination, may_travel
from storage.rules.deliveries import CardKind, Parcel, PlanKind, Priority
from storage.rules.outcomes import (
    Ambiguous,
    Gone,
    Migrated,
    Nothing,
    NotModified,
    Outcome,
    RateLimited,
    Reason,
    Redrawal,
    Redrawn,
    Retry,
    Scope,
    Sent,
    Withdrawn,
)
from storage.rules.terms import SensitiveEntry

__all__ = ["Address", "Courier"]

PATIENCE = 5.0
"""Seconds a parcel may wait for its turn; beyond that it goes back into the queue and others go first."""

TOAST_LIMIT = 200

_TOASTS = 3
_TRIES = 7
"""With pauses that double, a line that is down is waited for about a minute before an answer is given up."""

_PAUSE_WITHOUT_LINE = 1.0


async def _granted() -> bool:
    return True


class Courier:
    """Carries letters to Telegram; implements ``jobs.ports.Courier`` and answers handlers."""

    def __init__(
        self,
        bot: Bot,
        sessions: Sessions,
        clock: Clock,
        limiter: Limiter,
        ring: Keyring,
        composers: Mapping[PlanKind, Composer] = COMPOSERS,
        cards: Mapping[CardKind, CardComposer] = CARDS,
    ) -> None:
        self._bot, self._sessions, self._clock, self._ring = bot, sessions, clock, ring
        self._limiter, self._wire = limiter, Wire(bot, sessions, clock, limiter)
        self._composers, self._cards = composers, cards

    async def deliver(self, parcel: Parcel, permit: Permit) -> Outcome:
        """Compose and send what a parcel stands for; ``permit`` is asked right before the first request."""
        async with self._sessions.read() as session:
            letter = await self._composers[parcel.kind](session, self._ring, parcel, self._clock.now())
        if letter is None:
            return Nothing()
        late = parcel.is_late(self._clock.now())
        letter = _marked(letter, late=late, maybe_repeat=parcel.maybe_sent)
        address = Address(parcel.chat_id, parcel.thread_id)
        return await self._send(address, letter, parcel.priority, permit=permit, patience=PATIENCE)

    async def redraw(self, card: Card) -> Redrawal:
        """Show in a standing message what its composer says now; unchanged content makes no request."""
        async with self._sessions.read() as session:
            letter = await self._cards[card.kind](session, self._ring, card, self._clock.now())
        if letter is None:
            return Nothing()
        letter = _marked(letter, maybe_repeat=card.maybe_repeat)
        address, digest = Address(card.chat_id, card.thread_id), _digest(letter)
        if digest != card.digest:
            outcome = await self._edit(address, card.message_id, letter, Priority.REMINDER)
            if not isinstance(outcome, Sent | NotModified):
                return outcome
        if letter.pin != card.pinned and address.destination is Destination.GROUP:
            await (self.pin if letter.pin else self.unpin)(address, card.message_id)
        return Redrawn(digest, letter.pin)

    async def send(self, address: Address, letter: Letter, reply_to: int | None = None) -> Outcome:
        """Say a letter now, waiting out limits and failures of the line.

        What may have arrived already is said once more at most, and marked so: silence would hurt more.
        """
        outcome: Outcome = Nothing()
        repeated = False
        for nth in range(_TRIES):
            outcome = await self._send(address, letter, Priority.ANSWER, reply_to)
            if isinstance(outcome, Migrated):
                address = await self._wire.follow(address, outcome.chat_id)
            elif isinstance(outcome, Retry) or (isinstance(outcome, Ambiguous) and not repeated):
                if isinstance(outcome, Ambiguous):
                    letter, repeated = _marked(letter, maybe_repeat=True), True
                self._limiter.stop(_PAUSE_WITHOUT_LINE * 2**nth)
            elif not isinstance(outcome, RateLimited):
                break
        return outcome

    async def reply(self, address: Address, letter: Letter, reply_to: int | None = None) -> bool:
        """Say a letter now; return whether it arrived, as far as anyone can know."""
        return isinstance(await self.send(address, letter, reply_to), Sent | Ambiguous)

    async def edit(self, address: Address, message_id: int, letter: Letter) -> bool:
        """Show ``letter`` in a message that stands; return False where that is not possible (any more)."""
        outcome: Ending | Sent = NotModified()
        for nth in range(_TRIES):
            outcome = await self._edit(address, message_id, letter, Priority.ANSWER)
            # An edit may be made twice without harm; one that Telegram chokes on must not hold everybody up.
            if isinstance(outcome, Retry) or (isinstance(outcome, Ambiguous) and nth == 0):
                self._limiter.stop(_PAUSE_WITHOUT_LINE * 2**nth)
            elif not isinstance(outcome, RateLimited):
                break
        return isinstance(outcome, Sent | NotModified | Ambiguous)

    async def answer(self, callback_id: str, text: str = "", *, alert: bool = False) -> bool:
        """Answer a tap, unlimited; tried again after a short failure of the line, for too late is no harm."""
        call = partial(self._bot.answer_callback_query, callback_id, text[:TOAST_LIMIT] or None, show_alert=alert)
        for _ in range(_TOASTS):
            ended = await self._wire.ended(call)
            if not isinstance(ended, Retry | Ambiguous | RateLimited):
                break
            self._limiter.stop(_PAUSE_WITHOUT_LINE)
            await self._wire.turn(None, Priority.ANSWER)
        return isinstance(ended, Sent | NotModified)

    async def delete(self, address: Address, message_id: int) -> bool:
        """Delete a message; return False where it is gone, too old or not ours to delete."""
        return await self._wire.done(partial(self._bot.delete_message, address.chat_id, message_id))

    async def react(self, address: Address, message_id: int, emoji: str | None) -> bool:
        """Set the bot's reaction to a message, or take it away."""
        reaction = [ReactionTypeEmoji(emoji)] if emoji else []
        return await self._wire.done(partial(self._bot.set_message_reaction, address.chat_id, message_id, reaction))

    async def pin(self, address: Address, message_id: int) -> bool:
        """Pin a message without a sound, where the chat allows it."""
        call = partial(self._bot.pin_chat_message, address.chat_id, message_id, disable_notification=True)
        return await self._wire.done(call)

    async def unpin(self, address: Address, message_id: int) -> bool:
        """Take a pin away, where the chat allows it."""
        return await self._wire.done(partial(self._bot.unpin_chat_message, address.chat_id, message_id))

    async def _send(
        self,
        address: Address,
        letter: Letter,
        priority: int,
        reply_to: int | None = None,
        permit: Permit = _granted,
        patience: float | None = None,
    ) -> Outcome:
        withheld = not await self._may_travel(address, letter)
        if withheld:
            instead = await self._instead(address, letter)
            if instead is None:
                return Gone(Reason.WITHHELD)
            letter = instead
        first, *others = pages(letter, reply_to)
        wait = await self._wire.turn(address.chat_id, priority, patience)
        if wait > 0:
            return RateLimited(wait, Scope.CHAT)
        # Nothing slow stands between the permit and the request: whoever cancels now is heeded.
        if not await permit():
            return Withdrawn()
        ended = await self._wire.post(address, first)
        if withheld and isinstance(ended, Sent | Ambiguous):
            return Gone(Reason.WITHHELD)
        if not isinstance(ended, Sent):
            return Gone(Reason.REFUSED) if isinstance(ended, NotModified) else ended
        for page in others:
            ended = await self._post_rest(address, page, priority)
            if isinstance(ended, Ambiguous):
                break
        return ended

    async def _post_rest(self, address: Address, page: Page, priority: int) -> Sent | Ambiguous:
        """Send a further page; half a letter has been seen, so whatever fails now leaves the whole in doubt."""
        for _ in range(_TRIES):
            await self._wire.turn(address.chat_id, priority)
            ended = await self._wire.post(address, page)
            if isinstance(ended, Sent):
                return ended
            if not isinstance(ended, RateLimited):
                break
        return Ambiguous("Page")

    async def _edit(self, address: Address, message_id: int, letter: Letter, priority: int) -> Ending | Sent:
        if not await self._may_travel(address, letter):
            return Gone(Reason.WITHHELD)
        first, *others = pages(letter)
        if others:
            return Gone(Reason.REFUSED, "TooLong")
        # Edits count against the overall limit only: a card is edited once in several seconds at most.
        await self._wire.turn(None, priority)
        return await self._wire.edit(address, message_id, first)

    async def _may_travel(self, address: Address, letter: Letter) -> bool:
        entry = await self._entry(address) if letter.content is ContentClass.P2 else None
        return may_travel(letter.content, address.destination, entry)

    async def _instead(self, address: Address, letter: Letter) -> Letter | None:
        """Return what tells a member of branches with different choices why a letter does not come; None elsewhere."""
        if letter.content is not ContentClass.P2 or address.destination is not Destination.PRIVATE:
            return None
        async with self._sessions.read() as session:
            found = await people.memberships(session, address.chat_id, self._clock.now().date())
        chosen = [(one.organisation.name, one.organisation.sensitive_entry) for one in found]
        if SensitiveEntry.PRIVATE_CHAT not in {entry for _, entry in chosen} or len(chosen) < 2:
            return None
        return Letter(texts.withheld(chosen), content=ContentClass.P1)

    async def _entry(self, address: Address) -> SensitiveEntry | None:
        """Return private chat where the person is an approved member and every branch of theirs chose it."""
        async with self._sessions.read() as session:
            found = await people.memberships(session, address.chat_id, self._clock.now().date())
        chosen = {one.organisation.sensitive_entry for one in found}
        return SensitiveEntry.PRIVATE_CHAT if chosen == {SensitiveEntry.PRIVATE_CHAT} else None


def _marked(letter: Letter, *, late: bool = False, maybe_repeat: bool = False) -> Letter:
    return replace(letter, text=delivery_texts.marked(letter.text, late=late, maybe_repeat=maybe_repeat))


def _digest(letter: Letter) -> str:
    """Return what stands for everything a reader sees of a letter."""
    buttons = letter.keyboard.to_json() if letter.keyboard else ""
    seen = f"{letter.text}\0{buttons}".encode()
    data = letter.enclosure.data + letter.enclosure.file_id.encode() if letter.enclosure else b""
    return hashlib.sha256(seen + data).hexdigest()
