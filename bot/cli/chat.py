"""`chat`: hold a conversation in the terminal."""

import asyncio
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave
from bot.cli.loading import PRACTICE_DATABASE, open_campaign, open_settings

PRACTICE = "The Practice Campaign"


def add_to(app: typer.Typer) -> None:
    app.command()(chat)


def chat(
    as_: Annotated[
        str, typer.Option("--as", help="Who you are here; each name has its own records.")
    ] = "you",
    database: Annotated[
        Path | None, typer.Option(help=f"Where this conversation is kept. [default: {PRACTICE_DATABASE}]")
    ] = None,
    record: Annotated[Path | None, typer.Option(help="Write the conversation down as a transcript.")] = None,
) -> None:
    """Talk with the bot here, with no account and no token. /quit ends; come back and go on any time."""
    if not re.fullmatch(r"[\w.-]{1,32}", as_):
        leave(WRONG_USE, "--as: a name of 1 to 32 letters and digits, please")
    try:
        asyncio.run(_talk(as_, database or PRACTICE_DATABASE, record))
    except KeyboardInterrupt:
        print()


async def _talk(name: str, database: Path, record: Path | None) -> None:
    from bot.app import now
    from bot.channels.terminal_session import Session
    from bot.config.controller import Controller
    from bot.core.messages import Person
    from bot.errors import StorageError
    from bot.storage.store import Store

    settings = open_settings()
    campaign = open_campaign(settings)
    if campaign.controller is None and settings.controller_unset:
        campaign = campaign.with_controller(Controller(PRACTICE, "practice@example.org"), settings)
        print("Practice: whatever you type or agree to here stays on this computer.\n")
    person = Person(f"terminal:{name}")
    transcript = _Transcript(record)
    try:
        store = await Store.open(database)
        try:
            session = await Session.begin(
                person,
                store,
                campaign,
                show=transcript.bot,
                now=now,
                share_url=settings.campaign_url,
                # Nothing goes out of the practice database; from the bot's own it would once the bot runs.
                offers_broadcasts=database == PRACTICE_DATABASE,
            )
            while (line := await _read(transcript.person)) is not None:
                await session.say(line)
        finally:
            await store.close()
    except StorageError as error:
        leave(PROBLEMS, str(error))


async def _read(note: Callable[[str], None]) -> str | None:
    """Read the next line; None at the end of input or at /quit. Lines from a pipe are shown as if typed."""
    is_terminal = sys.stdin.isatty()
    try:
        line = await asyncio.to_thread(_typed if is_terminal else _piped)
    except EOFError:
        return None
    if line.strip() in ("/quit", "/exit"):
        return None
    note(line)
    if not is_terminal:
        print(f"> {line}\n", flush=True)
    return line


def _typed() -> str:
    line = input("> ")
    print()
    return line


def _piped() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


class _Transcript:
    """Shows what the bot says and, with a file, writes both sides down."""

    def __init__(self, record: Path | None) -> None:
        self._record = record
        if record:
            record.write_text("", encoding="utf-8")

    def bot(self, text: str) -> None:
        print(f"{text}\n", flush=True)
        self._write(text)

    def person(self, line: str) -> None:
        self._write(f"> {line}")

    def _write(self, text: str) -> None:
        if self._record:
            with self._record.open("a", encoding="utf-8") as file:
                file.write(f"{text}\n\n")
