"""Opens what most commands need; a failure ends the command with its reason."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave

if TYPE_CHECKING:
    from bot.app import Campaign
    from bot.config.settings import Settings
    from bot.content.catalogue import Content

PRACTICE_DATABASE = Path("data/chat.sqlite3")


def open_settings() -> "Settings":
    from bot.config.settings import load_settings
    from bot.errors import SettingsError

    try:
        return load_settings()
    except SettingsError as error:
        leave(WRONG_USE, *error.problems)


def open_content(settings: "Settings | None" = None) -> "Content":
    """Read the words of the campaign that the settings name."""
    from bot.content.catalogue import ROOT, read_content
    from bot.errors import ContentError

    settings = settings or open_settings()
    try:
        return read_content(settings.content or ROOT)
    except ContentError as error:
        leave(PROBLEMS, *(str(mistake) for mistake in error.mistakes))


def open_campaign(settings: "Settings") -> "Campaign":
    """Read the content and build the campaign, which computes for a few seconds without a cache."""
    from bot.app import load_campaign

    content = open_content(settings)
    return load_campaign(settings, content, content.matcher_cache)
