"""What is said about criticism and self-criticism."""

from collections.abc import Mapping, Sequence

from bot.texts import terms
from bot.texts.markup import bold, lines, safe
from storage.repositories.life import Counts
from storage.rules.life import (
    AnsweredError,
    CriticismAspect,
    EntryElsewhereError,
    LifeClosedError,
    LifeInPrivateError,
    NoLifeMeetingError,
    NoSuchCriticismError,
    NotKeeperError,
    NotLifeMeetingError,
    NotOnLifeRollError,
    OwnCriticismError,
    OwnDraftError,
    Remark,
    Section,
    SelfExamination,
    UnfinishedError,
)
from storage.rules.terms import MeetingState, SensitiveEntry
from storage.rules.wording import WordingWarning

SECTION: Mapping[Section, str] = {Section.PROBLEMS: "问题", Section.CAUSES: "原因", Section.MEASURES: "措施"}
ASPECT: Mapping[CriticismAspect, str] = {
    CriticismAspect.POLITICS: "政治",
    CriticismAspect.THOUGHT: "思想",
    CriticismAspect.STUDY: "学习",
    CriticismAspect.WORK: "工作",
    CriticismAspect.STYLE: "作风",
    CriticismAspect.DISCIPLINE: "纪律",
    CriticismAspect.OTHER: "其他",
}
_QUESTION = {
    Section.PROBLEMS: "存在哪些问题？请写具体的人和事。",
    Section.CAUSES: "产生这些问题的原因是什么？",
    Section.MEASURES: "准备怎样改？请写今后的措施。",
}

DONE, SUBMIT, KEEP, DISCARD = "写完了", "提交", "照这样保存", "不保存，重写"
ASK_WHICH = "是哪一次会议？请点一个。"
ASK_CRITIC = "是哪位同志提的意见？请点一个，或者直接打姓名。"
ASK_WHOM = "给哪位同志提意见？请点一个，或者直接打姓名。"
NO_SUCH_NAME = "应到名单里没有这个名字。请点一个，或者再打一次姓名。"
SUBMITTED = "自我批评已提交。以后还可以修改，记录送审后就不能再改了。"
CRITICISM_KEPT = "批评意见已保存。"
RESPONSE_KEPT = "表态已保存。"
WITHDRAWN = "这条批评意见已撤回。"
NOTHING_YET = "还没有写内容。请直接打字，写完再点“写完了”。"
GO_PRIVATE = "请到与我的私聊里发 /life，批评和自我批评只在私聊里填写和查看。"
IN_GROUP = "内容不在群里填写和查看，请在私聊里发 /life。"
REVIEWED = "会议记录已送审，内容不再修改。"


def title(activities: str, theme: str) -> str:
    """Name a meeting: what it counts as, and its theme."""
    return f"{bold(activities)}{'·' + safe(theme) if theme else ''}"


def label(name: str, day: str) -> str:
    """Name a meeting on a button."""
    return f"{name[:30]} {day}"


def board(name: str, when: str, state: MeetingState, counts: Counts) -> str:
    """How far a meeting is, in figures alone."""
    return lines(
        name,
        when,
        f"阶段：{terms.MEETING_STATE[state]}",
        f"应到 {counts.expected} 已提交自我批评 {counts.submitted} 批评意见 {counts.criticisms}",
    )


def own(examination: SelfExamination | None, received: int, unanswered: int, given: int) -> str:
    """How far one's own part is."""
    state = "还没有写"
    if examination is not None:
        missing = "、".join(SECTION[one] for one in examination.missing)
        state = "已提交" if examination.submitted else f"还差{missing}" if missing else "写好了，还没有提交"
    waiting = f"，其中 {unanswered} 条等您表态" if unanswered else ""
    return lines(f"您的自我批评：{state}", f"您提的批评意见：{given} 条", f"您收到的批评意见：{received} 条{waiting}")


def coverage(
    without_self: Sequence[str],
    without_given: Sequence[str],
    without_received: Sequence[str],
    unanswered: Sequence[str],
) -> str:
    """Who has not had a turn yet; names in roll order, no figures beside them."""
    rows = (
        ("还没有自我批评", without_self),
        ("还没有提出批评意见", without_given),
        ("还没有收到批评意见", without_received),
        ("还没有表态", unanswered),
    )
    return lines(*(f"{said}：{safe('、'.join(names))}" for said, names in rows if names)) or "每位同志都轮到了。"


WALK = "逐人记录：请点姓名。"
PRIVACY = "在这里写的内容，我保存后会删除您发的原文；请知悉，Telegram 公司能看到经过它的文字。"


def how_else(entry: SensitiveEntry | None, *, chooses: bool) -> str:
    """Say how it is written where private chat has not been chosen."""
    if entry is SensitiveEntry.OWN_PAGE:
        chosen = "本支部选的是内网页面填写，Telegram 里不收批评和自我批评的内容。"
    else:
        chosen = "本支部还没有选定敏感内容怎样填写，现在不收批评和自我批评的内容。"
    paper = "内网页面还没有开通，请写成书面材料交给记录人，由单位电脑录入。"
    return lines(chosen, paper, "您可以在这里选填写方式：" if chooses else "要改填写方式请联系书记。")


