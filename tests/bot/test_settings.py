"""Settings: what is accepted, what is refused by name, and that no value is ever repeated."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database_url import DatabaseUrlError, PlaintextDatabaseError, normalise
from bot.env_file import SettingsFault, SettingsProblem
from bot.settings import Listen, Settings, SettingsError, load_settings
from bot.texts import settings as texts
from storage.permissions import is_open_to_others, tighten, write_private

TOKEN = "123456:AAFAKE-TOKEN-abcdef_ghijklmnopqrstuv"
SECRET = "s" * 32
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.upper().startswith("SANHUI_") or name == "PGHOST":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def env_file(tmp_path):
    def write(content: bytes | str, mode: int = 0o600) -> Path:
        path = tmp_path / ".env"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        return path

    return write


def problems_of(act, *arguments):
    with pytest.raises(SettingsError) as caught:
        act(*arguments)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    return [(each.name, each.fault.value) for each in caught.value.problems]


def test_nothing_set_means_the_documented_defaults(tmp_path):
    settings = load_settings()
    assert settings.model_dump() == {
        "bot_token": None, "api_url": "https://api.telegram.org", "database_url": None, "data_dir": Path("data"),
        "key_file": None, "timezone": ZoneInfo("Asia/Shanghai"), "admins": frozenset(), "web_listen": None,
        "web_url": None, "webhook_secret": None, "log_level": "INFO",
    }  # fmt: skip
    assert settings.database == "sqlite+aiosqlite:///data/sanhui.db"
    assert settings.key_path == tmp_path / "keys.json"
    assert settings.webhook is False


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("API_URL", "http://127.0.0.1:8081/", "api_url", "http://127.0.0.1:8081"),
        ("API_URL", "https://bots.example.org/tg", "api_url", "https://bots.example.org/tg"),
        ("API_URL", "http://[::1]:8081", "api_url", "http://[::1]:8081"),
        ("API_URL", "http://localhost:8081", "api_url", "http://localhost:8081"),
        ("DATA_DIR", "/var/lib/sanhui", "data_dir", Path("/var/lib/sanhui")),
        ("DATA_DIR", "/var/lib/sanhui", "database", "sqlite+aiosqlite:////var/lib/sanhui/sanhui.db"),
        ("DATA_DIR", "/var/lib/sanhui", "key_path", Path("/var/lib/keys.json")),
        ("KEY_FILE", "/etc/sanhui/keys.json", "key_path", Path("/etc/sanhui/keys.json")),
        ("DATABASE_URL", "sqlite:///x.db", "database", "sqlite+aiosqlite:///x.db"),
        ("DATABASE_URL", "", "database", "sqlite+aiosqlite:///data/sanhui.db"),
        ("TIMEZONE", "Asia/Urumqi", "timezone", ZoneInfo("Asia/Urumqi")),
        ("ADMINS", "5", "admins", frozenset({5})),
        ("ADMINS", "1,2, 3", "admins", frozenset({1, 2, 3})),
        ("ADMINS", "1，2、3;4", "admins", frozenset({1, 2, 3, 4})),
        ("ADMINS", "", "admins", frozenset()),
        ("WEB_LISTEN", "127.0.0.1:8080", "web_listen", Listen("127.0.0.1", 8080)),
        ("WEB_LISTEN", "8080", "web_listen", Listen("127.0.0.1", 8080)),
        ("WEB_LISTEN", ":8080", "web_listen", Listen("127.0.0.1", 8080)),
        ("WEB_LISTEN", "[::]:80", "web_listen", Listen("::", 80)),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
    ],
)
def test_good_values(monkeypatch, name, value, field, expected):
    monkeypatch.setenv("SANHUI_" + name, value)
    assert getattr(load_settings(), field) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("API_URL", "http://api.example.org"),
        ("API_URL", "http://127.0.0.1.example.org"),
        ("API_URL", "ftp://127.0.0.1"),
        ("API_URL", "https://"),
        ("API_URL", "api.telegram.org"),
        ("API_URL", "https://x.org/?q=1"),
        ("API_URL", "https://x.org:port"),
        ("DATABASE_URL", "mysql://u:geheim@h/x"),
        ("DATABASE_URL", "geheim"),
        ("DATABASE_URL", "postgresql+psycopg2://u:geheim@localhost/x"),
        ("DATABASE_URL", "postgresql://u:geheim@localhost:port/x"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", "北京"),
        ("ADMINS", "@zhang"),
        ("ADMINS", "1,x"),
        ("ADMINS", "-5"),
        ("ADMINS", "0"),
        ("ADMINS", "１２"),
        ("ADMINS", "[1]"),
        ("ADMINS", "9" * 5000),
        ("WEB_LISTEN", "0"),
        ("WEB_LISTEN", "127.0.0.1:65536"),
        ("WEB_LISTEN", "127.0.0.1"),
        ("WEB_LISTEN", "http://127.0.0.1:80"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_LEVEL", "10"),
    ],
)
def test_bad_values_are_named_and_not_repeated(monkeypatch, name, value):
    monkeypatch.setenv("SANHUI_" + name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.problems == (SettingsProblem("SANHUI_" + name, SettingsFault.BAD_VALUE),)
    said = texts.refusal((each.name, each.fault, each.line) for each in caught.value.problems)
    for shown in (repr(caught.value), said):
        assert value not in shown.replace("SANHUI_" + name, "").replace(texts.HINTS["SANHUI_" + name], "")
    assert said == f"设置有误：SANHUI_{name} 不正确：{texts.HINTS['SANHUI_' + name]}"


def test_every_problem_is_named_at_once(monkeypatch):
    monkeypatch.setenv("SANHUI_TIMEZONE", "x")
    monkeypatch.setenv("SANHUI_ADMINS", "x")
    monkeypatch.setenv("SANHUI_BOT_TOKN", "x")
    monkeypatch.setenv("sanhui_webb_url", "x")
    assert problems_of(load_settings) == [
        ("SANHUI_BOT_TOKN", "unknown"),
        ("sanhui_webb_url", "unknown"),
        ("SANHUI_TIMEZONE", "bad_value"),
        ("SANHUI_ADMINS", "bad_value"),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"WEB_URL": "http://x", "WEBHOOK_SECRET": ""}, [("SANHUI_WEB_URL", "bad_value")]),
        ({"WEB_URL": "https://x"}, [("SANHUI_WEB_LISTEN", "missing")]),
        ({"WEBHOOK_SECRET": SECRET}, [("SANHUI_WEB_URL", "missing"), ("SANHUI_WEB_LISTEN", "missing")]),
        ({"WEBHOOK_SECRET": SECRET, "WEB_LISTEN": "80"}, [("SANHUI_WEB_URL", "missing")]),
        (
            {"WEBHOOK_SECRET": "s" * 31, "WEB_LISTEN": "80", "WEB_URL": "https://x"},
            [("SANHUI_WEBHOOK_SECRET", "bad_value")],
        ),
        (
            {"WEBHOOK_SECRET": "密" * 32, "WEB_LISTEN": "80", "WEB_URL": "https://x"},
            [("SANHUI_WEBHOOK_SECRET", "bad_value")],
        ),
    ],
)
def test_a_webhook_needs_all_of_it(monkeypatch, given, expected):
    for name, value in given.items():
        monkeypatch.setenv("SANHUI_" + name, value)
    assert problems_of(load_settings) == expected


def test_a_whole_webhook_is_accepted(monkeypatch):
    for name, value in {"WEBHOOK_SECRET": SECRET, "WEB_LISTEN": "80", "WEB_URL": "https://x/"}.items():
        monkeypatch.setenv("SANHUI_" + name, value)
    settings = load_settings()
    assert (settings.webhook, settings.web_url) == (True, "https://x")


@pytest.mark.parametrize(
    ("token", "api_url", "fault"),
    [
        ("", "https://api.telegram.org", "missing"),
        ("  ", "https://api.telegram.org", "missing"),
        ("123456", "https://api.telegram.org", "bad_value"),
        ("123456:short", "https://api.telegram.org", "bad_value"),
        (f"bot{TOKEN}", "https://api.telegram.org", "bad_value"),
        (f"{TOKEN} x", "https://api.telegram.org", "bad_value"),
        ("１２３４５６:" + "A" * 35, "https://api.telegram.org", "bad_value"),
        ("nonsense", "http://127.0.0.1:1", "bad_value"),
    ],
)
def test_the_token_is_asked_for_only_when_needed(monkeypatch, token, api_url, fault):
    monkeypatch.setenv("SANHUI_BOT_TOKEN", token)
    monkeypatch.setenv("SANHUI_API_URL", api_url)
    settings = load_settings()
    assert problems_of(settings.require_token) == [("SANHUI_BOT_TOKEN", fault)]


@pytest.mark.parametrize(
    ("token", "api_url"), [(TOKEN, "https://api.telegram.org"), (f" {TOKEN}\n", "https://api.telegram.org"), ("1:a", "http://127.0.0.1:1")]
)  # fmt: skip
def test_a_good_token_is_returned(monkeypatch, token, api_url):
    monkeypatch.setenv("SANHUI_BOT_TOKEN", token)
    monkeypatch.setenv("SANHUI_API_URL", api_url)
    assert load_settings().require_token() == token.strip()


def test_nothing_secret_stands_in_a_repr(monkeypatch):
    monkeypatch.setenv("SANHUI_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SANHUI_DATABASE_URL", "postgresql://u:geheim@localhost/x")
    monkeypatch.setenv("SANHUI_ADMINS", "987654321")
    monkeypatch.setenv("SANHUI_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("SANHUI_WEB_URL", "https://x")
    monkeypatch.setenv("SANHUI_WEB_LISTEN", "80")
    settings = load_settings()
    for secret in (TOKEN, "geheim", "987654321", SECRET):
        assert secret not in repr(settings) + str(settings) + settings.model_dump_json(exclude={"admins", "timezone"})
    assert settings.secrets() == (TOKEN, SECRET, "geheim")


LOCAL = "postgresql+asyncpg://u:p@"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgresql://u:p@localhost/x", LOCAL + "localhost/x"),
        ("postgres://u:p@127.0.0.2/x", LOCAL + "127.0.0.2/x"),
        ("postgresql+asyncpg://u:p@[::1]/x", LOCAL + "[::1]/x"),
        ("postgresql://u:p@/x?host=/run/postgresql", LOCAL + "/x?host=%2Frun%2Fpostgresql"),
        ("postgresql://u:p@localhost/x?sslmode=require", LOCAL + "localhost/x?ssl=require"),
        ("postgresql://u:p@db.example/x?ssl=verify-full", LOCAL + "db.example/x?ssl=verify-full"),
        ("postgresql://u:p@db.example/x?sslmode=verify-full", LOCAL + "db.example/x?ssl=verify-full"),
        ("postgresql://u:p@db.example/x?sslmode=disable-i-know", LOCAL + "db.example/x?ssl=disable"),
        ("sqlite+aiosqlite:////var/x.db", "sqlite+aiosqlite:////var/x.db"),
    ],
)
def test_database_urls_become_the_drivers_own(given, expected):
    assert normalise(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        "postgresql+asyncpg://u@db.example/x",
        "postgresql://u@db.example/x?ssl=require",
        "postgresql://u@db.example/x?sslmode=verify-ca",
        "postgresql://u@db.example/x?sslmode=disable",
        "postgresql://u@db.example/x?sslmode=verify-full&sslmode=disable",
        "postgresql://u@db.example/x?ssl=prefer&sslmode=verify-full",
        "postgresql://u@10.0.0.5/x",
        "postgresql://u@127.0.0.1.example.org/x",
        "postgresql://u@/x?host=localhost:5432&host=db.example:5432",
        "postgresql://u@/x?host=localhost,db.example",
    ],
)
def test_a_remote_server_must_prove_itself(monkeypatch, given):
    with pytest.raises(PlaintextDatabaseError):
        normalise(given)
    monkeypatch.setenv("SANHUI_DATABASE_URL", given)
    assert problems_of(load_settings) == [("SANHUI_DATABASE_URL", "plaintext_database")]


def test_the_drivers_default_host_counts_too(monkeypatch):
    monkeypatch.setenv("SANHUI_DATABASE_URL", "postgresql:///x")
    assert load_settings().database == "postgresql+asyncpg:///x"
    monkeypatch.setenv("PGHOST", "db.example")
    assert problems_of(load_settings) == [("SANHUI_DATABASE_URL", "plaintext_database")]


@given(st.text())
def test_any_text_is_a_url_or_a_typed_refusal(given):
    arguments: tuple[object, ...] = ()
    try:
        normalise(given)
    except DatabaseUrlError as refused:
        arguments = refused.args
    assert arguments == ()


def test_the_environment_outranks_the_file(env_file, monkeypatch):
    path = env_file("SANHUI_ADMINS=1\nSANHUI_LOG_LEVEL=WARNING\nTZ=x\nOTHER=y\n\n# 注释\nexport SANHUI_WEB_LISTEN=81\n")
    monkeypatch.setenv("SANHUI_ADMINS", "2")
    settings = load_settings(path)
    assert (settings.admins, settings.log_level, settings.web_listen) == (
        frozenset({2}), "WARNING", Listen("127.0.0.1", 81),
    )  # fmt: skip
    assert load_settings() == settings


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_others_may_touch_is_refused(env_file, mode):
    assert problems_of(load_settings, env_file("SANHUI_ADMINS=1\n", mode)) == [(".env", "file_open_to_others")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("SANHUI_ADMINS=1\n".encode("utf-16"), 1),
        ("SANHUI_ADMINS=1\n".encode("utf-16-le"), 1),
        ("SANHUI_ADMINS=1\n".encode("utf-8-sig"), 1),
        ("SANHUI_ADMINS=1\n# 说明\n".encode("gbk"), 2),
        (b"A=1\r\nB=2\r\nSANHUI_ADMINS=\xff\r\n", 3),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_its_line(env_file, content, line):
    path = env_file(content)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert caught.value.problems == (SettingsProblem(".env", SettingsFault.FILE_NOT_UTF8, line),)
    assert texts.problem(".env", "file_not_utf8", line) == f".env 须为不带 BOM 的 UTF-8 编码，第 {line} 行无法读取"


def test_lines_that_are_no_settings_and_unknown_names_are_refused(env_file):
    path = env_file(f"SANHUI_ADMINS=1\nSANHUI_BOT_TOKEN {TOKEN}\nSANHUI_BOTTOKEN={TOKEN}\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert caught.value.problems == (
        SettingsProblem(".env", SettingsFault.FILE_BAD_LINE, 2),
        SettingsProblem("SANHUI_BOTTOKEN", SettingsFault.UNKNOWN),
    )
    assert TOKEN not in repr(caught.value)


def test_a_directory_in_the_place_of_the_file_is_refused(tmp_path):
    (tmp_path / ".env").mkdir(mode=0o700)
    assert problems_of(load_settings, tmp_path / ".env") == [(".env", "file_unreadable")]


def test_every_fault_and_every_setting_has_its_words():
    assert set(texts.FAULTS) == {fault.value for fault in SettingsFault}
    assert set(texts.HINTS) == {"SANHUI_" + name.upper() for name in Settings.model_fields}
    assert texts.refusal([("SANHUI_BOT_TOKEN", "missing", None)]) == (
        "设置有误：未配置 SANHUI_BOT_TOKEN（向 @BotFather 申请）"
    )


def test_the_example_file_names_every_setting_and_is_accepted(env_file):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = {line.lstrip("#").partition("=")[0] for line in example.splitlines() if "SANHUI_" in line.partition("=")[0]}
    assert {name for name in named if name.startswith("SANHUI_")} == set(texts.HINTS)
    load_settings(env_file(example))


def test_files_made_afterwards_are_private(tmp_path):
    script = (
        "import sys; from storage.permissions import become_private; become_private(); open(sys.argv[1], 'w').close()"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "made")], check=True, cwd=ROOT)
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o600


def test_a_database_left_open_is_tightened(tmp_path):
    database = tmp_path / "a.db"
    for suffix in ("", "-wal", "-shm"):
        path = tmp_path / f"a.db{suffix}"
        path.touch()
        path.chmod(0o644)
    other = tmp_path / "b.db"
    other.touch()
    other.chmod(0o644)
    assert [path.name for path in tighten(database)] == ["a.db", "a.db-wal", "a.db-shm"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in sorted(tmp_path.iterdir())] == [0o600, 0o600, 0o600, 0o644]
    assert tighten(database) == ()


def test_a_private_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "k"
    write_private(path, b"one")
    write_private(path, b"two")
    assert (path.read_bytes(), is_open_to_others(path), list(tmp_path.iterdir())) == (b"two", False, [path])
