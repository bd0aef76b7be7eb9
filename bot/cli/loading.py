"""What most commands open first; each failure ends the command with its reason."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.content.catalogue import Content
    from bot.content.flow_actions import Controller
    from faq.matching.matcher import Matcher

CACHE = Path("data/matcher.npz")
PRACTICE_DATABASE = Path("data/chat.sqlite3")


def open_settings() -> "Settings":
    from bot.config.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        leave(WRONG_USE, *error.problems)


def open_words() -> "Content":
    from bot.content.catalogue import read_content
    from bot.content.yaml_reader import ContentError

    try:
        return read_content()
    except ContentError as error:
        leave(PROBLEMS, *(str(mistake) for mistake in error.mistakes))


def open_matcher(words: "Content") -> "Matcher":
    from bot.app import build_matcher

    return build_matcher(words, CACHE)


def controller_of(settings: "Settings") -> "Controller | None":
    """The data controller as people are told it, or None: then nothing is collected."""
    from bot.content.flow_actions import Controller

    if settings.controller is None:
        return None
    known = settings.controller
    return Controller(known.name, known.contact, settings.privacy_url)


def stub_key_of(settings: "Settings") -> bytes | None:
    return settings.stub_key.get_secret_value().encode() if settings.stub_key else None
