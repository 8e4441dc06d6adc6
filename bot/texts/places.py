"""What is said about binding chats."""

from bot.actions.places import BadCodeError, BindInGroupError, NoCodeError
from bot.texts.deliveries import REASON
from bot.texts.markup import bold, lines, safe
from storage.rules.outcomes import Reason


def bound(organisation: str, *, is_admin: bool, empty_roster: bool) -> str:
    """Confirm a binding and say what comes next."""
    return lines(
        f"本群已绑定到{bold(organisation)}。",
        "" if is_admin else "请把我设为群管理员：这样我才能置顶会议卡片、看到 # 开头的会议记录。",
        "下一步：请书记发 /join 绑定自己的账号" + ("，再把名册文件私聊发给我。" if empty_roster else "。"),
        "其他同志随后发 /join 绑定。",
    )


def choice_kept(sentence: str, organisation: str) -> str:
    """Confirm how confidential text is entered."""
    return lines(f"{safe(organisation)}：", sentence)


def lost(organisation: str, group: str, reason: Reason) -> str:
    """Tell those who look after the bot that it can no longer speak in the group, and what to do."""
    return lines(
        f"群“{safe(group)}”里收不到我发的消息了（{safe(organisation)}）。",
        f"原因：{REASON[reason]}。",
        "在恢复之前，通知只发私聊，请另行告知没有绑定的同志。",
    )


REFUSALS = {
    BadCodeError: lambda _: "绑定码不对或已经用过。请向管理员要一个新的绑定码。",
    NoCodeError: lambda _: "请在 /bind 后面写上绑定码，例如：/bind ABCD1234",
    BindInGroupError: lambda _: "请到要绑定的群里发 /bind 绑定码，不要在私聊里发。",
}
