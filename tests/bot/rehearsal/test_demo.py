"""The demonstration's own edges: its port, and settings that nothing around it can reach into."""

from pathlib import Path

import pytest

from bot.rehearsal import demo
from bot.rehearsal.script import script


def test_taken_port_is_said_in_one_line_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with demo.listening(0) as taken:
        port = taken.getsockname()[1]
        assert demo.run(port, browser=False) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"端口 {port} 已被占用，请换一个，例如：sanhui demo --port 8010\n")


def test_without_a_port_any_free_one_on_loopback_will_do() -> None:
    with demo.listening(None) as first, demo.listening(None) as second:
        assert first.getsockname() != second.getsockname()
        assert {one.getsockname()[0] for one in (first, second)} == {"127.0.0.1"}


def test_settings_come_from_the_demonstration_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = "http://127.0.0.1:1"
    quiet = demo.settings_for(url, tmp_path, script())
    for name, value in {"DATABASE_URL": "postgresql://db.example/real", "ADMINS": "1", "WEB_LISTEN": "junk"}.items():
        monkeypatch.setenv(f"SANHUI_{name}", value)
    assert demo.settings_for(url, tmp_path, script()) == quiet
    assert (quiet.database, quiet.api_url) == (f"sqlite+aiosqlite:///{tmp_path}/data/sanhui.db", url)
    assert quiet.require_token() == demo.TOKEN
