"""What is said after a restart to those whom it interrupted."""

from bot.texts.basics import AFTER_RESTART
from bot.texts.markup import GAP, lines

GO_ON = "您有一项还没有填完，请接着回答。"
GO_ON_WRITING = "请接着写，写完点“写完了”。"
DO_IT_AGAIN = "没有看到结果的话，请再做一次。"


def ask_again(question: str) -> str:
    """Say that the last step is saved, and ask the open question again."""
    return lines(AFTER_RESTART, GAP, question)


def nothing_open() -> str:
    """Say that the last step is saved where nothing is being asked."""
    return lines(AFTER_RESTART, DO_IT_AGAIN)
