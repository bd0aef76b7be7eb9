"""Errors that end a command or a step. Each message says what is wrong, where, and how to mend it.

BotError
├── SettingsError        the person who runs the bot, in .env
├── ContentError         an editor, in faq/ or flows/
├── StorageError         the person who runs the bot: the database file, its folder, the disk
├── TelegramFatalError   the person who runs the bot: the token, or a second copy of the bot
├── ExportError          the organiser, or the person at the command line, who asked for it
└── ChartError           the person who runs the bot, from the log; organisers are told that it failed
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class BotError(Exception):
    """What this program raises for people to mend."""


@dataclass(frozen=True, order=True, slots=True)
class Mistake:
    """One mistake in a file of words, and where it stands."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class SettingsError(BotError):
    """Settings that can't be used.

    `problems` holds one line for each, "SETTING_NAME: what is wrong and how to mend it". None of them repeats
    what was written: a token pasted into the wrong setting must not reach a screen or a log.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class ContentError(BotError):
    """Words that can't be used. `mistakes` holds every one that was found, in order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class StorageError(BotError):
    """The database can't be used. Nothing in the file was changed."""


class TelegramFatalError(BotError):
    """Telegram will not talk to this bot."""


class ExportError(BotError):
    """Columns that can't be exported like this."""


class ChartError(BotError):
    """Charts that could not be made. The message says what happened to their process."""
