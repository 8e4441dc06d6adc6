"""Why typed words, names or figures were refused."""

from bot.texts.markup import safe
from storage.rules.activity_names import UnknownActivity

REFUSALS = {
    UnknownActivity: lambda refusal: (
        f"没有“{safe(refusal.text)}”这种会议。可以写：{'、'.join(refusal.known)}。例如：/schedule 党员大会 12月5日15:00"
    ),
}
