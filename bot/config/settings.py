"""What the bot is told from outside: the environment and `.env`, read once and checked all together."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config.controller import Controller
from bot.config.env_file import read_env_file

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Approval = Literal["two", "one"]

_RANDOM = 'made for example by: python3 -c "import secrets; print(secrets.token_hex(32))"'
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAY_BE_BLANK = ("CONTROLLER_NAME", "CONTROLLER_CONTACT")


class SettingsError(Exception):
    """Settings that can't be used.

    `problems` holds one line for each, "SETTING_NAME: what is wrong and how to mend it". None of them repeats
    what was written: a token pasted into the wrong setting must not reach a screen or a log.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class SendingHours:
    """The hours of a day in which broadcasts may go out, in the settings' time zone; `end` is outside."""

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        return self.start <= moment < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads "09:00-19:00". Raises ValueError, in words, for anything else."""
        otherwise = ValueError("these are not hours of a day; write them like 09:00-19:00")
        found = re.fullmatch(r"(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)", text, re.ASCII)
        if not found:
            raise otherwise
        try:
            start, end = (time.fromisoformat(part.zfill(5)) for part in found.groups())
        except ValueError:
            raise otherwise from None
        if start >= end:
            raise ValueError("the first hour has to come before the second; write them like 09:00-19:00")
        return cls(start, end)


@dataclass(frozen=True)
class ListenAddress:
    """Where the webhook's own server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads "127.0.0.1:8080" or "[::1]:8080". Raises ValueError, in words, for anything else."""
        found = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+)):([0-9]{1,5})", text, re.ASCII)
        if not found or not 0 < int(found[3]) < 65536:
            raise ValueError("this is not an address and a port; write it like 127.0.0.1:8080")
        return cls(found[1] or found[2], int(found[3]))


def _secret(pattern: str, otherwise: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value(), re.ASCII | re.DOTALL):
            raise ValueError(otherwise)
        return secret

    return AfterValidator(check)


