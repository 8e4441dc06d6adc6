"""The only place that asks the machine for the time; everyone else is handed ``now`` or a Clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time as an aware UTC datetime."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one door to the machine's clock


class ShiftedClock:
    """A running clock set apart from another by an offset that can be moved; used for rehearsal."""

    def __init__(self, base: Clock | None = None, start: datetime | None = None) -> None:
        self._base = base or SystemClock()
        self._offset = timedelta() if start is None else start - self._base.now()

    def now(self) -> datetime:
        """Return the base clock's time plus the offset."""
        return self._base.now() + self._offset

    def advance(self, step: timedelta) -> None:
        """Move this clock forward by ``step``; it never goes back."""
        if step < timedelta():
            raise ValueError("a rehearsal clock only moves forward")
        self._offset += step


class FrozenClock:
    """A clock that stands still until it is moved; used by tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it was last set to."""
        return self._now

    def advance(self, step: timedelta) -> None:
        """Move this clock by ``step``."""
        self._now += step

    def set(self, moment: datetime) -> None:
        """Set this clock to ``moment`` (aware)."""
        self._now = moment.astimezone(UTC)
