"""What is said when something confidential does not travel over Telegram."""

from collections.abc import Sequence

from bot.texts.markup import lines, safe
from storage.rules.terms import SensitiveEntry

_CHOICE = {
    SensitiveEntry.PRIVATE_CHAT: "选了私聊填写",
    SensitiveEntry.OWN_PAGE: "选了内网页面填写",
    None: "还没有选填写方式",
}


def withheld(chosen: Sequence[tuple[str, SensitiveEntry | None]]) -> str:
    """Tell a member of several branches why confidential text does not come here, and what to do."""
    return lines(
        "有一份敏感内容没有发给您。",
        "您同时在几个组织里，只有都选了私聊填写，这类内容才能发到这里：",
        *(f"• {safe(name)}：{_CHOICE[entry]}" for name, entry in chosen),
        "请当面向书记了解内容；要改填写方式，请书记发 /start。",
    )
