"""What becomes of typed words: deleted after storing, or why they were refused."""

from bot.texts.markup import safe
from storage.rules.activity_names import UnknownActivity

DELETED = "您发的原文已从聊天里删除。"
NOT_DELETED = "我没能删除您发的原文，请长按那条消息自己删除。"

REFUSALS = {
    UnknownActivity: lambda refusal: (
        f"没有“{safe(refusal.text)}”这种会议。可以写：{'、'.join(refusal.known)}。例如：/schedule 党员大会 12月5日15:00"
    ),
}
