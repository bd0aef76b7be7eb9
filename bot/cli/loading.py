"""What most commands open first; each failure ends the command with its reason."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave

if TYPE_CHECKING:
    from bot.app import Campaign
    from bot.config.settings import Settings
    from bot.content.catalogue import Content

PRACTICE_DATABASE = Path("data/chat.sqlite3")


def open_settings() -> "Settings":
    from bot.config.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        leave(WRONG_USE, *error.problems)


def open_content(settings: "Settings | None" = None) -> "Content":
    """Read the words of the campaign that the settings name."""
    from bot.content.catalogue import ROOT, read_content
    from bot.content.yaml_reader import ContentError

    settings = settings or open_settings()
    try:
        return read_content(settings.content or ROOT)
    except ContentError as error:
        leave(PROBLEMS, *(str(mistake) for mistake in error.mistakes))


def open_campaign(settings: "Settings") -> "Campaign":
    """Read the words and get ready to understand people, which takes a moment of pure computing."""
    from bot.app import load_campaign

    content = open_content(settings)
    return load_campaign(settings, content, content.matcher_cache)
