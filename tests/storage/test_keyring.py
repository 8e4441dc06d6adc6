"""Key files: who may read them, what is refused, and what survives a change by another process."""

import base64
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import escrow, keyring
from storage.keyring import KeyringError, KeyringFault, KeyState

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SECRETS = st.binary(min_size=32, max_size=32)


def fault_of(act, *arguments, **named):
    with pytest.raises(KeyringError) as caught:
        act(*arguments, **named)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value.fault


def test_created_file_is_private_and_loads_the_same_keys(tmp_path):
    path = tmp_path / "keys.json"
    made = keyring.create(path, NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keyring.load(path).keys == made.keys
    assert made.current.created == NOW
    assert list(json.loads(path.read_text())[made.current.id]) == ["key", "created", "state"]


def test_second_creation_is_refused_and_changes_nothing(tmp_path):
    path = tmp_path / "keys.json"
    keyring.create(path, NOW)
    before = path.read_bytes()
    assert fault_of(keyring.create, path, NOW) is KeyringFault.EXISTS
    assert path.read_bytes() == before


def test_a_ring_is_made_at_the_first_start_only(tmp_path):
    path = tmp_path / "keys.json"
    assert fault_of(keyring.load_or_create, path, NOW, sealed_before=True) is KeyringFault.MISSING
    assert not path.exists()
    ring, fresh = keyring.load_or_create(path, NOW, sealed_before=False)
    again, fresh_again = keyring.load_or_create(path, NOW, sealed_before=False)
    assert (fresh, fresh_again, again.keys) == (True, False, ring.keys)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_others_may_touch_is_refused(tmp_path, mode):
    path = tmp_path / "keys.json"
    keyring.create(path, NOW)
    path.chmod(mode)
    assert fault_of(keyring.load, path) is KeyringFault.OPEN_TO_OTHERS


def entry(secret=bytes(32), state="current", created="2026-11-22T08:00:00+00:00"):
    return {keyring.key_id(secret): {"key": base64.b64encode(secret).decode(), "created": created, "state": state}}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "null",
        "{",
        '{"00000000": {}}',
        json.dumps(entry(state="opening")),
        json.dumps({**entry(), **entry(b"1" * 32)}),
        json.dumps(entry(state="new")),
        json.dumps(entry(created="2026-11-22T08:00:00")),
        json.dumps(entry(bytes(16))),
        json.dumps({"00000000": entry()[keyring.key_id(bytes(32))]}),
    ],
)
def test_a_file_that_is_no_ring_is_refused(tmp_path, content):
    path = tmp_path / "keys.json"
    path.touch(0o600)
    path.write_text(content)
    assert fault_of(keyring.load, path) is KeyringFault.UNREADABLE


def test_the_same_file_written_by_hand_is_accepted(tmp_path):
    path = tmp_path / "keys.json"
    path.touch(0o600)
    path.write_text(json.dumps(entry()))
    assert keyring.load(path).current.secret == bytes(32)


def test_an_unwritable_place_is_named(tmp_path):
    (tmp_path / "file").touch()
    assert fault_of(keyring.create, tmp_path / "file" / "keys.json", NOW) is KeyringFault.UNWRITABLE


def test_an_added_key_is_seen_by_a_ring_already_open(tmp_path):
    ring = keyring.create(tmp_path / "keys.json", NOW)
    first = ring.current
    second = keyring.load(ring.path).add(NOW)
    assert ring.current == second
    assert ring.secret(first.id) == first.secret
    assert [key.state for key in ring.keys.values()] == [KeyState.OPENING, KeyState.CURRENT]


def test_a_ring_keeps_its_keys_while_the_file_is_away(tmp_path):
    ring = keyring.create(tmp_path / "keys.json", NOW)
    current = ring.current
    ring.path.unlink()
    assert ring.current == current


