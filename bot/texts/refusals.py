"""What is said when something cannot be done: one sentence for each refusal, from the noun it belongs to."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.texts import (
    access,
    accounts,
    amendments,
    answers,
    approvals,
    attendance,
    backfill,
    basics,
    changes,
    check_in,
    choosing,
    closures,
    corrections,
    delegation,
    documents,
    holidays,
    intake,
    join,
    leave,
    life,
    makeup,
    meetings,
    minutes,
    places,
    plan,
    summaries,
    tables,
    typed,
    when,
)
from storage.rules.refusals import RefusalError

Sentence = Callable[[Any], str]

_TABLES: tuple[Mapping[Any, Sentence], ...] = (
    access.REFUSALS,
    accounts.REFUSALS,
    amendments.REFUSALS,
    answers.REFUSALS,
    approvals.REFUSALS,
    backfill.REFUSALS,
    attendance.REFUSALS,
    basics.REFUSALS,
    changes.REFUSALS,
    closures.REFUSALS,
    choosing.REFUSALS,
    corrections.REFUSALS,
    check_in.REFUSALS,
    delegation.REFUSALS,
    documents.REFUSALS,
    holidays.REFUSALS,
    join.REFUSALS,
    leave.REFUSALS,
    life.REFUSALS,
    makeup.REFUSALS,
    meetings.REFUSALS,
    minutes.REFUSALS,
    places.REFUSALS,
    plan.REFUSALS,
    summaries.REFUSALS,
    tables.REFUSALS,
    when.REFUSALS,
    typed.REFUSALS,
    intake.REFUSALS,
)

SENTENCES: Mapping[type[RefusalError], Sentence] = {kind: said for table in _TABLES for kind, said in table.items()}


def sentence(refusal: RefusalError) -> str:
    """Return the sentence for a refusal; raises KeyError for one without words (a test finds it first)."""
    return SENTENCES[type(refusal)](refusal)


UNSAVED: Mapping[str, str] = {
    "full": "服务器磁盘满了，暂时无法保存。请稍后再发，并告诉管理员。",
    "busy": "系统正忙，暂时无法保存。请稍后再发。",
    "away": "数据库用不了，暂时无法保存。请稍后再发，并告诉管理员。",
}
"""What is said when the database itself could not save, by its trouble."""

NOT_TAKEN: Mapping[str, str] = {
    "full": "服务器磁盘满了，暂时处理不了。您发的没有丢，恢复后会自动处理，不用再发。",
    "busy": "系统正忙。您发的没有丢，过一会儿会自动处理，不用再发。",
    "away": "数据库暂时用不了。您发的没有丢，恢复后会自动处理，不用再发。",
}
"""What is said when not even the receipt could be stored: Telegram keeps it and hands it over again."""


def broke(event: str) -> str:
    """Tell the person that the product itself failed, with the number the log bears."""
    return f"系统出错了，编号 {event}。您已填写的内容还在，请稍后再试；多次出现请把编号告诉管理员。"
