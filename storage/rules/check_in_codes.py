"""The code of the minute and the link of the room's poster: derived from a meeting's secret, never stored.

Whoever is in the room can show that they are: by typing six digits that change every minute, or by scanning the
poster. Passing the digits on in time cannot be prevented by a chat; the head-count and spot checks are for that.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.rules.refusals import RefusalError

DIGITS = 6
STEP = timedelta(minutes=1)
SECRET_BYTES = 32
MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=10)
_FORMER = 1
_MARK = 10
_PAYLOAD = re.compile(r"in_([0-9]{1,18})_([0-9a-f]{32})", re.ASCII)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(eq=False)
class WrongCodeError(RefusalError):
    """The digits are not the code of this minute or the last; ``left`` more tries are allowed."""

    left: int


@dataclass(eq=False)
class TooManyTriesError(RefusalError):
    """No more digits are taken from this person until ``until`` (aware UTC)."""

    until: datetime


class PosterLinkError(RefusalError):
    """The link is not, or no longer, that of a meeting's poster."""


@dataclass(frozen=True, slots=True)
class Poster:
    """What a poster's link says: which meeting, and the mark that proves it was scanned."""

    meeting_id: int
    mark: str

    @property
    def proof(self) -> int:
        """The beginning of the mark as a number small enough for a button."""
        return int(self.mark[:_MARK], 16)


def code(secret: bytes, moment: datetime) -> str:
    """Return the six digits of the minute ``moment`` (aware) lies in."""
    digest = hmac.digest(secret, f"code|{_minute(moment)}".encode(), "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def valid_until(moment: datetime) -> datetime:
    """Return when the minute of ``moment`` ends, in UTC; the code is taken for a minute more."""
    return datetime.fromtimestamp((_minute(moment) + 1) * STEP.total_seconds(), UTC)


def accepts(secret: bytes, typed: str, now: datetime) -> bool:
    """Return whether ``typed`` is the code of this minute or of the one before, however it is spaced."""
    digits = "".join(typed.translate(_DIGITS).split())
    if not digits.isascii():
        return False
    matches = [hmac.compare_digest(digits, code(secret, now - age * STEP)) for age in range(_FORMER + 1)]
    return any(matches)


def poster(secret: bytes, meeting_id: int) -> Poster:
    """Return what the poster of a meeting says."""
    return Poster(meeting_id, hmac.digest(secret, f"poster|{meeting_id}".encode(), "sha256").hex()[:32])


def payload(shown: Poster) -> str:
    """Return a poster as the payload of a t.me link (letters, digits and underscores, at most 64)."""
    return f"in_{shown.meeting_id}_{shown.mark}"


def read_payload(text: str) -> Poster | None:
    """Return the poster a /start payload speaks of, or None when it speaks of something else."""
    found = _PAYLOAD.fullmatch(text.strip())
    return Poster(int(found[1]), found[2]) if found else None


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // STEP.total_seconds())
