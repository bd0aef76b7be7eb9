"""`invite`: make an organiser, the first owner among them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, leave
from bot.cli.loading import open_settings
from bot.storage.schema.enums import Role


def add_to(app: typer.Typer) -> None:
    app.command()(invite)


def invite(
    role: Annotated[Role, typer.Option(help="What the new organiser may do.")],
    name: Annotated[
        str, typer.Option(help="What the others call them; only organisers see it, and no log has it.")
    ] = "",
    database: Annotated[
        Path | None, typer.Option(help="The bot's database. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """Print a start code that makes one person an organiser. It works once, for 48 hours."""
    from bot.errors import StorageError

    try:
        code, username = asyncio.run(_make(database or open_settings().database, role, name))
    except StorageError as error:
        leave(PROBLEMS, str(error))
    print(f"For one person, once, for 48 hours. In the bot's chat: /start {code}")
    if username:
        print(f"Or as a link: https://t.me/{username}?start={code}")
    else:
        print(f"Or as a link, with your bot's name: https://t.me/YOUR_BOT?start={code}")


async def _make(database: Path, role: Role, name: str) -> tuple[str, str]:
    from bot.app import now
    from bot.organisers import invitations
    from bot.storage import key_values
    from bot.storage.store import Store

    store = await Store.open(database)
    try:
        async with store.transaction() as db:
            code = await invitations.make(db, role, None, now(), " ".join(name.split()))
            return code, await key_values.read(db, key_values.TELEGRAM_USERNAME) or ""
    finally:
        await store.close()
