"""What is said about minutes: lines, the state of a record, signing, the file."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.texts import dates, terms
from bot.texts.markup import bold, lines, safe
from storage.rules.minutes import (
    AlreadySignedError,
    InReviewError,
    NoRunningMeetingError,
    NoSignerError,
    NoSuchLineError,
    NoSuchMinutesError,
    NotBegunError,
    NotInReviewError,
    NotSignedError,
    NotSignerError,
    PhoneNumberError,
    PrivateEntryError,
    RecordChangedError,
    RollNotConfirmedError,
)
from storage.rules.terms import LineKind, MinutesState, SensitiveEntry, SigningRole

TAKEN, TAKEN_BACK = "👍", "👌"
STATE: Mapping[MinutesState, str] = {
    MinutesState.DRAFT: "起草中",
    MinutesState.IN_REVIEW: "待签字",
    MinutesState.SIGNED: "已签字",
}
ROLE: Mapping[SigningRole, str] = {SigningRole.HOST: "主持人", SigningRole.RECORDER: "记录人"}

ASK_WHICH = "是哪一次会议？请点一个。"
ASK_REMARK = "已退回修改。请写一句要改什么，或者点“不写意见”。"
ASK_CORRECTION = "为什么要更正？请写一句原因，会印在新版本上，原来的版本保留。"
NO_REMARK, DONE = "不写意见", "写完了"
NOTED, NOTED_BACK = "已记下。", "已撤销。"
REMOVED = "已删除这一条。"
SUBMITTED = "已送审，已请主持人、记录人签字。"
RETURNED = "已退回修改。"
RETURN_PASSED_ON = "已把意见转给记录人。"
SIGNED_ONE = "您已签字，还差另一位签字。"
SIGNED_ALL = "签字完成，记录已定稿。"
ALREADY = "您已经签过字了。"
GO_PRIVATE = "请到与我的私聊里发 /minutes，会议内容只在私聊里填写和查看。"
OPEN_PRIVATE = "我还不能私聊您：请点我的头像，按“开始”，再点一次。"
REOPENED = "已开始更正，请修改后重新送审。"
NOTHING = "还没有记下任何内容。"

HOW_ELSEWHERE = (
    "按本组织的设置，会议内容不在私聊里填写和查看。\n会议进行时可以在群里发：#议题、#发言、#决议、#行动。\n"
    "签字后的文件由管理员用 sanhui export minutes 导出。"
)
ASK_ENTRY = "书记可以在这里选择：会议内容等敏感文字，在哪里填写？"


def ask_line(kind: LineKind) -> str:
    """Ask for a line of this kind."""
    example = {
        LineKind.TOPIC: "例如：讨论四季度工作",
        LineKind.SPEECH: "例如：张三：同意这个方案",
        LineKind.RESOLUTION: "例如：同意四季度工作报告",
        LineKind.ACTION: "例如：李四 12月20日前 整理台账",
    }[kind]
    return lines(f"请写一条{terms.LINE_KIND[kind]}，直接打字。", example)


def next_line(kind: LineKind) -> str:
    """Say that a line was kept and that more may follow."""
    return f"{NOTED}可以接着写下一条{terms.LINE_KIND[kind]}，或者点“{DONE}”。"


def heading(title: str, when: str, state: MinutesState, version: int, reason: str) -> str:
    """Which minutes these are and how they stand."""
    return lines(
        f"会议记录：{bold(title)}",
        when,
        f"状态：{STATE[state]}" + (f"（第 {version} 版）" if version > 1 else ""),
        f"更正原因：{safe(reason)}" if reason else "",
    )


def counted(counts: Mapping[LineKind, int]) -> str:
    """How many lines of each kind there are."""
    return " ".join(f"{terms.LINE_KIND[kind]} {counts.get(kind, 0)}" for kind in LineKind)


def line(number: int, kind: LineKind, speaker: str, text: str, owner: str, deadline: str) -> str:
    """One line of the minutes."""
    who = f"{safe(speaker)}：" if speaker else ""
    tail = "；".join(
        part for part in (owner and f"责任人：{safe(owner)}", deadline and f"时限：{safe(deadline)}") if part
    )
    return f"{number}. 【{terms.LINE_KIND[kind]}】{who}{safe(text)}" + (f"（{tail}）" if tail else "")


def cut(text: str, limit: int) -> str:
    """Return a text short enough for a screen; the file holds all of it."""
    return text if len(text) <= limit else f"{text[:limit]}……（全文见文件）"


def pages(page: int, of: int) -> str:
    """Which page of the lines is shown."""
    return f"第 {page}/{of} 页" if of > 1 else ""


def criticism(people: int) -> str:
    """How many people's criticism and self-criticism go into the record."""
    return f"批评和自我批评：{people} 人" if people else ""


def missing(counts: Mapping[LineKind, int], *, roll_confirmed: bool) -> str:
    """What a complete record still lacks."""
    wanted = (LineKind.TOPIC, LineKind.SPEECH, LineKind.RESOLUTION)
    lacking = [f"还没有{terms.LINE_KIND[kind]}" for kind in wanted if not counts.get(kind, 0)]
    return (
        "提示：" + "；".join([*lacking, *([] if roll_confirmed else ["考勤未确认"])])
        if lacking or not roll_confirmed
        else ""
    )


