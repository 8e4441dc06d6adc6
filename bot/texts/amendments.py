"""What is said about changing place, theme or hands of an announced meeting."""

from collections.abc import Iterable

from bot.texts.markup import GAP, lines, safe
from storage.rules.amendments import Part, SameValueError

AMEND, CONFIRM = "改内容", "确认修改"
ASK_PART = "时间不变，要改哪一项？请点一个。"
NOTHING_CHANGED = "会议没有改动，没有通知任何人。"
PART = {Part.PLACE: "地点", Part.THEME: "主题", Part.HOST: "主持人", Part.RECORDER: "记录人"}
_ASK = {
    Part.PLACE: "改在哪里开？请点一个，或者直接打字。",
    Part.THEME: "主题改成什么？请直接打字。",
    Part.HOST: "改由谁主持？请点一个。",
    Part.RECORDER: "改由谁记录？请点一个。",
}
_STAY = "其他不变，已经回复的不用再回复。"


def ask(title: str, part: Part, old: str) -> str:
    """Ask for the new value of one part."""
    return lines(title, f"{PART[part]}：{safe(old) or '未定'}", _ASK[part])


def from_to(part: Part, old: str, new: str) -> str:
    """Show a part as it was and as it is to be."""
    return f"{PART[part]}：{safe(old) or '未定'} → {safe(new) or '未定'}"


def preview(title: str, when: str, change: str) -> str:
    """Show the change before it is carried out."""
    return lines(f"请核对，确认后点“{CONFIRM}”：", GAP, title, f"时间：{when}", change, GAP, "大家会收到通知。", _STAY)


def notice(title: str, when: str, changes: Iterable[str]) -> str:
    """Tell everybody what has changed."""
    return lines(f"【会议变更】{title}", f"时间：{when}", *changes, _STAY)


def done(title: str, change: str) -> str:
    """Confirm the change to the one who made it."""
    return lines(f"已修改。{title}", change, "大家会收到通知。")


REFUSALS = {SameValueError: lambda _: "和原来一样，没有改动。请换一个，或者发 /cancel 不改。"}
