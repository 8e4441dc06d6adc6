"""Which part of the work a process takes; light, for the command line reads it before anything else is loaded."""

from enum import StrEnum


class Role(StrEnum):
    """One process does everything, or several share: taking in, handling and sending, what the clock asks for."""

    ALL = "all"
    WEB = "web"
    WORK = "work"
    CLOCK = "clock"

    @property
    def takes(self) -> bool:
        """Whether updates are taken in."""
        return self in (Role.ALL, Role.WEB)

    @property
    def works(self) -> bool:
        """Whether updates are handled and messages sent."""
        return self in (Role.ALL, Role.WORK)

    @property
    def plans(self) -> bool:
        """Whether what the clock asks for is planned and fanned out."""
        return self in (Role.ALL, Role.CLOCK)
