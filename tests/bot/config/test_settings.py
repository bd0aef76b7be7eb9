"""Settings: what is read, what is refused, in which words, and that no secret ever shows."""

import logging
import subprocess
import sys
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.config.controller import Controller
from bot.config.settings import SETTING_NAMES, ListenAddress, SendingHours, Settings, load_settings
from bot.errors import SettingsError

TOKEN = "123456789:AAF-made_up0made_up0made_up0made_up"
GARBAGE = "987654321:garbage garbage*garbage"


def load(**environ: str) -> Settings:
    return load_settings(None, environ)


def problems(env_file: Path | None = None, **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        load_settings(env_file, environ)
    assert str(refused.value) == "\n".join(refused.value.problems)
    return refused.value.problems


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / ".env"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_without_anything_the_defaults_stand() -> None:
    settings = load()
    assert settings.bot_token is None
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.database == Path("data/bot.sqlite3")
    assert settings.controller is None
    assert settings.controller_unset
    assert settings.tombstone_key is None
    assert settings.sending_hours == SendingHours(time(9), time(19))
    assert settings.time_zone == ZoneInfo("Europe/London")
    assert settings.broadcast_rate == 30
    assert settings.broadcast_hold == 300
    assert settings.broadcast_approval == "two"
    assert settings.broadcast_approval_reason is None
    assert settings.webhook_url is None
    assert settings.webhook_listen == ListenAddress("127.0.0.1", 8080)
    assert settings.log_level == "INFO"
    assert Settings() == settings


def test_every_setting_is_read() -> None:
    settings = load(
        BOT_TOKEN=TOKEN,
        BOT_API_URL="http://127.0.0.1:8081/",
        DATABASE="elsewhere/bot.sqlite3",
        CONTROLLER_NAME="The Example Campaign",
        CONTROLLER_CONTACT="privacy@example.org",
        PRIVACY_URL="https://example.org/privacy",
        TOMBSTONE_KEY="k" * 32,
        CAMPAIGN_URL="https://example.org/campaign?from=bot#top",
        CONTENT=str(Path(__file__).parent),
        IMPRINT="Promoted by A. Person, 1 Some Street, London",
        SENDING_HOURS="8:30 – 21:00",
        TIME_ZONE="Europe/Belfast",
        BROADCAST_RATE="1000",
        BROADCAST_HOLD="0",
        BROADCAST_APPROVAL="One",
        BROADCAST_APPROVAL_REASON="one organiser until January",
        WEBHOOK_URL="https://bot.example.org/telegram",
        WEBHOOK_LISTEN="[::1]:8443",
        WEBHOOK_SECRET="s" * 16,
        LOG_LEVEL="debug",
    )
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.bot_api_url == "http://127.0.0.1:8081"
    assert settings.database == Path("elsewhere/bot.sqlite3")
    assert settings.controller == Controller(
        "The Example Campaign", "privacy@example.org", "https://example.org/privacy"
    )
    assert settings.privacy_url == "https://example.org/privacy"
    assert settings.tombstone_key is not None
    assert settings.campaign_url == "https://example.org/campaign?from=bot#top"
    assert settings.content == Path(__file__).parent
    assert settings.imprint == "Promoted by A. Person, 1 Some Street, London"
    assert settings.sending_hours == SendingHours(time(8, 30), time(21))
    assert settings.time_zone == ZoneInfo("Europe/Belfast")
    assert settings.broadcast_rate == 1000
    assert settings.broadcast_hold == 0
    assert (settings.broadcast_approval, settings.broadcast_approval_reason) == (
        "one",
        "one organiser until January",
    )
    assert settings.webhook_url == "https://bot.example.org/telegram"
    assert settings.webhook_listen == ListenAddress("::1", 8443)
    assert settings.webhook_secret is not None
    assert settings.log_level == "DEBUG"
    unset = set(SETTING_NAMES) - {name.upper() for name in settings.model_fields_set}
    assert not unset, "this test has to give every setting"


def test_the_environment_goes_before_the_file_even_when_empty(tmp_path: Path) -> None:
    path = written(tmp_path, f'export LOG_LEVEL="ERROR"\nBROADCAST_RATE=5 # slow\nBOT_TOKEN={TOKEN}\n')
    settings = load_settings(path, {"LOG_LEVEL": "WARNING", "BOT_TOKEN": ""})
    assert (settings.log_level, settings.broadcast_rate, settings.bot_token) == ("WARNING", 5, None)


def test_the_process_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCAST_RATE", "7")
    assert load_settings(None).broadcast_rate == 7
    assert Settings().broadcast_rate == 30


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load().broadcast_rate = 5  # type: ignore[misc]  # what is proven is that it fails


@pytest.mark.parametrize("blank", ["", "   "])
def test_empty_means_not_set(blank: str) -> None:
    settings = load(**dict.fromkeys(SETTING_NAMES, blank))
    mentioned = {"controller_name", "controller_contact"}
    assert settings.model_dump(exclude=mentioned) == Settings().model_dump(exclude=mentioned)


@pytest.mark.parametrize("environ", [{"CONTROLLER_NAME": ""}, {"CONTROLLER_CONTACT": " "}])
def test_a_blank_controller_is_not_an_unmentioned_one(environ: dict[str, str]) -> None:
    settings = load(**environ)
    assert settings.controller is None
    assert not settings.controller_unset


def test_a_blank_controller_in_the_file_counts_as_mentioned(tmp_path: Path) -> None:
    assert not load_settings(written(tmp_path, "CONTROLLER_NAME=\n"), {}).controller_unset


def test_half_a_controller_is_a_problem() -> None:
    (contact,) = problems(CONTROLLER_NAME="The Example Campaign")
    assert contact.startswith("CONTROLLER_CONTACT: CONTROLLER_NAME is given")
    (name,) = problems(CONTROLLER_CONTACT="privacy@example.org", CONTROLLER_NAME="")
    assert name.startswith("CONTROLLER_CONTACT: it is given without CONTROLLER_NAME")


def test_a_webhook_needs_its_secret_even_when_its_address_is_wrong() -> None:
    (one,) = problems(WEBHOOK_URL="https://bot.example.org/telegram")
    assert one.startswith("WEBHOOK_SECRET: ")
    both = problems(WEBHOOK_URL="ftp://bot.example.org")
    assert [line.partition(":")[0] for line in both] == ["WEBHOOK_URL", "WEBHOOK_SECRET"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "not-a-token"),
        ("BOT_TOKEN", "123456789"),
        ("BOT_TOKEN", f"bot{TOKEN}"),
        ("BOT_API_URL", "api.telegram.org"),
        ("BOT_API_URL", "https://"),
        ("BOT_API_URL", "https://api.telegram.org:port"),
        ("BOT_API_URL", "https://someone:password@api.example.org"),
        ("BOT_API_URL", "https://api.telegram.org/bot"),
        ("BOT_API_URL", f"https://api.telegram.org/bot{TOKEN}"),
        ("BOT_API_URL", f"https://api.telegram.org/file/bot{TOKEN}/getMe"),
        ("BOT_API_URL", "https://api.telegram.org/?a=b"),
        ("DATABASE", "."),
        ("CONTENT", "no/such/folder"),
        ("CONTENT", "~nobody-of-this-name/campaign"),
        ("CONTENT", "campaign\0"),
        ("DATABASE", "~nobody-of-this-name/bot.sqlite3"),
        ("CONTROLLER_NAME", "n" * 301),
        ("PRIVACY_URL", "http://example.org/privacy"),
        ("PRIVACY_URL", "https://example.org/privacy page"),
        ("TOMBSTONE_KEY", "k" * 31),
        ("CAMPAIGN_URL", "example.org"),
        ("IMPRINT", "one line\nand another"),
        ("SENDING_HOURS", "9-19"),
        ("SENDING_HOURS", "09:00-25:00"),
        ("SENDING_HOURS", "19:00-09:00"),
        ("SENDING_HOURS", "09:00-09:00"),
        ("TIME_ZONE", "Europe/Londn"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("TIME_ZONE", "Europe"),
        ("BROADCAST_RATE", "0"),
        ("BROADCAST_RATE", "1001"),
        ("BROADCAST_RATE", "2.5"),
        ("BROADCAST_RATE", "fast"),
        ("BROADCAST_HOLD", "-1"),
        ("BROADCAST_HOLD", "86401"),
        ("BROADCAST_HOLD", "5 minutes"),
        ("BROADCAST_APPROVAL", "three"),
        ("WEBHOOK_LISTEN", "8080"),
        ("WEBHOOK_LISTEN", "127.0.0.1:0"),
        ("WEBHOOK_LISTEN", "127.0.0.1:65536"),
        ("WEBHOOK_SECRET", "s" * 15),
        ("WEBHOOK_SECRET", "a secret with spaces"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_told_under_its_name(name: str, value: str) -> None:
    environ = {"CONTROLLER_CONTACT": "privacy@example.org"} if name == "CONTROLLER_NAME" else {}
    (line,) = problems(None, **environ, **{name: value})
    start, _, words = line.partition(": ")
    assert start == name
    assert len(words) > 20


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/hook", "http://localhost:9000", "http://[::1]:9000/hook"]
)
def test_a_webhook_on_this_machine_may_be_plain_http(url: str) -> None:
    assert load(WEBHOOK_URL=url, WEBHOOK_SECRET="s" * 16).webhook_url == url


def test_a_webhook_elsewhere_may_not() -> None:
    (line,) = problems(WEBHOOK_URL="http://bot.example.org/hook", WEBHOOK_SECRET="s" * 16)
    assert "https://" in line


def test_all_problems_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "BOT_TOKN=x\nthis is not a setting\nLOG_LEVEL=loud\nLOG_LEVEL=quiet\nTOMBSTONE_KEY='unclosed\n",
    )
    found = problems(path, BROADCAST_RATE="0", SENDING_HOURS="always")
    assert [line.rpartition(": ")[0].replace(f"{path}", ".env") for line in found] == [
        ".env:2",
        ".env:5",
        "LOG_LEVEL",
        "BOT_TOKN",
        "SENDING_HOURS",
        "BROADCAST_RATE",
        "LOG_LEVEL",
    ]
    assert "BOT_TOKN: there is no such setting; did you mean BOT_TOKEN?" in found
    assert "on lines 3, 4; keep one" in found[2]


def test_another_programs_names_in_the_file_are_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "HTTPS_PROXY=http://127.0.0.1:3128\nCOMPOSE_PROJECT_NAME=bot\n")
    assert load_settings(path, {}) == Settings()


