"""Sealed fields open only where they were sealed, whole, and with their own key."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import keyring, sealing
from storage.keyring import KeyringError, KeyringFault
from storage.sealing import SealBroken, open_sealed, seal

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=600)


@pytest.fixture(scope="module")
def ring(tmp_path_factory):
    return keyring.create(tmp_path_factory.mktemp("keys") / "keys.json", NOW)


@given(text=ANY_TEXT, row_id=st.integers(1, 2**63 - 1) | st.text(min_size=1, max_size=32).filter(str.isascii))
def test_every_text_comes_back(ring, text, row_id):
    assert open_sealed(ring, "leave", "reason", row_id, seal(ring, "leave", "reason", row_id, text)) == text


@given(text=ANY_TEXT)
def test_length_tells_only_the_block(ring, text):
    plain = len(text.encode("utf-8", "surrogatepass"))
    assert len(seal(ring, "t", "c", 1, text)) == 1 + 4 + 12 + 256 * ((4 + plain + 255) // 256) + 16


def test_a_number_and_its_text_are_the_same_row(ring):
    assert open_sealed(ring, "t", "c", "7", seal(ring, "t", "c", 7, "内容")) == "内容"
    assert sealing.row_id_of(7, 9) == "7:9"


def test_two_sealings_of_one_text_differ(ring):
    assert len({seal(ring, "t", "c", 1, "同一句") for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "place", [("leave", "reason", 2), ("leave", "remark", 1), ("minutes", "reason", 1), ("leave", "reason", "1 ")]
)
def test_a_moved_blob_does_not_open(ring, place):
    blob = seal(ring, "leave", "reason", 1, "身体不适")
    with pytest.raises(SealBroken) as caught:
        open_sealed(ring, *place, blob)
    assert caught.value.args == (place[0], place[1], str(place[2]))
    assert caught.value.__suppress_context__


def test_swapped_rows_open_for_neither(ring):
    first, second = seal(ring, "t", "c", 1, "甲的意见"), seal(ring, "t", "c", 2, "乙的意见")
    for row_id, blob in ((1, second), (2, first)):
        with pytest.raises(SealBroken):
            open_sealed(ring, "t", "c", row_id, blob)


def test_every_flipped_byte_is_noticed(ring):
    blob = seal(ring, "t", "c", 1, "原文")
    for place in range(len(blob)):
        altered = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        with pytest.raises((SealBroken, KeyringError)) as caught:
            open_sealed(ring, "t", "c", 1, altered)
        assert isinstance(caught.value, KeyringError) == (1 <= place <= 4)


def test_every_shortened_or_lengthened_blob_is_noticed(ring):
    blob = seal(ring, "t", "c", 1, "原文")
    for wrong in [*(blob[:size] for size in range(len(blob))), blob + b"\0", "明文".encode()]:
        with pytest.raises(SealBroken):
            open_sealed(ring, "t", "c", 1, wrong)


def test_an_older_key_opens_and_a_stranger_is_named(ring, tmp_path):
    own = keyring.create(tmp_path / "keys.json", NOW)
    old = seal(own, "t", "c", 1, "旧")
    own.add(NOW)
    assert open_sealed(own, "t", "c", 1, old) == "旧"
    assert sealing.key_of(seal(own, "t", "c", 1, "新")) == own.current.id != sealing.key_of(old)
    with pytest.raises(KeyringError) as caught:
        open_sealed(ring, "t", "c", 1, old)
    assert (caught.value.fault, caught.value.key_id) == (KeyringFault.UNKNOWN_KEY, sealing.key_of(old))


def test_the_proof_tells_a_ring_from_another(ring, tmp_path):
    proof = sealing.make_proof(ring)
    sealing.check_proof(ring, proof)
    with pytest.raises(KeyringError):
        sealing.check_proof(keyring.create(tmp_path / "keys.json", NOW), proof)
    with pytest.raises(SealBroken):
        sealing.check_proof(ring, seal(ring, "seal_proof", "value", 1, "other"))
