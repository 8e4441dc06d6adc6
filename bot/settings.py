"""Settings: environment or ``.env``, prefix ``SANHUI_``; the only module that reads the environment.

What is wrong is reported as names and kinds, never as values; the sentences stand in ``bot/texts/settings.py``.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.database_url import DatabaseUrlError, PlaintextDatabaseError, is_this_machine, normalise, password
from bot.env_file import SettingsFault, SettingsProblem, names_in

PREFIX = "SANHUI_"
TELEGRAM = "https://api.telegram.org"
ENV_FILE = Path(".env")
_TOKEN = re.compile(r"[0-9]{6,12}:[A-Za-z0-9_-]{30,}")
_TOKEN_ELSEWHERE = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")  # a local Bot API server may hand out shorter ones
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}")
_HIGHEST_ID = 1 << 52


class SettingsError(Exception):
    """The settings cannot be used; carries every problem found and no value."""

    def __init__(self, problems: Iterable[SettingsProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*((problem.name, problem.fault.value) for problem in self.problems))


@dataclass(frozen=True)
class Listen:
    """Where the web server listens."""

    host: str
    port: int


class Settings(BaseSettings):
    """What the operator decides; every field is ``SANHUI_`` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # strangers are named by load_settings, in the file and in the environment alike
        frozen=True,
        hide_input_in_errors=True,
        validate_default=False,
    )

    bot_token: SecretStr | None = None
    api_url: str = TELEGRAM
    database_url: SecretStr | None = None
    data_dir: Path = Path("data")
    key_file: Path | None = None
    timezone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    admins: Annotated[frozenset[int], NoDecode] = Field(default=frozenset(), repr=False)
    web_listen: Annotated[Listen | None, NoDecode] = None
    web_url: str | None = None
    webhook_secret: SecretStr | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def database(self) -> str:
        """The database's URL for SQLAlchemy; without one, SQLite in the data directory. May hold a password."""
        given = self.database_url.get_secret_value() if self.database_url else None
        return normalise(given) if given else f"sqlite+aiosqlite:///{self.data_dir / 'sanhui.db'}"

    @property
    def key_path(self) -> Path:
        """The key file: outside the data directory, beside it unless KEY_FILE says otherwise."""
        return self.key_file or self.data_dir.absolute().parent / "keys.json"

    @property
    def webhook(self) -> bool:
        """Whether updates come by webhook; long polling otherwise."""
        return self.webhook_secret is not None

    def require_token(self) -> str:
        """Return the bot's token; raises SettingsError when it is missing or cannot be one."""
        token = self.bot_token.get_secret_value().strip() if self.bot_token else ""
        if not token:
            raise SettingsError([SettingsProblem(PREFIX + "BOT_TOKEN", SettingsFault.MISSING)])
        shape = _TOKEN if self.api_url == TELEGRAM else _TOKEN_ELSEWHERE
        if shape.fullmatch(token) is None:
            raise SettingsError([SettingsProblem(PREFIX + "BOT_TOKEN", SettingsFault.BAD_VALUE)])
        return token

    def secrets(self) -> tuple[str, ...]:
        """Return every secret value, for the log to recognise and strike out."""
        given = [secret.get_secret_value() for secret in (self.bot_token, self.webhook_secret) if secret is not None]
        return (*given, password(self.database))

    @field_validator("api_url", "web_url")
    @classmethod
    def _safe_root(cls, value: str) -> str:
        parts = urlsplit(value)
        plain_is_safe = parts.scheme == "http" and is_this_machine(parts.hostname or "")
        whole = parts.hostname and parts.port != 0 and not (parts.query or parts.fragment)
        if not whole or not (parts.scheme == "https" or plain_is_safe):
            raise _bad()
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _safe_database(cls, value: SecretStr) -> SecretStr:
        try:
            normalise(value.get_secret_value(), os.environ.get("PGHOST", ""))
        except PlaintextDatabaseError:
            raise _bad(SettingsFault.PLAINTEXT_DATABASE) from None
        except DatabaseUrlError:
            raise _bad() from None
        return value

    @field_validator("admins", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        words = [word for word in re.split(r"[\s,，、;；]+", value) if word]
        if not all(re.fullmatch(r"[0-9]{1,16}", word) and 0 < int(word) < _HIGHEST_ID for word in words):
            raise _bad()
        return frozenset(map(int, words))

    @field_validator("web_listen", mode="before")
    @classmethod
    def _split_listen(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"(?:(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]*):)?([0-9]{1,5})", value.strip())
        if match is None or not 0 < int(match[2]) < 1 << 16:
            raise _bad()
        return Listen((match[1] or "127.0.0.1").strip("[]"), int(match[2]))

    @field_validator("webhook_secret")
    @classmethod
    def _strong_secret(cls, value: SecretStr) -> SecretStr:
        if _WEBHOOK_SECRET.fullmatch(value.get_secret_value()) is None:
            raise _bad()
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """Read the environment and, beneath it, ``env_file`` if it exists; raises SettingsError naming every problem."""
    in_file, problems = names_in(env_file)
    problems += _strangers({*in_file, *os.environ})
    if any(problem.fault.value.startswith("file_") for problem in problems):
        raise SettingsError(problems)
    settings, faults = _validated(env_file)
    if settings is None or problems or faults:
        raise SettingsError([*problems, *faults])
    return settings


def _bad(fault: SettingsFault = SettingsFault.BAD_VALUE) -> PydanticCustomError:
    return PydanticCustomError(fault.value, fault.value)


def _validated(env_file: Path) -> tuple[Settings | None, list[SettingsProblem]]:
    given: dict[str, Any] = {"_env_file": env_file}
    try:
        settings = Settings(**given)
    except ValidationError as refused:
        # Plain values only leave this block: the library's error holds what was typed.
        return None, [
            SettingsProblem(PREFIX + str(error["loc"][0]).upper(), _fault(error["type"]))
            for error in refused.errors(include_input=False, include_context=False, include_url=False)
        ]
    return settings, list(_combinations(settings))


def _fault(kind: str) -> SettingsFault:
    return SettingsFault(kind) if kind in set(SettingsFault) else SettingsFault.BAD_VALUE


def _combinations(settings: Settings) -> Iterator[SettingsProblem]:
    """Name what one setting asks of another: a webhook needs an address, an address needs a port to arrive at."""
    if settings.webhook and settings.web_url is None:
        yield SettingsProblem(PREFIX + "WEB_URL", SettingsFault.MISSING)
    if (settings.webhook or settings.web_url) and settings.web_listen is None:
        yield SettingsProblem(PREFIX + "WEB_LISTEN", SettingsFault.MISSING)


def _strangers(names: set[str]) -> list[SettingsProblem]:
    known = {(PREFIX + field).upper() for field in Settings.model_fields}
    return [
        SettingsProblem(name, SettingsFault.UNKNOWN)
        for name in sorted(names)
        if name.upper().startswith(PREFIX) and name.upper() not in known
    ]
