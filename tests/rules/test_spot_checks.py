"""Whom a spot check asks."""

import random

import pytest

from storage.rules.spot_checks import HOW_MANY, NobodyToCheckError, pick


@pytest.mark.parametrize("count", [1, 2, 3, 20])
def test_a_few_are_asked_in_their_order_and_nobody_twice(count: int):
    people = list(range(count))
    for seed in range(20):
        asked = pick(people, random.Random(seed).sample)  # noqa: S311 - a test
        assert len(set(asked)) == len(asked) == min(HOW_MANY, count)
        assert asked == sorted(asked)


def test_everybody_may_be_asked():
    people = list(range(6))
    assert {one for seed in range(60) for one in pick(people, random.Random(seed).sample)} == set(people)  # noqa: S311 - a test


def test_nobody_left_is_said():
    with pytest.raises(NobodyToCheckError):
        pick([], random.Random(1).sample)  # noqa: S311 - a test
