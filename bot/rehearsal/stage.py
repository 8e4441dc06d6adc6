"""The stage itself: a world, and the desk where bots' calls arrive, however they travelled."""

import asyncio
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field

import bot.rehearsal.methods.answering
import bot.rehearsal.methods.chats
import bot.rehearsal.methods.editing
import bot.rehearsal.methods.files
import bot.rehearsal.methods.pinning
import bot.rehearsal.methods.polling
import bot.rehearsal.methods.profile
import bot.rehearsal.methods.sending  # noqa: F401 - each import enters its methods into the table
from bot.rehearsal.accounts import BotAccount, StageClock
from bot.rehearsal.calls import METHODS, Answer, Call, Method
from bot.rehearsal.errors import ApiError, DroppedError
from bot.rehearsal.faults import AFTER, Fault
from bot.rehearsal.files import StoredFile, Upload
from bot.rehearsal.journal import Journal
from bot.rehearsal.world import World


@dataclass(frozen=True)
class Sent:
    """One call as it was made, kept for tests: what the bot said, to whom, and what came of it (0: cut off)."""

    method: str
    params: Mapping[str, object]
    uploads: Mapping[str, Upload]
    code: int
    result: Answer | None = None
    description: str = ""


@dataclass
class Stage:
    """A strict local Telegram; ``flood`` switches its limits on, ``delay`` (seconds) holds answers back."""

    clock: StageClock
    flood: bool = False
    delay: float = 0.0
    journal: Journal | None = None
    world: World = field(init=False)
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = World(self.clock)

    async def call(
        self, token: str, name: str, params: Mapping[str, object], uploads: Mapping[str, Upload] | None = None
    ) -> Answer:
        """Serve one Bot API call and return its result; raises ApiError, or DroppedError for a cut connection."""
        files = uploads or {}
        try:
            result = await self._serve(token, name, params, files)
        except ApiError as error:
            self._log_refusal(name, params, error)
            self.sent.append(Sent(name, params, files, error.code, description=error.description))
            raise
        except DroppedError:
            self.sent.append(Sent(name, params, files, 0))
            raise
        if name.lower() != "getupdates":
            self.sent.append(Sent(name, params, files, 200, result))
        return result

    def download(self, token: str, path: str) -> StoredFile:
        """Return a file by its download path; raises ApiError 401 and 404."""
        self._bot(token)
        return self.world.files.at(path)

    async def _serve(
        self, token: str, name: str, params: Mapping[str, object], uploads: Mapping[str, Upload]
    ) -> Answer:
        account = self._bot(token)
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404)
        fault = self.world.faults.strike(method.name, _chat_id(params))
        if fault is not None and fault.kind not in AFTER:
            raise fault.error()
        call = Call(self.world, account, uploads, self.flood)
        result = await _run(method, call, params)
        await self._accept(method, call, params, fault)
        return result

    async def _accept(self, method: Method, call: Call, params: Mapping[str, object], fault: Fault | None) -> None:
        """Write the call down, then let its answer go, be late, or be lost."""
        if self.journal is not None and method.name != "getUpdates":
            self.journal.accept(self.world.now(), method.name, _chat_id(params), call.shown)
        if self.delay:
            await asyncio.sleep(self.delay)
        if fault is not None:
            raise fault.error()

    def _bot(self, token: str) -> BotAccount:
        account = self.world.bots.get(token)
        if account is None:
            raise ApiError(401)
        return account

    def _log_refusal(self, name: str, params: Mapping[str, object], error: ApiError) -> None:
        if self.journal is not None:
            self.journal.refuse(self.world.now(), name, _chat_id(params), error.code)


async def _run(method: Method, call: Call, params: Mapping[str, object]) -> Answer:
    answer = method.handler(call, **method.arguments(params, call.uploads))
    return await answer if inspect.isawaitable(answer) else answer


def _chat_id(params: Mapping[str, object]) -> int | None:
    """Return the chat a call names by number, None where it names none."""
    try:
        return int(str(params.get("chat_id")))
    except ValueError:
        return None
