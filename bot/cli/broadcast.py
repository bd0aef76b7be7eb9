"""`broadcast`: prepare an update on the command line. It is approved in the chat."""

import asyncio
from dataclasses import dataclass
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
    from flows.texts import Texts


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
    from bot.cli.audience_option import parse
    from bot.errors import StorageError
    from bot.reports.statistics import names_of as figure_names_of

    settings = open_settings()
    content = open_content(settings)
    policy = broadcast_policy(settings, content)
    try:
        recipients = parse(audience, languages_of(content))
        pledge_types = figure_names_of(content).pledge_types
        update = _Update(_message(file, policy), recipients, policy, content.texts, pledge_types)
        asyncio.run(_prepare(database or settings.database, update, dry_run=dry_run))
    except ValueError as error:
        leave(WRONG_USE, f"--audience: {error}")
    except StorageError as error:
        leave(PROBLEMS, str(error))


@dataclass(frozen=True, slots=True)
class _Update:
    """An update as typed. `pledge_types` are those that people can make."""

    message: "Composed"
    audience: "Audience"
    policy: "BroadcastPolicy"
    texts: "Texts"
    pledge_types: "Collection[str]"


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


async def _prepare(database: Path, update: _Update, *, dry_run: bool) -> None:
    """Show an update, and save it unless this is a dry run.

    Raises:
        ValueError: the audience has an unknown name, or nobody is in it.
    """
    from bot.storage.store import Store, read_only

    if dry_run:
        async with read_only(database) as db:
            await _show(db, update)
        print("Nothing was written.")
        return
    store = await Store.open(database)
    try:
        async with store.transaction() as db:
            number = await _save(db, update.message, await _show(db, update))
    finally:
        await store.close()
    next_step = (
        "It waits for approval in the chat: while the bot runs, every sender is asked within a moment."
    )
    print(f"Broadcast {number} is prepared. {next_step}")


async def _show(db: "Database", update: _Update) -> "Audience":
    """Print the message, who gets it, when and at what cost, as in the chat; return its stored audience."""
    from bot.app import now
    from bot.broadcasts import approval
    from bot.broadcasts.estimate import count_people
    from bot.cli.audience_option import resolve
    from bot.core.messages import Paragraph
    from bot.storage.broadcasts import Broadcast
    from bot.storage.schema.enums import BroadcastKind, BroadcastState

    policy, message = update.policy, update.message
    recipients = await resolve(db, update.audience, update.pledge_types)
    state, kind = BroadcastState.AWAITING, BroadcastKind.UPDATE
    broadcast = Broadcast(0, state, kind, message.dump(), recipients.dump(), created_at=now())
    blocks = await approval.prospect(db, policy, broadcast, now(), update.texts)
    facts = [block.text for block in blocks if isinstance(block, Paragraph)]
    for line in [*_preview(message, policy), *facts]:
        print(line)
    if not await count_people(db, policy, broadcast, now()):
        raise ValueError("nobody would get it, so nothing is prepared")
    return recipients


def _preview(message: "Composed", policy: "BroadcastPolicy") -> list[str]:
    """Return the message as people would see it, with the addresses of its links."""
    from bot.broadcasts.markdown import links

    addresses = [f"({label}: {address})" for label, address in links(message.markup)]
    signature = [policy.signature.footer, f"[{policy.signature.stop}]"] if policy.signature else []
    return [message.text, *addresses, "", *signature, ""]


async def _save(db: "Database", message: "Composed", recipients: "Audience") -> int:
    """Save an update that waits for approval; return its number."""
    from dataclasses import replace

    from bot.app import now
    from bot.storage import audit_log, broadcasts
    from bot.storage.schema.enums import BroadcastKind, BroadcastState

    kind, audience = BroadcastKind.UPDATE, recipients.dump()
    number = await broadcasts.add(
        db, kind=kind, message=message.dump(), audience=audience, author=None, now=now()
    )
    draft = await broadcasts.find(db, number)
    if draft is None:
        raise LookupError("a draft that was just made is there")
    await broadcasts.save(db, draft, replace(draft, state=BroadcastState.AWAITING))
    await audit_log.write(db, None, "asked for approval", now=now(), subject=f"broadcast {number}")
    return number
