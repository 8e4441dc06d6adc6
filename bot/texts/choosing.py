"""What is said to somebody who belongs to several organisations."""

from bot.actions.access import SeveralPlacesError
from bot.texts.markup import safe

ASK = "您在几个组织里，这件事是哪个组织的？请点一个。"
NO_SUCH = "没有这个组织。请点下面的一个。"

REFUSALS = {
    SeveralPlacesError: lambda refusal: (
        f"您在几个组织里，请先选一个：{safe('、'.join(name for _, name in refusal.places))}。请在私聊里重发一次命令。"
    ),
}
