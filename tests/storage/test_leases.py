from datetime import UTC, datetime, timedelta

from storage.repositories import leases, senders

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
TTL = timedelta(seconds=15)


async def test_one_owner_at_a_time_and_a_larger_epoch_for_the_next(sessions):
    async with sessions.begin() as session:
        assert await leases.acquire(session, "send:1", "a", NOW, TTL) == 1
        assert await leases.acquire(session, "send:1", "b", NOW, TTL) is None
        assert await leases.acquire(session, "send:1", "a", NOW + TTL / 2, TTL) == 1
        assert await leases.acquire(session, "send:1", "b", NOW + TTL, TTL) is None
        assert await leases.acquire(session, "send:1", "b", NOW + 2 * TTL, TTL) == 2
        assert await leases.acquire(session, "send:2", "a", NOW, TTL) == 1


async def test_a_lease_written_before_the_clock_was_set_back_is_over(sessions):
    async with sessions.begin() as session:
        await leases.acquire(session, "poll:1", "dead", NOW, TTL)
        assert await leases.acquire(session, "poll:1", "b", NOW - TTL / 2, TTL) is None
        assert await leases.acquire(session, "poll:1", "b", NOW - timedelta(hours=1), TTL) == 2


async def test_a_released_lease_is_free_at_once(sessions):
    async with sessions.begin() as session:
        await leases.acquire(session, "poll:1", "a", NOW, TTL)
        await leases.release(session, "poll:1", "b", NOW)
        assert await leases.acquire(session, "poll:1", "b", NOW, TTL) is None
        await leases.release(session, "poll:1", "a", NOW)
        assert await leases.acquire(session, "poll:1", "b", NOW, TTL) == 2


async def test_a_pause_is_never_shortened_and_survives_entering_again(sessions):
    async with sessions.begin() as session:
        assert await senders.enter(session, 1, NOW) is None
        assert await senders.may_send(session, 1, NOW)
        await senders.pause(session, 1, NOW + TTL)
        await senders.pause(session, 1, NOW + TTL / 2)
        assert not await senders.may_send(session, 1, NOW + TTL - timedelta(seconds=1))
        assert await senders.enter(session, 1, NOW) == NOW + TTL
        assert not await senders.may_send(session, 1, NOW)
        assert await senders.may_send(session, 1, NOW + TTL)
        assert await senders.enter(session, 1, NOW + TTL) is None


async def test_a_stopped_account_sends_again_only_after_entering_anew(sessions):
    async with sessions.begin() as session:
        await senders.enter(session, 1, NOW)
        await senders.stop(session, 1, "TokenRejected")
        assert not await senders.may_send(session, 1, NOW)
        assert (await senders.get(session, 1)).stopped == "TokenRejected"
        await senders.enter(session, 1, NOW)
        assert await senders.may_send(session, 1, NOW)


async def test_an_account_that_never_entered_may_not_send(sessions):
    async with sessions.read() as session:
        assert not await senders.may_send(session, 9, NOW)
        assert await senders.get(session, 9) is None
