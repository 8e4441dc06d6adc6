"""What is said about a quorum: the formula with its figures, and what the answers or the arrivals make of it."""

from bot.texts.rulebook import share
from storage.rules.compliance.ratio import Ratio
from storage.rules.forecast import TO_VOTE
from storage.rules.quorum import Forecast, Quorum

_SHORT = {
    Ratio(1, 2, inclusive=True): "半数以上",
    Ratio(1, 2, inclusive=False): "超过半数",
    Ratio(2, 3, inclusive=True): "三分之二以上",
    Ratio(4, 5, inclusive=True): "五分之四以上",
}


def formula(quorum: Quorum) -> str:
    """Say what must be fulfilled and why: 表决须到5（有表决权的8人的半数以上）."""
    purpose, base = ("表决", "有表决权的") if quorum.rule_id == TO_VOTE else ("开会", "应到")
    return f"{purpose}须到{quorum.needed}（{base}{quorum.base}人的{_SHORT.get(quorum.ratio) or share(quorum.ratio)}）"


def forecast(found: Forecast) -> str:
    """What the answers promise, in figures only: fit for a group."""
    return f"人数预计：{formula(found.quorum)} 答应参加{found.quorum.present} {_verdict(found.quorum)}"


def meter(quorum: Quorum, *, over: bool = False) -> str:
    """What the arrivals make, in figures only: fit for a group; ``over`` counts all who came."""
    return f"到会人数：{formula(quorum)} {'实到' if over else '现在到会'}{quorum.present} {_verdict(quorum)}"


def _verdict(quorum: Quorum) -> str:
    return "够了" if quorum.reached else f"还差{quorum.missing}"
