"""What is said about those who have not answered: to the secretary by name, in the group without a reason."""

from collections.abc import Iterable, Sequence

from bot.texts.markup import GAP, bold, lines, safe
from storage.rules.silence import Silent, Survey

_NAMED = (
    ("to_confirm", "改期后没有重新确认", ""),
    ("silent", "没有回复", ""),
    ("unreachable", "通知没有送达", "，请打电话告知"),
    ("unlinked", "未绑定", "，请打电话告知"),
)


def report(body: str, found: Survey, *, own_group: bool, late: bool) -> str:
    """Name to the secretary (or a group's leader) who has not answered, and warn of a quorum not yet promised."""
    named = [_named(label, getattr(found, part), advice) for part, label, advice in _NAMED]
    opening = "会前还有同志没有回复：" if any(named) else "大家都回复了，但是人数可能不够："
    if own_group:
        opening = "您的党小组还有同志没有回复，请提醒一下："
    warning = _warning(found, any_open=any(named)) if found.in_danger else ""
    return lines(opening + ("（因故迟发）" if late else ""), GAP, body, GAP, *named, GAP, warning)


def mention(body: str, people: Iterable[Silent]) -> str:
    """Ask people in the group to look at the notice; why they are asked is nobody's business."""
    called = "、".join(f'<a href="tg://user?id={one.telegram_id}">{safe(one.name)}</a>' for one in people)
    return lines(f"请以下同志查看会议通知：{called}", GAP, body)


def _named(label: str, people: Sequence[Silent], advice: str) -> str:
    if not people:
        return ""
    return f"{label}（{len(people)}人）：{'、'.join(safe(one.name) for one in people)}{advice}"


def _warning(found: Survey, *, any_open: bool) -> str:
    if found.quorum is None:
        return ""
    quorum = found.quorum.quorum
    purpose = "如果要表决，须有表决权的正式党员" if found.only_to_vote else "开会须"
    if any_open:
        left = "要请没有回复的同志到会。" if found.quorum.possible else "没有回复的同志都来也不够，请考虑改期。"
    else:
        left = "请考虑改期。"
    return lines(
        bold("人数预警"),
        f"{purpose}到会 {quorum.needed} 人（应到 {quorum.base}）。",
        f"现在答应参加的有 {quorum.present} 人，还差 {quorum.missing} 人。",
        left,
    )