def ask_section(section: Section, name: str, present: str) -> str:
    """Ask for one section; what stands there already is shown, for the next message replaces it."""
    whose = f"{bold(name)}的自我批评" if name else "自我批评"
    return lines(
        f"{whose}：{bold(SECTION[section])}",
        _QUESTION[section],
        "可以分几条发，写完请点“写完了”。",
        f"\n现在写的是：\n{safe(present)}\n\n新发的文字会替换它；不改就点“写完了”。" if present else "",
    )


def ask_next(name: str) -> str:
    """All three sections stand: submit, or change one."""
    whose = f"{bold(name)}的自我批评" if name else "自我批评"
    return f"{whose}三部分都写好了。没有要改的请点“提交”，要改请点某一部分。"


def change(section: Section) -> str:
    """Label the choice to change a section."""
    return f"改{SECTION[section]}"


def kept(length: int) -> str:
    """Confirm a message that has been stored."""
    return f"已保存，共 {length} 个字。可以接着发，写完请点“写完了”。"


def ask_aspect(name: str) -> str:
    """Ask what side of a person a criticism is about."""
    return f"给{bold(name)}提意见：是哪方面？请点一个，也可以直接打意见。"


def ask_criticism(name: str) -> str:
    """Ask for the criticism itself."""
    return lines(f"给{bold(name)}提意见：请写具体的事。", "可以分几条发，写完请点“写完了”。")


def ask_response(remark: Remark, critic: str, name: str) -> str:
    """Show a criticism and ask for the response to it."""
    present = f"\n现在的表态：\n{safe(remark.response)}\n新发的文字会替换它。" if remark.response else ""
    who = f"{bold(name)}的表态" if name else "您的表态"
    return lines(criticism(remark, critic), "", f"请写{who}，写完请点“写完了”。{present}")


def criticism(remark: Remark, critic: str) -> str:
    """One criticism as its reader sees it."""
    return lines(f"{bold(critic)}{_about(remark.aspect)}：{safe(remark.text)}", _response(remark))


def given(remark: Remark, name: str) -> str:
    """One criticism as the one who gave it sees it."""
    return lines(f"给{bold(name)}{_about(remark.aspect)}：{safe(remark.text)}", _response(remark))


def withdraw_given(name: str) -> str:
    """Label the way to take back what one has said to somebody."""
    return f"撤回给{name}的意见"


def withdraw_from(critic: str) -> str:
    """Label the way to take back what somebody's words were taken down as."""
    return f"撤回{critic}的意见"


def _response(remark: Remark) -> str:
    return f"表态：{safe(remark.response)}" if remark.response else "还没有表态"


def _about(aspect: CriticismAspect | None) -> str:
    return f"（{ASPECT[aspect]}）" if aspect else ""


def person(name: str, examination: SelfExamination | None, received: Sequence[str], given_: Sequence[str] = ()) -> str:
    """One person's part: self-criticism, what was received with responses, and what was given."""
    own_words = (
        lines(*(f"{bold(SECTION[one])}：{safe(text)}" for one, text in examination.sections)) if examination else ""
    )
    return "\n\n".join(
        part
        for part in (
            bold(name),
            own_words or "还没有自我批评。",
            lines("收到的批评意见：", *received) if received else "还没有收到批评意见。",
            lines("提出的批评意见：", *given_) if given_ else "",
        )
        if part
    )


def notice(name: str, *, late: bool) -> str:
    """Tell somebody, in neutral words for a locked screen, that something waits for them."""
    return lines(f"{name}：有一件事等您处理。" + ("（因故迟发）" if late else ""), "请点“打开”。")


_WARNING = {
    WordingWarning.MOBILE_NUMBER: "里面像是有手机号",
    WordingWarning.TELEGRAM_LINK: "里面有 Telegram 链接",
}


def ask_keep(warnings: Sequence[WordingWarning]) -> str:
    """Ask whether a text is to be stored all the same."""
    return f"{'，'.join(_WARNING[one] for one in warnings)}。您写的先替您收着，要照这样保存吗？"


def unfinished(refusal: UnfinishedError) -> str:
    """Name the sections still to be written."""
    return f"还差：{'、'.join(SECTION[one] for one in refusal.missing)}。请写完再提交。"


REFUSALS = {
    NotLifeMeetingError: lambda _: "这次会议没有批评和自我批评这一项。请发 /life 看组织生活会、民主生活会。",
    NoLifeMeetingError: lambda _: "还没有组织生活会、民主生活会或民主评议。书记可以发 /schedule 组织生活会 安排。",
    LifeClosedError: lambda _: "会议记录已经送审，内容不能再改。确实要改，请主持人先退回记录。",
    EntryElsewhereError: lambda refusal: how_else(refusal.entry, chooses=False),
    NotOnLifeRollError: lambda _: "只有这次会议应到的同志可以写。名单不对请联系书记更正。",
    NotKeeperError: lambda _: "只有本人、主持人、记录人和书记可以填写和查看。请写您自己的部分。",
    NoSuchCriticismError: lambda _: "没有这条批评意见，或者已经撤回。请发 /life 看最新情况。",
    OwnCriticismError: lambda _: "自己的问题请写在自我批评里。请点“写自我批评”。",
    OwnDraftError: lambda _: "这位同志自己正在写，还没有提交，请等本人提交。",
    AnsweredError: lambda _: "对方已经表态，这条意见不能再撤回。要更正请联系记录人。",
    LifeInPrivateError: lambda _: GO_PRIVATE,
    UnfinishedError: unfinished,
}
