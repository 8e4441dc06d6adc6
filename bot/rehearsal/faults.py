"""Faults injected into the stage: what goes wrong, for which calls, how often; counted, never random."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.rehearsal.errors import ApiError, DroppedError


class FaultKind(StrEnum):
    """What goes wrong; BEFORE means the call had no effect, AFTER that only its answer is lost."""

    FLOOD = "flood"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY_BEFORE = "bad_gateway_before"
    BAD_GATEWAY_AFTER = "bad_gateway_after"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    BLOCKED = "blocked"
    REFUSED = "refused"
    MIGRATED = "migrated"


AFTER = frozenset({FaultKind.BAD_GATEWAY_AFTER, FaultKind.DROP_AFTER})


@dataclass
class Fault:
    """A planted fault; None matches every method or chat, ``times`` None never ends, ``every`` n skips n − 1 calls."""

    kind: FaultKind
    method: str | None = None
    chat: int | None = None
    times: int | None = 1
    every: int = 1
    retry_after: int = 1
    text: str = ""
    migrate_to: int = 0
    seen: int = 0
    hits: int = 0

    def strikes(self, method: str, chat: int | None) -> bool:
        """Count a call and say whether this fault befalls it."""
        if self.method not in (None, method) or self.chat not in (None, chat):
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        self.hits += 1
        return True

    def error(self) -> Exception:
        """Return what the caller gets."""
        match self.kind:
            case FaultKind.FLOOD:
                return ApiError(429, f"retry after {self.retry_after}", retry_after=self.retry_after)
            case FaultKind.SERVER_ERROR:
                return ApiError(500, self.text)
            case FaultKind.BAD_GATEWAY_BEFORE | FaultKind.BAD_GATEWAY_AFTER:
                return ApiError(502)
            case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER:
                return DroppedError(self.kind)
            case FaultKind.BLOCKED:
                return ApiError(403, self.text or "bot was blocked by the user")
            case FaultKind.MIGRATED:
                text = "group chat was upgraded to a supergroup chat"
                return ApiError(400, text, migrate_to_chat_id=self.migrate_to)
        return ApiError(400, self.text)


@dataclass
class Faults:
    """The faults planted so far; the first that matches a call strikes."""

    planted: list[Fault] = field(default_factory=list)

    def inject(
        self, kind: FaultKind | str, method: str | None = None, chat: int | None = None, **rest: object
    ) -> Fault:
        """Plant a fault (fields as in Fault) and return it, so that its ``hits`` can be read."""
        fault = Fault(FaultKind(kind), method, chat, **rest)  # type: ignore[arg-type] # fields come by name from tests and JSON
        self.planted.append(fault)
        return fault

    def clear(self) -> None:
        """Remove all faults."""
        self.planted.clear()

    def strike(self, method: str, chat: int | None) -> Fault | None:
        """Return the fault that befalls this call, None where all goes well."""
        return next((fault for fault in self.planted if fault.strikes(method, chat)), None)
