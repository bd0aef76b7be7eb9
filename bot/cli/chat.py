"""`chat`: hold a conversation in the terminal."""

import asyncio
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave
from bot.cli.loading import (
    PRACTICE_DATABASE,
    controller_of,
    open_matcher,
    open_settings,
    open_words,
    stub_key_of,
)

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
    from bot.app import (
        build_conversation,
        names_of,
        now,
        wordings_of,
    )
    from bot.broadcasts.chat.routes import duties as broadcast_duties
    from bot.broadcasts.policy import policy_from
    from bot.channels.terminal_session import Session
    from bot.content.flow_actions import Controller
    from bot.core.messages import Person
    from bot.exports.wizard import duties as export_duties
    from bot.reports.routes import Reports
    from bot.storage.errors import StorageError
    from bot.storage.store import Store

    settings, words = open_settings(), open_words()
    controller = controller_of(settings)
    if controller is None and settings.controller_unset:
        controller = Controller(PRACTICE, "practice@example.org")
        print("Practice: whatever you type or agree to here stays on this computer.\n")
    policy = replace(
        policy_from(settings, controller, words.texts, names_of(words), wordings_of(words)),
        channel="terminal",
    )
    reports = Reports(words, policy.time)
    duties = [export_duties(), reports.duties()]
    if database == PRACTICE_DATABASE:  # nothing goes out from here, and in the bot's own records it would
        duties.append(broadcast_duties(policy))
    conversation = build_conversation(
        words,
        open_matcher(words),
        controller=controller,
        stub_key=stub_key_of(settings),
        share_link=settings.campaign_url,
        duties=duties,
    )
    person = Person(f"terminal:{name}")
    transcript = _Transcript(record)
    try:
        store = await Store.open(database)
        try:
            session = await Session.begin(
                person, store, conversation, words.texts, show=transcript.bot, now=now, reports=reports
            )
            while (line := await _read(transcript.person)) is not None:
                await session.say(line)
        finally:
            await store.close()
    except StorageError as error:
        leave(PROBLEMS, str(error))


async def _read(note: Callable[[str], None]) -> str | None:
    """The next typed line; None at the end of input or at /quit. Lines piped in are shown as if typed."""
    typing = sys.stdin.isatty()
    try:
        line = await asyncio.to_thread(_typed if typing else _piped)
    except EOFError:
        return None
    if line.strip() in ("/quit", "/exit"):
        return None
    note(line)
    if not typing:
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
    """Shows what the bot says and, when asked to, writes both sides down."""

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