def _split(url: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """The parts of a web address with a host and without a password in it; None if it isn't one."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is not a number
    except ValueError:
        return None
    sound = parts.scheme in schemes and parts.hostname and "@" not in parts.netloc
    return parts if sound and not re.search(r"\s|[\x00-\x1f]", url) else None


def _page(url: str) -> str:
    if not _split(url, ("https",)):
        raise ValueError("this is not the address of a page; it begins with https://")
    return url


def _api_url(url: str) -> str:
    parts = _split(url, ("http", "https"))
    if not parts or parts.query or parts.fragment:
        raise ValueError("this is not a server's address; write it like https://api.telegram.org")
    if re.search(r"/bot([0-9]+:|/|$)", parts.path):
        raise ValueError(
            "leave out /bot and the token, they are added; write it like https://api.telegram.org"
        )
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _webhook_url(url: str) -> str:
    parts = _split(url, ("http", "https"))
    if not parts or parts.query or parts.fragment:
        raise ValueError("this is not a web address; write it like https://bot.example.org/telegram")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError("Telegram calls https:// only; http:// is for a server on this same machine")
    return url


def _line(text: str) -> str:
    if _CONTROL.search(text) or len(text) > 300:
        raise ValueError("write it on one line of at most 300 characters")
    return text


def _database(value: object) -> object:
    if not isinstance(value, str):
        return value
    otherwise = "write the path of a file, like data/bot.sqlite3"
    if _CONTROL.search(value):
        raise ValueError(f"there is a line break or another sign in it that no path has; {otherwise}")
    try:
        path = Path(value).expanduser()
        is_folder = path.is_dir()
    except (OSError, RuntimeError):
        raise ValueError(f"there is no way to this file; {otherwise}") from None
    if is_folder:
        raise ValueError(f"this is a folder, not a file; {otherwise}")
    return path


def _folder(value: object) -> object:
    if not isinstance(value, str):
        return value
    otherwise = "write the path of the folder that holds the campaign's faq/ and flows/"
    try:
        path = Path(value).expanduser().resolve()
        is_folder = path.is_dir()
    except (OSError, RuntimeError, ValueError):
        raise ValueError(f"there is no way to this folder; {otherwise}") from None
    if not is_folder:
        raise ValueError(f"there is no such folder; {otherwise}")
    return path


def _time_zone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("there is no such time zone; write a name like Europe/London") from None


def _sending_hours(value: object) -> object:
    return SendingHours.parse(value) if isinstance(value, str) else value


def _listen_address(value: object) -> object:
    return ListenAddress.parse(value) if isinstance(value, str) else value


def _broadcast_rate(value: object) -> object:
    if not re.fullmatch(r"[1-9][0-9]{0,2}|1000", str(value)):
        raise ValueError("write the messages a second as a whole number from 1 to 1000, like 30")
    return value


def _broadcast_hold(value: object) -> object:
    if not re.fullmatch(r"[0-9]{1,5}", str(value)) or int(str(value)) > 86400:
        raise ValueError("write the seconds as a whole number from 0 to 86400, like 300")
    return value


def _approval(value: object) -> object:
    approval = str(value).lower()
    if approval not in get_args(Approval):
        raise ValueError("write two or one: how many people it takes to send an update")
    return approval


def _log_level(value: object) -> object:
    level = str(value).upper()
    if level not in get_args(LogLevel):
        raise ValueError("write DEBUG, INFO, WARNING or ERROR")
    return level


_BotToken = Annotated[
    SecretStr,
    _secret(
        r"[0-9]+:[A-Za-z0-9_-]+",
        "this is not a bot's token; copy the whole token that @BotFather gave: "
        "digits, a colon, then letters and digits",
    ),
]
_StubKey = Annotated[
    SecretStr,
    _secret(
        r".{32,}",
        f"this key is too short to be safe; write at least 32 random characters, {_RANDOM}",
    ),
]
_WebhookSecret = Annotated[
    SecretStr,
    _secret(
        r"[A-Za-z0-9_-]{16,256}",
        f"write 16 to 256 letters, digits, _ or -, which is what Telegram takes, {_RANDOM}",
    ),
]
_Hours = Annotated[SendingHours, BeforeValidator(_sending_hours)]
_Listen = Annotated[ListenAddress, BeforeValidator(_listen_address)]
_Page = Annotated[str, AfterValidator(_page)]
_Line = Annotated[str, AfterValidator(_line)]


class Settings(BaseSettings):
    """Every setting of the bot; `.env.example` explains each in plain words.

    `load_settings` reads the environment and `.env`. Built directly, only what is passed counts, so
    that a test never depends on the machine it runs on.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", enable_decoding=False, hide_input_in_errors=True, env_ignore_empty=False
    )

    bot_token: _BotToken | None = None
    bot_api_url: Annotated[str, AfterValidator(_api_url)] = "https://api.telegram.org"
    """Without a slash at its end: `/bot<token>/<method>` and `/file/bot<token>/<path>` are added."""
    database: Annotated[Path, BeforeValidator(_database)] = Path("data/bot.sqlite3")
    controller_name: _Line | None = None
    """None if it was not mentioned at all, empty if it was left blank: see `controller_unset`."""
    controller_contact: _Line | None = Field(default=None, validate_default=True)
    privacy_url: _Page | None = None
    stub_key: _StubKey | None = None
    campaign_url: _Page = "https://firstdonoharmappg.org.uk/2022/07/04/redresscampaign/"
    content: Annotated[Path, BeforeValidator(_folder)] | None = None
    """The folder with the campaign's faq/ and flows/; None for the repository itself."""
    imprint: _Line | None = None
    sending_hours: _Hours = SendingHours.parse("09:00-19:00")
    time_zone: Annotated[ZoneInfo, BeforeValidator(_time_zone)] = ZoneInfo("Europe/London")
    broadcast_rate: Annotated[int, BeforeValidator(_broadcast_rate)] = 30
    """Messages a second."""
    broadcast_hold: Annotated[int, BeforeValidator(_broadcast_hold)] = 300
    """Seconds."""
    broadcast_approval: Annotated[Approval, BeforeValidator(_approval)] = "two"
    broadcast_approval_reason: _Line | None = Field(default=None, validate_default=True)
    webhook_url: Annotated[str, AfterValidator(_webhook_url)] | None = None
    webhook_listen: _Listen = ListenAddress.parse("127.0.0.1:8080")
    webhook_secret: _WebhookSecret | None = Field(default=None, validate_default=True)
    log_level: Annotated[LogLevel, BeforeValidator(_log_level)] = "INFO"

    @field_validator("controller_contact")
    @classmethod
    def _controller_is_whole(cls, contact: str | None, info: ValidationInfo) -> str | None:
        named = bool(info.data.get("controller_name", True))
        if named and not contact:
            raise ValueError(
                "CONTROLLER_NAME is given, so write how people reach them, like an e-mail address"
            )
        if contact and not named:
            raise ValueError("it is given without CONTROLLER_NAME; write there who answers for people's data")
        return contact

    @field_validator("broadcast_approval_reason")
    @classmethod
    def _one_person_has_a_reason(cls, reason: str | None, info: ValidationInfo) -> str | None:
        if not reason and info.data.get("broadcast_approval") == "one":
            raise ValueError("BROADCAST_APPROVAL=one needs a reason, which goes into the log; write it here")
        return reason

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_is_guarded(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("webhook_url", True):
            raise ValueError(f"WEBHOOK_URL needs a secret that proves Telegram's calls, {_RANDOM}")
        return secret

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del settings_cls, env_settings, dotenv_settings, file_secret_settings  # `load_settings` has read them
        return (init_settings,)

    @property
    def controller(self) -> Controller | None:
        """The data controller. While it is None the bot answers questions and collects no pledges."""
        if self.controller_name and self.controller_contact:
            return Controller(self.controller_name, self.controller_contact, self.privacy_url)
        return None

    @property
    def controller_unset(self) -> bool:
        """Whether neither of the controller's settings was mentioned at all, not even left blank."""
        return self.controller_name is None and self.controller_contact is None


SETTING_NAMES = tuple(name.upper() for name in Settings.model_fields)
"""The settings as they are written in the environment and in `.env`."""


def load_settings(env_file: Path | None = Path(".env"), environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this machine: `environ` (the process's own unless given) goes before `env_file`.

    A setting left empty counts as not set, and one that is empty in the environment hides the file's. A
    missing file is no problem. Raises SettingsError with every problem at once.
    """
    written, problems = read_env_file(env_file, SETTING_NAMES) if env_file else ({}, [])
    told = {**written, **(os.environ if environ is None else environ)}
    ours = {name: told[name].strip() for name in SETTING_NAMES if name in told}
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in ours.items() if value or name in _MAY_BE_BLANK}
    settings = None
    try:
        settings = Settings(**source())
    except ValidationError as error:
        problems += _in_words(error)
    if settings is None or problems:  # outside `except`: the pydantic error holds what was written
        raise SettingsError(problems)
    return settings


def _in_words(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors(include_url=False, include_input=False):
        name = str(mistake["loc"][0]).upper()
        yield f"{name}: {mistake.get('ctx', {}).get('error', mistake['msg'])}"
