"""Golden conversations, in the form that the terminal prints, against the real words.

`pytest --update-transcripts` writes them anew, so that a change of words is read as a diff of a conversation.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Campaign
from bot.channels.terminal import PROMPT
from bot.channels.terminal_session import Session
from bot.core.messages import Person
from bot.storage.store import Store
from tests.harness.clock import FakeClock

FOLDER = Path(__file__).parent / "transcripts"
RESTART = "--- restart ---"
WEEKS_LATER = "--- three weeks later ---"
NO_CONTROLLER = "no_controller"
FIRST_DAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


class Play:
    """One conversation being played."""

    def __init__(self, campaign: Campaign, database: Path) -> None:
        self.lines: list[str] = []
        self._campaign = campaign
        self._database = database
        self._clock = FakeClock(FIRST_DAY, timedelta(minutes=1))
        self._store: Store | None = None
        self._session: Session | None = None

    async def open(self) -> None:
        self._store = await Store.open(self._database)
        self._session = await Session.begin(
            Person("terminal:ann"),
            self._store,
            self._campaign,
            show=self.lines.append,
            now=self._clock,
            share_url="https://example.org",
        )

    async def close(self) -> None:
        assert self._store is not None
        await self._store.close()

    async def line(self, line: str) -> None:
        self.lines.append(line)
        if line in (RESTART, WEEKS_LATER):
            await self.close()
            if line == WEEKS_LATER:
                self._clock.time += timedelta(weeks=3)
            await self.open()
            return
        assert self._session is not None
        await self._session.say(line.removeprefix(PROMPT))


def typed(transcript: str) -> list[str]:
    """What the person types in a transcript, and the restarts."""
    lines = transcript.splitlines()
    return [line for line in lines if line.startswith(PROMPT) or line in (RESTART, WEEKS_LATER)]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
async def test_transcript(
    path: Path, campaign: Campaign, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    expected = path.read_text(encoding="utf-8")
    if path.stem == NO_CONTROLLER:
        campaign = replace(campaign, controller=None)
    play = Play(campaign, tmp_path / "chat.sqlite3")
    await play.open()
    for line in typed(expected):
        await play.line(line)
    await play.close()
    told = "\n\n".join(play.lines) + "\n"
    if request.config.getoption("--update-transcripts"):
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_there_are_transcripts() -> None:
    assert len(list(FOLDER.glob("*.txt"))) >= 8


def test_the_readme_shows_a_true_conversation() -> None:
    readme = (FOLDER.parent.parent / "README.md").read_text(encoding="utf-8")
    shown = readme.split("<!-- transcript -->\n```text\n")[1].split("\n```\n<!-- end of transcript -->")[0]
    assert shown == (FOLDER / "readme.txt").read_text(encoding="utf-8").rstrip("\n")