def test_retiring_destroys_the_secret_only_when_nothing_needs_it(tmp_path):
    ring = keyring.create(tmp_path / "keys.json", NOW)
    first = ring.current
    assert fault_of(ring.retire, first.id, 0) is KeyringFault.KEY_IS_CURRENT
    ring.add(NOW)
    assert fault_of(ring.retire, first.id, 3) is KeyringFault.KEY_IN_USE
    assert ring.secret(first.id) == first.secret
    assert ring.retire(first.id, 0).state is KeyState.RETIRED
    assert fault_of(ring.secret, first.id) is KeyringFault.UNKNOWN_KEY
    assert base64.b64encode(first.secret) not in ring.path.read_bytes()
    assert fault_of(ring.retire, first.id, 0) is KeyringFault.UNKNOWN_KEY
    assert fault_of(ring.retire, "ffffffff", 0) is KeyringFault.UNKNOWN_KEY


def test_a_key_typed_from_paper_opens_again_and_seals_nothing(tmp_path):
    ring = keyring.create(tmp_path / "keys.json", NOW)
    lost = ring.current
    ring.add(NOW)
    current = ring.current
    ring.retire(lost.id, 0)
    ring.recover(escrow.from_groups(" ".join(escrow.to_groups(lost.secret))), NOW)
    assert (ring.secret(lost.id), ring.current) == (lost.secret, current)
    other = keyring.create(tmp_path / "other.json", NOW, lost.secret)
    assert (other.current.id, other.recover(lost.secret, NOW)) == (lost.id, other.current)


def test_no_key_stands_in_a_repr(tmp_path):
    ring = keyring.create(tmp_path / "keys.json", NOW)
    assert re.search(r"secret|\\x", repr(ring.current) + repr(ring)) is None


@given(SECRETS)
def test_groups_round_trip_whatever_the_spacing(secret):
    groups = escrow.to_groups(secret)
    assert [len(group) for group in groups] == [5] * 13
    assert escrow.from_groups("\n".join(groups)) == secret
    assert escrow.from_groups("-".join(groups).lower()) == secret


@given(SECRETS, st.integers(0, 64), st.sampled_from(escrow.SIGNS))
def test_one_wrong_sign_names_its_group(secret, place, sign):
    typed = "".join(escrow.to_groups(secret))
    wrong = typed[:place] + sign + typed[place + 1 :]
    if wrong == typed:
        assert escrow.from_groups(wrong) == secret
        return
    with pytest.raises(escrow.EscrowError) as caught:
        escrow.from_groups(wrong)
    assert caught.value.group == place // 5 + 1


@given(SECRETS, st.integers(0, 12), st.integers(0, 12))
def test_exchanged_groups_are_noticed(secret, left, right):
    groups = list(escrow.to_groups(secret))
    groups[left], groups[right] = groups[right], groups[left]
    if left == right:
        assert escrow.from_groups("".join(groups)) == secret
        return
    with pytest.raises(escrow.EscrowError) as caught:
        escrow.from_groups("".join(groups))
    assert caught.value.group == min(left, right) + 1


@given(SECRETS, st.integers(0, 63))
def test_exchanged_neighbours_are_noticed(secret, place):
    typed = "".join(escrow.to_groups(secret))
    wrong = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]
    if wrong == typed:
        return
    with pytest.raises(escrow.EscrowError):
        escrow.from_groups(wrong)


@pytest.mark.parametrize(("typed", "group"), [("", 0), ("2222", 1), ("22223" * 12, 2), ("０2222", 1), ("O0I1L", 1)])
def test_what_is_no_key_is_refused(typed, group):
    with pytest.raises(escrow.EscrowError) as caught:
        escrow.from_groups(typed)
    assert caught.value.group == group


def test_processes_that_start_together_make_one_key_file(tmp_path):
    path = tmp_path / "new" / "keys.json"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keyring.load_or_create(path, NOW, sealed_before=False), range(8)))
    assert sorted(fresh for _, fresh in made) == [False] * 7 + [True]
    assert len({ring.current.id for ring, _ in made}) == 1
