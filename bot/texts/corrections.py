"""What is said when a member calls their line of a roll wrong."""

from bot.texts import terms
from bot.texts.markup import bold, lines, safe
from storage.rules.corrections import (
    CorrectionDecidedError,
    NoSuchCorrectionError,
    NotBegunYetError,
    OwnCorrectionError,
)
from storage.rules.terms import AttendanceStatus, CorrectionState

ASK_WHICH = "哪一次会议登记得不对？请点一个。"
NONE = "今年还没有可以更正的会议。有疑问请联系书记。"
NO_WORDS = "不写说明"
PASSED_ON = "已交给记录人和书记核对，有结果我会在这里告诉您。"
DECLINED = "已告诉本人：登记没有改动。"
IN_PRIVATE = "请在私聊里发 /mine，再点“有误？”。"


def label_of(status: AttendanceStatus | None) -> str:
    """What a line says now."""
    return terms.ATTENDANCE[status] if status else terms.UNKNOWN_ATTENDANCE


def label(title: str, status: AttendanceStatus | None) -> str:
    """One meeting to choose from, with what its roll says of the member."""
    return f"{title} {label_of(status)}"


def ask_words(title: str, status: AttendanceStatus | None) -> str:
    """Ask what is wrong."""
    return lines(bold(title), f"现在登记：{label_of(status)}", f"实际情况是什么？请打一句话，或者点“{NO_WORDS}”。")


def request(
    name: str, title: str, when: str, status: AttendanceStatus | None, words: str, *, late: bool, locked: bool
) -> str:
    """Ask somebody who keeps the roll to look."""
    return lines(
        f"{bold(name)}说自己的考勤有误，请核对：" + ("（因故迟发）" if late else ""),
        bold(title),
        when,
        f"现在登记：{label_of(status)}",
        f"本人说明：{safe(words)}" if words else "本人没有写说明。",
        "考勤已经确认：要改请先点“重新打开”，再点姓名。" if locked else "要改请点“改这一行”。",
        "没有错请点“登记无误”。",
    )


def result(title: str, when: str, status: AttendanceStatus | None, state: CorrectionState) -> str:
    """Tell the member what became of it."""
    if state is CorrectionState.CORRECTED:
        return lines("您说有误的考勤已经更正：", bold(title), when, f"现在登记：{label_of(status)}")
    return lines(
        "您说有误的考勤，核对后没有改动：",
        bold(title),
        when,
        f"现在登记：{label_of(status)}",
        "还有疑问，请当面找记录人或书记。",
    )


REFUSALS = {
    NoSuchCorrectionError: lambda _: "没有这条更正请求。请发 /todo 看最新的待办。",
    CorrectionDecidedError: lambda _: "这条更正请求已经有人处理过了。请发 /todo 看还有什么要办。",
    NotBegunYetError: lambda _: "会议还没有开始，考勤还没有登记。现在不来请点“请假”，到会请点“签到”。",
    OwnCorrectionError: lambda _: "自己的考勤有误，要由别的同志核对。请联系书记或记录人。",
}
