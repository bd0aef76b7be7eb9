"""Small values that the bot keeps about itself, such as when it last heard from Telegram."""

from datetime import datetime

import aiosqlite

from bot.storage.schema.times import optional, to_text

TELEGRAM_USERNAME = "telegram_username"
"""The bot's name on Telegram, as of its last start."""


async def read(db: aiosqlite.Connection, key: str) -> str | None:
    rows = list(await db.execute_fetchall("SELECT value FROM key_values WHERE key = ?", (key,)))
    return str(rows[0][0]) if rows else None


async def write(db: aiosqlite.Connection, key: str, value: str) -> None:
    await db.execute("INSERT OR REPLACE INTO key_values VALUES (?, ?)", (key, value))


async def read_time(db: aiosqlite.Connection, key: str) -> datetime | None:
    return optional(await read(db, key))


async def write_time(db: aiosqlite.Connection, key: str, moment: datetime) -> None:
    await write(db, key, to_text(moment))


async def remove(db: aiosqlite.Connection, key: str) -> None:
    await db.execute("DELETE FROM key_values WHERE key = ?", (key,))
