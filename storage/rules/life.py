"""Criticism and self-criticism: what is written, by whom, who may read it, and who has not had a turn yet.

Source: 支部工作条例 art. 17 (organisational life meetings, 开展批评和自我批评); design §9. Coverage names people and
never counts them against each other: no score, no ranking.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from storage.rules.refusals import RefusalError
from storage.rules.terms import Activity, Duty, MeetingState, SensitiveEntry

LIFE_ACTIVITIES = frozenset({Activity.ORG_LIFE_MEETING, Activity.DEMOCRATIC_LIFE_MEETING, Activity.MEMBER_APPRAISAL})
"""What a meeting must be credited as to have criticism and self-criticism."""

WRITABLE = frozenset({MeetingState.ANNOUNCED, MeetingState.IN_PROGRESS, MeetingState.HELD})
SHOWN = WRITABLE | {MeetingState.ARCHIVED}
TEXT_LIMIT = 10_000
"""Characters in one section, one criticism or one response."""

CLIENT_SPLIT = 4096
"""Where Telegram's clients cut a longer text into several messages."""


class Section(StrEnum):
    """The three parts of a self-criticism, in the order they are asked."""

    PROBLEMS = "problems"
    CAUSES = "causes"
    MEASURES = "measures"


class CriticismAspect(StrEnum):
    """What side of a person a criticism is about."""

    POLITICS = "politics"
    THOUGHT = "thought"
    STUDY = "study"
    WORK = "work"
    STYLE = "style"
    DISCIPLINE = "discipline"
    OTHER = "other"


class NotLifeMeetingError(RefusalError):
    """The meeting is not credited as one that has criticism and self-criticism."""


class NoLifeMeetingError(RefusalError):
    """The organisation has no such meeting, past or coming."""


class LifeClosedError(RefusalError):
    """The minutes have been handed in: what was said is on record and no longer changed."""


@dataclass(eq=False)
class EntryElsewhereError(RefusalError):
    """The organisation has not chosen private chat for confidential text (None: not chosen yet)."""

    entry: SensitiveEntry | None


class NotOnLifeRollError(RefusalError):
    """The person is not on the meeting's list of those expected."""


class NotKeeperError(RefusalError):
    """Only host, recorder and secretary enter or read what others said."""


class NoSuchCriticismError(RefusalError):
    """No such criticism, or none of the person's: the same answer for both."""


class OwnCriticismError(RefusalError):
    """Nobody criticises themselves: that is self-criticism."""


class OwnDraftError(RefusalError):
    """The person is still writing and has not submitted: nobody else reads or replaces a draft."""


class AnsweredError(RefusalError):
    """A criticism that has been answered stays as it is."""


class LifeInPrivateError(RefusalError):
    """Criticism and self-criticism are entered and read in a private chat only."""


@dataclass(eq=False)
class UnfinishedError(RefusalError):
    """Sections are still missing."""

    missing: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class SelfExamination:
    """One person's self-criticism: three sections, who typed it, whether it has been submitted."""

    member_id: int
    by_id: int
    problems: str = ""
    causes: str = ""
    measures: str = ""
    submitted: bool = False

    @property
    def sections(self) -> tuple[tuple[Section, str], ...]:
        """The sections that have been written, in order."""
        return tuple((section, text) for section in Section if (text := self.text_of(section)))

    @property
    def missing(self) -> tuple[Section, ...]:
        """The sections still to be written."""
        return tuple(section for section in Section if not self.text_of(section))

    @property
    def is_shared(self) -> bool:
        """Whether it is more than the person's own draft: submitted, or taken down by a keeper."""
        return self.submitted or self.by_id != self.member_id

    def text_of(self, section: Section) -> str:
        """Return one section's text."""
        return {Section.PROBLEMS: self.problems, Section.CAUSES: self.causes, Section.MEASURES: self.measures}[section]

    def rewritten(self, section: Section, text: str, by_id: int) -> "SelfExamination":
        """Return it with one section's text replaced; raises OwnDraftError for somebody else's open draft."""
        if by_id != self.member_id and self.sections and not self.is_shared:
            raise OwnDraftError
        author = self.by_id if self.sections else by_id
        return replace(self, by_id=author, **{section.value: text})  # type: ignore[arg-type]  # the section names a text


