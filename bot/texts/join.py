"""What is said about linking an account to a name on the roster."""

from collections.abc import Collection

from bot.actions.join import EmptyRosterError, NoSuchNameError, WrongTailError
from bot.texts import terms
from bot.texts.markup import bold, lines, safe
from storage.repositories.accounts import AlreadyLinkedError, LinkExpiredError
from storage.rules.terms import Duty, SensitiveEntry

ASK_TAIL = "名册里有同名的同志。请打您手机号的后四位："
WAITING = "已提交，等书记核对。同意后我会在这里告诉您。"
WELCOME_BACK = "您已经绑定过了。发 /help 看我能做什么。"
IN_PRIVATE = "请到您所在组织的群里发 /join，我会在群里给您一个私聊链接。"
DECIDED_BEFORE = "这件事已经有人处理过了。"
CHOICE_KEPT = {
    SensitiveEntry.PRIVATE_CHAT: "已选：私聊填写。我会在保存后删除您发的原文；请知悉，Telegram 公司能看到经过它的文字。",
    SensitiveEntry.OWN_PAGE: "已选：内网页面填写。Telegram 里不收、也不发敏感内容。",
}
ASK_ENTRY = lines(
    "请先定一件事：批评和自我批评、请假理由、会议记录正文这些敏感内容，怎样填写？",
    "私聊：在与我的私聊里填写，保存后我删除原文。Telegram 公司能看到经过它的文字。",
    "内网页面：只在单位自己的网页上填写，Telegram 看不到。",
    "不清楚时请先问保密干部。以后可以再改：/start",
)


def link(url: str, name: str) -> str:
    """Answer /join in the group with the one-time private link."""
    return f'{safe(name)}同志，请点这个链接，到私聊里选自己的名字（24小时内有效，只能用一次）：\n<a href="{url}">点这里绑定</a>'


def pick(organisation: str, *, listed: bool) -> str:
    """Ask for the own name."""
    how = "请点您自己的名字；没有列出的请直接打姓名。" if listed else "请直接打您的姓名。"
    return f"您要绑定到{bold(organisation)}。\n{how}"


def request(name: str, organisation: str, shown_name: str, tail: str | None) -> str:
    """Ask someone entitled to admit a claim."""
    return lines(
        f"{bold(name)}请求绑定账号（{safe(organisation)}）。",
        f"对方在 Telegram 的显示名：{safe(shown_name)}" if shown_name else "",
        f"名册里的手机尾号：{safe(tail)}" if tail else "",
        "请先当面或打电话核对是不是本人，再点“同意加入”。",
    )


def decided(name: str, *, admitted: bool) -> str:
    """Confirm the decision to the one who took it."""
    return f"已同意：{safe(name)}" if admitted else f"已拒绝：{safe(name)}"


def result(name: str, organisation: str, duties: Collection[Duty], *, admitted: bool) -> str:
    """Tell the claimant what was decided."""
    if not admitted:
        return "书记没有同意这次绑定。如有疑问请当面联系书记，再在群里发 /join。"
    held = f"，职务：{terms.duties(duties)}" if duties else ""
    return lines(
        f"{bold(name)}同志，绑定成功（{safe(organisation)}{held}）。",
        "以后会议通知和提醒会发到这里。",
        "发 /help 看我能做什么。",
    )


REFUSALS = {
    LinkExpiredError: lambda _: "链接无效或已经用过。请回到群里再发 /join，取一个新的链接。",
    AlreadyLinkedError: lambda _: "这个名字或这个账号已经绑定过了。换了账号的，请书记先在 /roster 里解除原来的。",
    NoSuchNameError: lambda _: "名册里没有这个名字，或者已经绑定。请核对姓名再打一次，或联系书记。",
    WrongTailError: lambda _: "手机尾号对不上。请打手机号的后四位，或联系书记核对名册。",
    EmptyRosterError: lambda _: "名册里还没有可以绑定的人员。请书记先导入名册，再发 /join。",
}

APPROVED_AT_ONCE = "绑定成功。您是本组织的第一位书记，账号已经生效。"
