"""`broadcast`: prepare an update on the command line. It is approved in the chat."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exits import PROBLEMS, WRONG_USE, leave
from bot.cli.opening import controller_of, open_settings, open_words

if TYPE_CHECKING:
    from bot.organisers.audience import Audience
    from bot.organisers.message import Composed
    from bot.organisers.terms import Terms
    from bot.storage.work import Database


def add_to(app: typer.Typer) -> None:
    app.command()(broadcast)


def broadcast(
    file: Annotated[
        Path, typer.Option(help="The message: text with **bold**, *italic* and [words](https://...).")
    ],
    audience: Annotated[
        str,
        typer.Option(
            help="everyone, or what narrows it, such as pledge=write_to_mp,nation=wales+scotland,"
            "constituency=Leeds East,source=leaflet1,language=cy+en,rest=7"
        ),
    ] = "everyone",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show it; nothing is written.")] = False,
    database: Annotated[
        Path | None, typer.Option(help="The bot's database. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """Prepare an update to supporters. Nothing goes out before a sender approves it in the chat."""
    from bot.app import languages_of, names_of
    from bot.organisers.audience import parse
    from bot.organisers.terms import terms_of
    from bot.storage.errors import StorageError

    settings = open_settings()
    words = open_words()
    terms = terms_of(settings, controller_of(settings), words.texts)
    try:
        wanted = parse(audience, languages_of(words))
    except ValueError as error:
        leave(WRONG_USE, f"--audience: {error}")
    message = _message(file, terms)
    try:
        lines = asyncio.run(_prepare(database or settings.database, terms, message, wanted, dry_run=dry_run))
    except StorageError as error:
        leave(PROBLEMS, str(error))
    for line in [*_shown(message, terms), wanted.in_words(names_of(words)), *lines]:
        print(line)


def _message(file: Path, terms: "Terms") -> "Composed":
    from bot.organisers.markdown import to_markup, without_markup
    from bot.organisers.message import Composed

    if terms.signature is None:
        leave(
            WRONG_USE, "CONTROLLER_NAME and CONTROLLER_CONTACT are blank: an update has to say who sends it"
        )
    try:
        markup = to_markup(file.read_text(encoding="utf-8-sig").strip())
    except UnicodeDecodeError:
        leave(PROBLEMS, f"{file}: this file is not UTF-8 text; save it again in an editor as UTF-8")
    except OSError as error:
        leave(PROBLEMS, f"{file}: {error.strerror}")
    message = Composed(without_markup(markup), markup)
    if not message.text.strip():
        leave(PROBLEMS, f"{file}: there is nothing in it")
    if over := terms.signature.too_long_by(message):
        leave(PROBLEMS, f"{file}: {over} characters too long with the sender's name under it")
    return message


def _shown(message: "Composed", terms: "Terms") -> list[str]:
    """The message as people would see it."""
    post = terms.signature.post(message) if terms.signature else None
    return [message.text, "", post.footer if post else "", "[Stop updates]", ""]


async def _prepare(
    database: Path, terms: "Terms", message: "Composed", wanted: "Audience", *, dry_run: bool
) -> list[str]:
    """Write the broadcast down, unless it is a dry run; what came of it."""
    from bot.app import now
    from bot.organisers import audience
    from bot.storage.store import Store, read_only

    if dry_run:
        async with read_only(database) as db:
            counted = await audience.count(db, wanted, terms.channel, now())
        return [counted.in_words(), "Nothing was written."]
    store = await Store.open(database)
    try:
        async with store.transaction() as db:
            counted = await audience.count(db, wanted, terms.channel, now())
            number = await _write(db, message, wanted)
    finally:
        await store.close()
    asked = "It waits for approval in the chat: while the bot runs, every sender is asked within a moment."
    return [counted.in_words(), f"Broadcast {number} is prepared. {asked}"]


async def _write(db: "Database", message: "Composed", wanted: "Audience") -> int:
    from dataclasses import replace

    from bot.app import now
    from bot.organisers.broadcasts import Kind, State
    from bot.storage import broadcasts, organisers

    number = await broadcasts.add(
        db, kind=Kind.UPDATE, message=message.dump(), audience=wanted.dump(), author=None, now=now()
    )
    draft = await broadcasts.find(db, number)
    if draft is None:
        raise LookupError("a draft that was just made is there")
    await broadcasts.save(db, draft, replace(draft, state=str(State.AWAITING)))
    await organisers.write_log(db, None, "asked for approval", now=now(), about=f"broadcast {number}")
    return number
