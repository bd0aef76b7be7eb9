"""The settings: the environment and `.env`, read once, with all problems reported together."""

import os
import re
from collections.abc import Iterator, Mapping
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
from bot.errors import SettingsError

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Approval = Literal["two", "one"]

_RANDOM = 'made for example by: python3 -c "import secrets; print(secrets.token_hex(32))"'
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAY_BE_BLANK = ("CONTROLLER_NAME", "CONTROLLER_CONTACT")


@dataclass(frozen=True)
class SendingHours:
    """The hours of a day in which broadcasts may go out, in the settings' time zone; `end` is exclusive."""

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        return self.start <= moment < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read hours such as "09:00-19:00".

        Raises:
            ValueError: it can't be read. The message says how to write it.
        """
        unreadable = ValueError("these are not hours of a day; write them like 09:00-19:00")
        hours = re.fullmatch(r"(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)", text, re.ASCII)
        if not hours:
            raise unreadable
        try:
            start, end = (time.fromisoformat(part.zfill(5)) for part in hours.groups())
        except ValueError:
            raise unreadable from None
        if start >= end:
            raise ValueError("the first hour has to come before the second; write them like 09:00-19:00")
        return cls(start, end)


@dataclass(frozen=True)
class ListenAddress:
    """The address that the webhook's server listens at."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address such as "127.0.0.1:8080" or "[::1]:8080".

        Raises:
            ValueError: it can't be read. The message says how to write it.
        """
        address = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+)):([0-9]{1,5})", text, re.ASCII)
        if not address or not 0 < int(address[3]) < 65536:
            raise ValueError("this is not an address and a port; write it like 127.0.0.1:8080")
        return cls(address[1] or address[2], int(address[3]))


def _secret(pattern: str, problem: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value(), re.ASCII | re.DOTALL):
            raise ValueError(problem)
        return secret

    return AfterValidator(check)


def _split(url: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """Return the parts of a web address; None unless it has a host and no user name or password."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is not a number
    except ValueError:
        return None
    valid = parts.scheme in schemes and parts.hostname and "@" not in parts.netloc
    return parts if valid and not re.search(r"\s|[\x00-\x1f]", url) else None


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
    remedy = "write the path of a file, like data/bot.sqlite3"
    if _CONTROL.search(value):
        raise ValueError(f"there is a line break or another sign in it that no path has; {remedy}")
    try:
        path = Path(value).expanduser()
        is_folder = path.is_dir()
    except (OSError, RuntimeError):
        raise ValueError(f"there is no way to this file; {remedy}") from None
    if is_folder:
        raise ValueError(f"this is a folder, not a file; {remedy}")
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
_TombstoneKey = Annotated[
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

    `load_settings` reads the environment and `.env`. Built directly, only the arguments count, so that a test
    never depends on its machine.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", enable_decoding=False, hide_input_in_errors=True, env_ignore_empty=False
    )

    bot_token: _BotToken | None = None
    bot_api_url: Annotated[str, AfterValidator(_api_url)] = "https://api.telegram.org"
    """Without a slash at its end: `/bot<token>/<method>` and `/file/bot<token>/<path>` are added."""
    database: Annotated[Path, BeforeValidator(_database)] = Path("data/bot.sqlite3")
    controller_name: _Line | None = None
    """None if the setting is missing, empty if it was left blank: see `controller_unset`."""
    controller_contact: _Line | None = Field(default=None, validate_default=True)
    privacy_url: _Page | None = None
    stub_key: _TombstoneKey | None = None
    """The key of tombstones; the field is named after `STUB_KEY` in `.env`."""
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
        """Return the data controller; while it is None the bot answers questions and collects no pledges."""
        if self.controller_name and self.controller_contact:
            return Controller(self.controller_name, self.controller_contact, self.privacy_url)
        return None

    @property
    def controller_unset(self) -> bool:
        """Return whether both settings of the controller are missing, rather than left blank."""
        return self.controller_name is None and self.controller_contact is None


SETTING_NAMES = tuple(name.upper() for name in Settings.model_fields)
"""The names of the settings in the environment and in `.env`."""


def load_settings(env_file: Path | None = Path(".env"), environ: Mapping[str, str] | None = None) -> Settings:
    """Load the settings; `environ` (by default the process's own) takes precedence over `env_file`.

    An empty setting counts as not set, and an empty one in the environment hides the file's. The file may be
    missing.

    Raises:
        SettingsError: with all problems at once.
    """
    in_file, problems = read_env_file(env_file, SETTING_NAMES) if env_file else ({}, [])
    values = {**in_file, **(os.environ if environ is None else environ)}
    settings_given = {name: values[name].strip() for name in SETTING_NAMES if name in values}
    source = EnvSettingsSource(Settings)
    source.env_vars = {
        name.lower(): value for name, value in settings_given.items() if value or name in _MAY_BE_BLANK
    }
    settings = None
    try:
        settings = Settings(**source())
    except ValidationError as error:
        problems += _describe(error)
    if (
        settings is None or problems
    ):  # outside `except`: pydantic's error, which holds the values, would be its context
        raise SettingsError(problems)
    return settings


def _describe(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors(include_url=False, include_input=False):
        name = str(mistake["loc"][0]).upper()
        yield f"{name}: {mistake.get('ctx', {}).get('error', mistake['msg'])}"
