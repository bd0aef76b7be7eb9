"""Opens what most commands need; a failure ends the command with its reason."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave

if TYPE_CHECKING:
    from bot.app import Campaign
    from bot.config.settings import Settings
    from bot.content.catalogue import Content

CACHE = Path(__file__).parents[2] / "data" / "matcher.npz"
"""The matcher's cache, in the bot's own folder: the same whichever folder a command is typed in."""
PRACTICE_DATABASE = Path("data/chat.sqlite3")


def open_settings() -> "Settings":
    from bot.config.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        leave(WRONG_USE, *error.problems)


def open_content() -> "Content":
    from bot.content.catalogue import read_content
    from bot.content.yaml_reader import ContentError

    try:
        return read_content()
    except ContentError as error:
        leave(PROBLEMS, *(str(mistake) for mistake in error.mistakes))


def open_campaign(settings: "Settings") -> "Campaign":
    """Read the content and build the campaign, which computes for a few seconds without a cache."""
    from bot.app import load_campaign

    return load_campaign(settings, open_content(), CACHE)
