"""Minute lines as people type them, and what stands between a draft and a signed version.

Reads Chinese: the words after # and the customary marks of speaker, owner and deadline are input vocabulary.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from storage.rules import names, wording
from storage.rules.refusals import RefusalError
from storage.rules.terms import LineKind, MinutesState, SigningRole
from storage.rules.wording import WordingWarning

LINE_LIMIT = 4096
REASON_LIMIT = 200

_KINDS = {"议题": LineKind.TOPIC, "发言": LineKind.SPEECH, "决议": LineKind.RESOLUTION, "行动": LineKind.ACTION}
_MARK = re.compile(rf"[#＃]\s*({'|'.join(_KINDS)}|撤销|撤回)[\s：:，,、]*")
_SPEAKER = re.compile(r"([^\s：:，,。；;]{2,20})\s*[：:]\s*(?=\S)")
_BLANKS = re.compile(r"[\s，,；;。]+")
_DEADLINE = re.compile(
    r"(?=[^前])"
    r"(?:(?:\d{4}|[今明后本])?年)?"
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[本下])个?月)?"
    r"(?:\d{1,2}[日号]|[上中下]旬|底|末|初|\d{1,4}[-./]\d{1,2}(?:[-./]\d{1,2})?|[本这下]?(?:周|星期)[一二三四五六日天末])?"
    r"(?:之前|以前|前)?"
)


class NoRunningMeetingError(RefusalError):
    """A # line was typed while no meeting takes lines here."""


class NoSuchLineError(RefusalError):
    """No such line, or none the person may take back: the same answer for both."""


class NoSuchMinutesError(RefusalError):
    """No such version of minutes, or none the person may see: the same answer for both."""


class PhoneNumberError(RefusalError):
    """A line holds a mobile number; it is not kept."""


class NotBegunError(RefusalError):
    """Minutes are written once the meeting has begun."""


class RollNotConfirmedError(RefusalError):
    """Minutes are handed in once the roll is confirmed, for they print its figures."""


class InReviewError(RefusalError):
    """The draft has been handed in for signing and cannot be changed meanwhile."""


class AlreadySignedError(RefusalError):
    """This version is signed; what is wrong in it is put right in a new version."""


class NotInReviewError(RefusalError):
    """There is nothing to sign or to send back: not handed in, sent back, or signed meanwhile."""


class NotSignedError(RefusalError):
    """Only a signed version can be corrected."""


class NotSignerError(RefusalError):
    """Minutes are signed by the meeting's host and recorder."""


class NoSignerError(RefusalError):
    """Neither the host nor the recorder has a linked account to sign with."""


class RecordChangedError(RefusalError):
    """Something the frozen record holds has changed since it was handed in."""


class PrivateEntryError(RefusalError):
    """The organisation has not chosen private chat for confidential text."""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line typed with #; ``kind`` None takes a line back."""

    kind: LineKind | None
    text: str


@dataclass(frozen=True, slots=True)
class ActionParts:
    """What is to be done, by whom and by when, as far as it was said."""

    text: str
    owner: str = ""
    deadline: str = ""


def read(text: str) -> tuple[TypedLine, ...]:
    """Return the # lines of a message in order; what follows a line without a # of its own belongs to it."""
    found: list[TypedLine] = []
    for row in text.splitlines():
        mark = _MARK.match(row.strip())
        if mark is not None:
            found.append(TypedLine(_KINDS.get(mark[1]), row.strip()[mark.end() :].strip()))
        elif found:
            found[-1] = TypedLine(found[-1].kind, f"{found[-1].text}\n{row.rstrip()}".strip("\n"))
    return tuple(found)


def check_line(text: str) -> str:
    """Return a line fit to be stored; raises WordingRefused or PhoneNumberError."""
    checked = wording.check(text, LINE_LIMIT)
    if WordingWarning.MOBILE_NUMBER in checked.warnings:
        raise PhoneNumberError
    return checked.text


def split_speaker(text: str, people: Mapping[str, int]) -> tuple[int | None, str]:
    """Return who is said to have spoken (somebody of ``people``, name → id) and the words; None when nobody is."""
    said = _SPEAKER.match(text)
    who = find(said[1], people) if said is not None else None
    return (who, text[said.end() :]) if said is not None and who is not None else (None, text)


def find(name: str, people: Mapping[str, int]) -> int | None:
    """Return the id of the person of this name (同志 behind it aside), or None."""
    wanted = names.key(name).removesuffix("同志")
    return next((member for known, member in people.items() if names.key(known) == wanted), None)


def split_action(text: str, people: Mapping[str, int]) -> ActionParts:
    """Return an agreed matter with the owner named first and the first stretch that reads like a deadline."""
    words = [word for word in _BLANKS.split(text) if word]
    owner = words[0] if words and all(find(one, people) is not None for one in words[0].split("、")) else ""
    deadline = next(filter(None, map(_deadline, words)), "")
    rest = text
    for taken in filter(None, (owner, deadline)):
        rest = rest.replace(taken, "", 1)
    rest = rest.strip(" \t\n\u3000，,；;：:")
    return ActionParts(rest or text, owner, deadline) if owner or deadline else ActionParts(text)


def _deadline(word: str) -> str:
    """Return the deadline a word is, or begins with when it ends in 前; an empty string otherwise."""
    found = _DEADLINE.match(word)
    return found[0] if found and (found[0] == word or found[0].endswith("前")) else ""


def check_draft(state: MinutesState) -> None:
    """Raise InReviewError or AlreadySignedError unless lines may still be changed."""
    if state is MinutesState.IN_REVIEW:
        raise InReviewError
    if state is MinutesState.SIGNED:
        raise AlreadySignedError


def check_submit(state: MinutesState, *, begun: bool, roll_confirmed: bool) -> None:
    """Raise NotBegunError, RollNotConfirmedError, InReviewError or AlreadySignedError unless 送审 is possible."""
    check_draft(state)
    if not begun:
        raise NotBegunError
    if not roll_confirmed:
        raise RollNotConfirmedError


def needed_signatures(hands: Mapping[SigningRole, int | None], linked: Collection[int]) -> dict[SigningRole, int]:
    """Return whose signatures make a version signed: those of host and recorder who have an account.

    One person in both roles signs once for both; minutes with neither linked need nobody and cannot be signed.
    """
    return {role: member for role, member in hands.items() if member is not None and member in linked}


def is_complete(needed: Mapping[SigningRole, int], signed: Iterable[SigningRole]) -> bool:
    """Return whether everybody needed has signed; nobody needed is never complete."""
    return bool(needed) and needed.keys() <= set(signed)