def test_values_of_the_file_are_taken_as_written(tmp_path: Path) -> None:
    key = "a${HOME}b$c" + "k" * 32
    settings = load_settings(written(tmp_path, f"TOMBSTONE_KEY={key}\r\n"), {})
    assert settings.tombstone_key is not None
    assert settings.tombstone_key.get_secret_value() == key


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfLOG_LEVEL=ERROR\n")
    assert load_settings(path, {}).log_level == "ERROR"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_file_that_is_not_utf_8_is_said_so(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "CONTROLLER_NAME=Zoë\n".encode(encoding))
    (line,) = problems(path)
    assert line.startswith(f"{path}: this file is not UTF-8 text")


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    (line,) = problems(tmp_path)
    assert line.startswith(f"{tmp_path}: this file cannot be read")


def test_a_missing_file_is_no_problem(tmp_path: Path) -> None:
    assert load_settings(tmp_path / ".env", {}) == Settings()


@pytest.mark.parametrize("name", SETTING_NAMES)
def test_a_secret_in_any_setting_shows_in_no_error(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    short = name in ("TOMBSTONE_KEY", "WEBHOOK_SECRET")
    environ = {"BOT_TOKEN": GARBAGE, name: "garbage" if short else f"http://{GARBAGE}\n{'x' * 300}"}
    with pytest.raises(SettingsError) as refused:
        load(**environ)
    assert any(line.startswith(f"{name}: ") for line in refused.value.problems)
    shown = f"{refused.value}{refused.value!r}{refused.value.args}{caplog.text}"
    assert "garbage" not in shown
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_a_broken_line_of_the_file_is_not_repeated(tmp_path: Path) -> None:
    found = problems(written(tmp_path, f"{TOKEN}\nBOT_TOKEN='{TOKEN}\n"))
    assert len(found) == 2
    assert "AAF" not in "".join(found)


def test_settings_show_no_secret() -> None:
    settings = load(
        BOT_TOKEN=TOKEN,
        TOMBSTONE_KEY="garbage" * 6,
        WEBHOOK_URL="https://bot.example.org",
        WEBHOOK_SECRET="garbage" * 3,
    )
    shown = f"{settings}{settings!r}{settings.model_dump()}{settings.model_dump_json(exclude={'time_zone'})}"
    assert "AAF" not in shown
    assert "garbage" not in shown


def test_sending_hours_begin_inside_and_end_outside() -> None:
    hours = SendingHours.parse("09:00-19:00")
    assert time(9) in hours
    assert time(18, 59, 59) in hours
    assert time(19) not in hours
    assert time(8, 59, 59) not in hours


@pytest.mark.parametrize("text", ["09:00-19:00", "00:00-23:59"])
def test_sending_hours_read_back(text: str) -> None:
    assert str(SendingHours.parse(text)) == text


@pytest.mark.parametrize("text", ["127.0.0.1:8080", "localhost:1", "[::]:65535"])
def test_a_listening_address_reads_back(text: str) -> None:
    assert str(ListenAddress.parse(text)) == text


def test_settings_bring_no_heavy_part_with_them() -> None:
    program = "import sys, bot.config.settings; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert not {"telegram", "aiohttp", "numpy", "yaml", "aiosqlite"} & set(loaded.stdout.split())


def test_one_person_alone_needs_a_reason() -> None:
    (problem,) = problems(BROADCAST_APPROVAL="one")
    assert problem.startswith("BROADCAST_APPROVAL_REASON: ")
