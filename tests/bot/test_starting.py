"""Starting without a network, and with one that fails again: patience, neither hanging nor dying."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import running
from bot.rehearsal.faults import FaultKind
from bot.rehearsal.menus import menu_for
from bot.rehearsal.people import Cast
from bot.rehearsal.stage import Stage
from bot.rehearsal.transport import StageRequest
from bot.settings import Settings
from storage import keyring
from storage.clock import FrozenClock
from tests.bot.conversation import TOKEN, _NoWait

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", [FaultKind.DROP_BEFORE, FaultKind.SERVER_ERROR])
async def test_a_line_that_fails_at_the_start_is_waited_for_and_the_menus_come_later(
    tmp_path: Path, kind: FaultKind
) -> None:
    clock = FrozenClock(NOW)
    stage = Stage(clock)
    account = stage.world.add_bot(TOKEN, "sanhui_bot", "Bot")
    stage.world.faults.inject(kind, "getMe", times=1)
    stage.world.faults.inject(kind, "setMyCommands", times=2)
    settings = Settings(bot_token=TOKEN, api_url="http://127.0.0.1:1", data_dir=tmp_path / "data")
    ring = keyring.create(tmp_path / "keys.json", NOW)
    async with running(
        settings, ring, clock=clock, request=StageRequest(stage), limiter=_NoWait(), ticking=False
    ) as product:
        cast = Cast(stage, account, idle=product.dispatcher.idle)
        person = cast.person("Person")
        await person.start()
        assert len(person.screen(person.private)) > 1
        assert menu_for(account, person.private, person.user) == []
        await product.turn()
        assert menu_for(account, person.private, person.user) == []
        await product.turn()
        assert menu_for(account, person.private, person.user) != []
