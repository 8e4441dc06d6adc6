"""From a chat's stored updates to the handlers, and what became of each."""

from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError
from telegram import Update

from bot import switchboard, together
from bot.buttons import Button
from bot.context import Context, House, SanhuiApplication
from bot.dispatcher import Dispatcher, Run
from bot.gate import Gate
from bot.logs import log_event, log_line, new_event_number
from storage.repositories.incoming import End, RawUpdate
from storage.rules.terms import IncomingState


class Handling:
    """Carries updates through the application; ``dispatcher`` hands it the chats."""

    def __init__(self, house: House, application: SanhuiApplication, gate: Gate, *, alone: bool) -> None:
        self._house, self._application, self._gate = house, application, gate
        doors = (house.sessions, house.keyring, house.clock, house.sender_id)
        self.dispatcher = Dispatcher(*doors, house.owner, self.handle, alone=alone)

    async def handle(self, run: Run) -> None:
        """Carry the updates of one chat, in order, and say how each ended; never raises."""
        for part, button in together.parts(run.updates):
            if not self.dispatcher.holds(run):
                return
            self._house.runs.update((raw.update_id, run) for raw in part)
            try:
                await (self._carry(run, part[0]) if button is None else self._carry_together(run, part, button))
                await self._conclude(run, part)
            except Exception as error:  # nothing one update does may hold up its chat
                event = log_event("update_broke", error)
                for raw in part:
                    run.ends.setdefault(raw.update_id, End(IncomingState.FAILED, event))
            finally:
                for raw in part:
                    del self._house.runs[raw.update_id]
                    self._house.visits.pop(raw.update_id, None)

    async def note(self) -> None:
        """Note down how updates ended; what the database refuses is noted by the next turnover."""
        try:
            await self.dispatcher.note()
        except (SQLAlchemyError, OSError) as error:
            log_event("mark_failed", error)

    async def _carry(self, run: Run, raw: RawUpdate) -> None:
        update = self._read(run, raw)
        if update is None:
            return
        if raw.state is IncomingState.DONE:
            await switchboard.resume(update, Context.from_update(update, self._application))
        else:
            await self._application.process_update(update)

    async def _carry_together(self, run: Run, part: Sequence[RawUpdate], button: Button) -> None:
        updates = [update for raw in part if (update := self._read(run, raw)) is not None]
        visits = [(update, Context.from_update(update, self._application)) for update in updates]
        admitted = [visit for visit in visits if await switchboard.admit(self._gate, *visit)]
        if admitted:
            await together.dispatch(admitted, button)

    def _read(self, run: Run, raw: RawUpdate) -> Update | None:
        try:
            return Update.de_json(raw.content, self._application.bot)
        except Exception as error:  # a poison update becomes a dead letter and blocks nobody
            event = log_event("dead_letter", error, update_id=raw.update_id)
            run.ends[raw.update_id] = End(IncomingState.DEAD, event)
            return None

    async def _conclude(self, run: Run, part: Sequence[RawUpdate]) -> None:
        """Say how the updates of a part ended, at once where nothing tells yet: a crash would repeat the answers."""
        untold = False
        for raw in part:
            visit = self._house.visits.get(raw.update_id)
            if visit is not None and visit.event is None and visit.unheard:
                visit.event = new_event_number()
                log_line("answer_given_up", event_number=visit.event, update_id=raw.update_id)
            event = visit.event if visit is not None else None
            if not run.lost:
                run.ends.setdefault(raw.update_id, End(IncomingState.FAILED, event) if event else End())
                untold = untold or not (event or (visit is not None and visit.marked))
        if untold:
            await self.note()
