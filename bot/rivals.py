"""Two processes with one token take each other's updates away: the newcomer gives way, the one that was here stays.

Telegram answers 409 to whoever asked first, so both see conflicts; only who has been here for a while can tell apart
a restart that overlaps for a moment from a second installation that stays.
"""

import time
from collections import deque
from collections.abc import Callable

ESTABLISHED = 60.0
"""Seconds after the start without a conflict that make a process the one that was here."""

WINDOW = 600.0
"""Seconds for which a conflict counts."""

BORNE_BY_NEWCOMER, BORNE = 5, 60


class Rivals:
    """Counts conflicts over the last ten minutes; updates fetched in between do not make them forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._conflicts: deque[float] = deque()
        self._established = False

    def fetched(self) -> None:
        """Note that updates could be fetched."""
        if not self._conflicts and self._clock() - self._since >= ESTABLISHED:
            self._established = True

    def must_yield(self) -> bool:
        """Note a conflict; return whether this process is to end."""
        now = self._clock()
        self._conflicts.append(now)
        while self._conflicts[0] < now - WINDOW:
            self._conflicts.popleft()
        return len(self._conflicts) > (BORNE if self._established else BORNE_BY_NEWCOMER)
