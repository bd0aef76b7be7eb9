"""`broadcast`: prepare an update on the command line. It is approved in the chat."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave
from bot.cli.loading import open_content, open_settings

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.broadcasts.audience import Audience
    from bot.broadcasts.message import Composed
    from bot.broadcasts.policy import BroadcastPolicy
    from bot.storage.savepoint import Database


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
    from bot.app import broadcast_policy, languages_of
    from bot.broadcasts.audience import parse
    from bot.reports.statistics import names_of as figure_names_of
    from bot.storage.errors import StorageError

    settings = open_settings()
    words = open_content(settings)
    policy = broadcast_policy(settings, words)
    try:
        wanted = parse(audience, languages_of(words))
        message = _message(file, policy)
        deeds = figure_names_of(words).deeds
        asyncio.run(_prepare(database or settings.database, policy, message, wanted, deeds, dry_run=dry_run))
    except ValueError as error:
        leave(WRONG_USE, f"--audience: {error}")
    except StorageError as error:
        leave(PROBLEMS, str(error))


def _message(file: Path, policy: "BroadcastPolicy") -> "Composed":
    from bot.broadcasts.markdown import to_markup, without_markup
    from bot.broadcasts.message import Composed

    if policy.signature is None:
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
    if over := policy.signature.too_long_by(message):
        leave(PROBLEMS, f"{file}: {over} characters too long with the sender's name under it")
    return message


def _shown(message: "Composed", policy: "BroadcastPolicy") -> list[str]:
    """The message as people would see it, with the addresses that stand behind its words."""
    from bot.broadcasts.markdown import links

    post = policy.signature.post(message) if policy.signature else None
    addresses = [f"({words}: {address})" for words, address in links(message.markup)]
    return [message.text, *addresses, "", post.footer if post else "", "[Stop updates]", ""]


async def _prepare(
    database: Path,
    policy: "BroadcastPolicy",
    message: "Composed",
    typed: "Audience",
    deeds: "Collection[str]",
    *,
    dry_run: bool,
) -> None:
    """Show it, and write the broadcast down unless it is a dry run.

    Raises:
        ValueError: the audience names what nobody knows, or nobody is in it.
    """
    from bot.storage.store import Store, read_only

    if dry_run:
        async with read_only(database) as db:
            await _show(db, policy, message, typed, deeds)
        print("Nothing was written.")
        return
    store = await Store.open(database)
    try:
        async with store.transaction() as db:
            number = await _write(db, message, await _show(db, policy, message, typed, deeds))
    finally:
        await store.close()
    asked = "It waits for approval in the chat: while the bot runs, every sender is asked within a moment."
    print(f"Broadcast {number} is prepared. {asked}")


async def _show(
    db: "Database",
    policy: "BroadcastPolicy",
    message: "Composed",
    typed: "Audience",
    deeds: "Collection[str]",
) -> "Audience":
    """The message, who gets it, when and at what cost, as it is shown in the chat; the audience it is for."""
    from bot.app import now
    from bot.broadcasts import approval, audience
    from bot.broadcasts import estimate as outlook
    from bot.broadcasts.states import BroadcastKind, BroadcastState
    from bot.core.messages import Paragraph
    from bot.storage.broadcasts import waiting

    wanted = await audience.as_known(db, typed, deeds)
    shown = waiting(
        str(BroadcastKind.UPDATE), str(BroadcastState.AWAITING), message.dump(), wanted.dump(), now()
    )
    blocks = await approval.prospect(db, policy, shown, now())
    for line in [*_shown(message, policy), *(one.text for one in blocks if isinstance(one, Paragraph))]:
        print(line)
    if not await outlook.count_people(db, policy, shown, now()):
        raise ValueError("nobody would get it, so nothing is prepared")
    return wanted


async def _write(db: "Database", message: "Composed", wanted: "Audience") -> int:
    from dataclasses import replace

    from bot.app import now
    from bot.broadcasts.states import BroadcastKind, BroadcastState
    from bot.storage import broadcasts, organisers

    number = await broadcasts.add(
        db, kind=BroadcastKind.UPDATE, message=message.dump(), audience=wanted.dump(), author=None, now=now()
    )
    draft = await broadcasts.find(db, number)
    if draft is None:
        raise LookupError("a draft that was just made is there")
    await broadcasts.save(db, draft, replace(draft, state=str(BroadcastState.AWAITING)))
    await organisers.write_log(db, None, "asked for approval", now=now(), about=f"broadcast {number}")
    return number