def signatures(who: Sequence[tuple[SigningRole, str, bool]]) -> str:
    """Who has signed and who has not yet."""
    return lines(*(f"{ROLE[role]}　{safe(name)}：{'已签字' if done else '待签字'}" for role, name, done in who))


def remark(words: str) -> str:
    """Why the record was sent back."""
    return f"退回意见：{safe(words)}" if words else ""


def nudge(title: str, when: str, *, roll_confirmed: bool, late: bool) -> str:
    """Remind the recorder of minutes that are not signed yet."""
    return lines(
        "请整理会议记录：" + ("（因故迟发）" if late else ""),
        bold(title),
        when,
        "" if roll_confirmed else "考勤还没有确认，请先点“考勤”。",
        "写好后点“送审”，再由主持人、记录人签字。",
    )


def to_sign(title: str, when: str, figures: str, counts: str, *, late: bool) -> str:
    """Ask host and recorder to check and sign."""
    return lines(
        "请核对会议记录并签字：" + ("（因故迟发）" if late else ""),
        bold(title),
        when,
        figures,
        counts,
        "有要改的，请点“退回修改”。",
    )


def returned(title: str, when: str, words: str) -> str:
    """Tell the recorder that the record came back."""
    return lines("会议记录被退回修改：", bold(title), when, remark(words), "改好后请再点“送审”。")


def file_ready(title: str, when: str, sha256: str) -> str:
    """Go with the signed Word file."""
    return lines(
        "会议记录已签字定稿：", bold(title), when, f"校验码 {sha256[:16]}", "请打印后由主持人、记录人手写签名存档。"
    )


def file_at_office(title: str, when: str, sha256: str) -> str:
    """Say that the signed file waits at the office."""
    return lines(
        "会议记录已签字定稿：",
        bold(title),
        when,
        f"校验码 {sha256[:16]}",
        "文件不经聊天发送，请管理员用 sanhui export minutes 导出。",
    )


def draft_file(title: str) -> str:
    """Go with the Word file of a version not signed yet."""
    return lines("会议记录全文（草稿，未签字）：", bold(title))


def file_name(day: date, title: str, version: int, *, signed: bool) -> str:
    """Name the Word file."""
    state = f"第{version}版" if version > 1 else ""
    return f"会议记录 {day:%Y-%m-%d} {_plain(title)}{state}{'' if signed else '（草稿）'}.docx"


def numbered(name: str, number: int) -> str:
    """Tell a file from another of the same name."""
    return f"{name.removesuffix('.docx')}（{number}）.docx"


def _plain(title: str) -> str:
    kept = "".join(" " if char in '\\/:*?"<>|\r\n\t' else char for char in title)
    return " ".join(kept.split())[:50]


def paper_title(activities: str) -> str:
    """The title on the paper."""
    return f"{activities}会议记录"


def paper_number(year: int, number: int) -> str:
    """Which meeting of its kind this is in its year."""
    return f"{year}年第{number}次"


def paper_span(start: datetime, minutes: int, zone: ZoneInfo) -> str:
    """The time on the paper."""
    return dates.span(start, minutes, zone)


def elsewhere(entry: SensitiveEntry | None, *, may_choose: bool) -> str:
    """Say how to go on where text does not pass through private chat; ask for the choice who may take it."""
    return lines(HOW_ELSEWHERE, ASK_ENTRY if entry is None and may_choose else "")


REFUSALS = {
    NoRunningMeetingError: lambda _: "现在没有进行中的会议，这一行没有记入会议记录。请记录人发 /minutes 补写。",
    NoSuchLineError: lambda _: "没有可以撤销的内容：只能撤销自己记的，别人记的请找记录人。",
    NoSuchMinutesError: lambda _: "没有这份会议记录。请发 /minutes 看有哪些。",
    PhoneNumberError: lambda _: "没有保存：里面有手机号。请去掉手机号再发。",
    NotBegunError: lambda _: "会议还没有开始，不能送审。请等会议结束、确认考勤以后再来。",
    RollNotConfirmedError: lambda _: "请先确认考勤：发 /roll，核对后点“确认考勤”，再来送审。",
    InReviewError: lambda _: "记录已送审，不能再改。要改请先点“退回修改”。",
    AlreadySignedError: lambda _: "记录已签字定稿，不能再改。要更正请发 /minutes 点“更正”。",
    NotInReviewError: lambda _: "这份记录现在不在待签字状态。请发 /minutes 看最新情况。",
    NotSignedError: lambda _: "只有最新的、已签字的记录可以更正。请发 /minutes 看最新情况。",
    NotSignerError: lambda _: "只有这次会议的主持人和记录人可以签字或退回。主持人、记录人写错了请联系书记。",
    NoSignerError: lambda _: "主持人、记录人都还没有绑定账号，无法签字。请先在群里发 /join 绑定。",
    RecordChangedError: lambda _: "送审以后考勤或内容有变动，不能签字。请点“退回修改”，再重新送审。",
    PrivateEntryError: lambda _: HOW_ELSEWHERE,
}
