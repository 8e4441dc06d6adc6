"""The rotating code and the poster's link: the last minute's code still counts, an older one never."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.check_in_codes import accepts, code, payload, poster, read_payload, valid_until

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
NOON = datetime(2026, 12, 2, 7, 0, 30, tzinfo=UTC)


def test_the_code_of_a_minute_is_taken_until_the_end_of_the_next():
    shown = code(SECRET, NOON)
    assert valid_until(NOON) == datetime(2026, 12, 2, 7, 1, tzinfo=UTC)
    taken = {seconds: accepts(SECRET, shown, NOON + timedelta(seconds=seconds)) for seconds in (-31, 0, 29, 30, 89, 90)}
    assert taken == {-31: False, 0: True, 29: True, 30: True, 89: True, 90: False}


@pytest.mark.parametrize("spell", ["{0}", " {0} ", "{1} {2}", "{3}"])
def test_digits_are_taken_however_they_are_spaced_or_wide(spell: str):
    digits = code(SECRET, NOON)
    wide = digits.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert accepts(SECRET, spell.format(digits, digits[:3], digits[3:], wide), NOON)


@given(st.text(max_size=12))
def test_nothing_else_is_taken(typed: str):
    digits = "".join(typed.translate(str.maketrans("０１２３４５６７８９", "0123456789")).split())
    known = {code(SECRET, NOON), code(SECRET, NOON - timedelta(minutes=1))}
    assert accepts(SECRET, typed, NOON) == (digits in known)


@given(st.integers(1, 2**53), st.binary(min_size=32, max_size=32))
def test_a_poster_reads_back_and_fits_a_link(meeting: int, secret: bytes):
    made = poster(secret, meeting)
    assert read_payload(payload(made)) == made
    assert len(payload(made)) <= 64
    assert made.proof <= 2**53


@pytest.mark.parametrize("text", ["", "in_1_", "in_1_" + "g" * 32, "in_1_" + "a" * 31, "x" * 22, "in__" + "a" * 32])
def test_other_payloads_are_no_posters(text: str):
    assert read_payload(text) is None


def test_secrets_and_meetings_tell_posters_apart():
    assert len({poster(SECRET, 1).mark, poster(SECRET, 2).mark, poster(OTHER, 1).mark}) == 3
