"""What is said to someone who answers a card."""

from bot.texts import terms
from storage.rules.answering import AnswersClosedError, AskedBeforeError, NotExpectedError, TakenBackError

ATTENDING = "已登记：参加"
ALREADY = "您已经回复过：参加"

REFUSALS = {
    NotExpectedError: lambda _: "您不在这次会议的应到名单里，不用回复。名单不对请联系书记。",
    AnswersClosedError: lambda _: "会议已经开始，不能再改回复；到会请点“签到”，考勤由记录人更正。",
    AskedBeforeError: lambda _: "这次会议已经改期。请看最新的通知，再点一次“参加”。",
    TakenBackError: lambda refusal: f"这次会议{terms.MEETING_STATE[refusal.state]}。请发 /meetings 看近期会议。",
}