@dataclass(frozen=True, slots=True)
class Remark:
    """One criticism: from whom, to whom, on what aspect (None where it was not said), its text and its response."""

    from_id: int
    to_id: int
    by_id: int
    text: str
    aspect: CriticismAspect | None = None
    response: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """What one reader may see of a meeting, opened for them."""

    examinations: tuple[SelfExamination, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def examination_of(self, member_id: int) -> SelfExamination | None:
        """Return one person's self-criticism."""
        return next((one for one in self.examinations if one.member_id == member_id), None)

    def received_by(self, member_id: int) -> tuple[Remark, ...]:
        """Return the criticisms of one person, oldest first."""
        return tuple(one for one in self.remarks if one.to_id == member_id)

    def given_by(self, member_id: int) -> tuple[Remark, ...]:
        """Return the criticisms one person gave, oldest first."""
        return tuple(one for one in self.remarks if one.from_id == member_id)

    def remark(self, criticism_id: int) -> Remark:
        """Return one criticism; raises NoSuchCriticismError."""
        for one in self.remarks:
            if one.id == criticism_id:
                return one
        raise NoSuchCriticismError


@dataclass(frozen=True, slots=True)
class Examined:
    """One person of the roll for the minutes: name, self-criticism, criticism received."""

    member_id: int
    name: str
    sections: tuple[tuple[Section, str], ...] = ()
    criticisms: tuple["Criticised", ...] = ()

    @property
    def self_criticism(self) -> str:
        """The sections as one plain text, a paragraph each."""
        return "\n".join(text for _, text in self.sections)


@dataclass(frozen=True, slots=True)
class Criticised:
    """One criticism for the minutes: the critic's name, aspect, text and response."""

    critic: str
    text: str
    aspect: CriticismAspect | None = None
    response: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who has not had a turn yet, in roll order."""

    without_self_criticism: tuple[int, ...]
    without_criticism_given: tuple[int, ...]
    without_criticism_received: tuple[int, ...]
    without_response: tuple[int, ...]


def is_keeper(member_id: int, duties: Collection[Duty], host_id: int | None, recorder_id: int | None) -> bool:
    """Return whether someone keeps the record of what was said: host, recorder, or the organisation's secretary.

    Where the meeting names no recorder, whoever holds that duty is one (regulations §9: visible to attendees' own
    lines, chair, recorder).
    """
    if member_id in (host_id, recorder_id) or Duty.SECRETARY in duties:
        return True
    return recorder_id is None and Duty.RECORDER in duties


def readable(everything: Opened, member_id: int, *, keeper: bool) -> Opened:
    """Return what a reader may see: a keeper all but others' open drafts, anybody else what they gave or received."""
    mine = [one for one in everything.examinations if one.member_id == member_id or (keeper and one.is_shared)]
    remarks = [one for one in everything.remarks if keeper or member_id in (one.from_id, one.to_id)]
    return Opened(tuple(mine), tuple(remarks))


def cover(roll: Sequence[int], opened: Opened) -> Coverage:
    """Return who of the roll has not yet written, spoken, been spoken to or answered."""
    written = {one.member_id for one in opened.examinations if one.submitted}
    spoke = {one.from_id for one in opened.remarks}
    heard = {one.to_id for one in opened.remarks}
    unanswered = {one.to_id for one in opened.remarks if not one.response}
    return Coverage(
        _without(roll, written), _without(roll, spoke), _without(roll, heard), tuple(i for i in roll if i in unanswered)
    )


def joined(before: str, more: str, *, cut: bool) -> str:
    """Return a text with the next message added: on a new line, or right behind one that a client had ``cut``."""
    if not before:
        return more
    return before + more if cut else f"{before}\n{more}"


def is_cut(message: str) -> bool:
    """Return whether a typed message is as long as one can be, so that the next one may be its other half."""
    return len(message) >= CLIENT_SPLIT


def _without(roll: Sequence[int], found: Iterable[int]) -> tuple[int, ...]:
    present = set(found)
    return tuple(member_id for member_id in roll if member_id not in present)
