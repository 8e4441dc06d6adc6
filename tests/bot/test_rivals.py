"""Of two processes with one token the newcomer gives way; a restart that overlaps for a moment ends nobody."""

from bot.rivals import BORNE, BORNE_BY_NEWCOMER, ESTABLISHED, WINDOW, Rivals


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def conflicts(rivals: Rivals, watch: Watch, apart: float, most: int = 1000) -> int:
    """How many conflicts, ``apart`` seconds from each other with fetches between them, it bears."""
    for number in range(most):
        if rivals.must_yield():
            return number
        watch.now += apart
        rivals.fetched()
    return most


def test_a_newcomer_gives_way_soon():
    watch = Watch()
    assert conflicts(Rivals(watch), watch, 4) == BORNE_BY_NEWCOMER


def test_who_was_here_bears_more_than_a_newcomer_can_make():
    watch = Watch()
    rivals = Rivals(watch)
    watch.now += ESTABLISHED
    rivals.fetched()
    assert conflicts(rivals, watch, 4) == BORNE


def test_a_conflict_now_and_then_ends_nobody():
    watch = Watch()
    assert conflicts(Rivals(watch), watch, WINDOW / BORNE_BY_NEWCOMER + 1) == 1000
