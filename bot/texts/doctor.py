"""What the doctor finds when it asks Telegram and looks at what waits to be sent."""

from bot.texts.deliveries import REASON
from storage.rules.outcomes import Reason

UNREACHABLE = "连不上 Telegram（几秒内没有回应），这一项没有检查。请检查网络、代理和 SANHUI_API_URL。"
REJECTED = "Telegram 不认 SANHUI_BOT_TOKEN 这个令牌，请向 @BotFather 核对。"
WEBHOOK_SET = "这个令牌设有 webhook，机器人收不到消息。请确认没有别的程序在用它，再取消 webhook。"
SENDER_STOPPED = "Telegram 拒绝过机器人的令牌，已经停发。核对 SANHUI_BOT_TOKEN 后重新启动即可恢复。"


def not_in_chat(name: str) -> str:
    """The bot has left, or was put out of, an organisation's chat."""
    return f"机器人不在“{name}”绑定的群里，群内通知发不出去。请把它重新加进群。"


def only_commands(name: str) -> str:
    """Privacy mode is on and the bot is no administrator."""
    return f"“{name}”的群里，机器人只看得到命令，也不能置顶。请把它设为群管理员，才能用 # 记录。"


def cannot_pin(name: str) -> str:
    """The bot may not pin."""
    return f"“{name}”的群里，机器人不能置顶会议卡片。需要的话请给它置顶权限。"


def overdue(count: int, since: str) -> str:
    """Messages are due and nobody sends them."""
    return f"积压 {count}：最早一条从 {since} 起没有发出。请看机器人是否在运行、能否连上 Telegram。"


def given_up(count: int, reason: Reason) -> str:
    """Messages that did not arrive."""
    return f"30 天内没有送达 {count}：{REASON[reason]}。"


def unseen(count: int) -> str:
    """Messages whose arrival nobody confirmed."""
    return f"30 天内没有收到送达确认 {count}：按已送达处理，没有补发。"


def unread(count: int, event: str) -> str:
    """Updates that were received and not carried out."""
    last = f"最近一次的编号 {event}，可在日志里查到原因。" if event else ""
    return f"收到但没能处理的消息 {count}。{last}"
