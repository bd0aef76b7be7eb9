"""Small things the bot remembers about itself, such as when it last heard from Telegram."""

import aiosqlite

TELEGRAM_USERNAME = "telegram_username"
"""What the bot is called on Telegram, as it was told at its last start."""


async def read(db: aiosqlite.Connection, name: str) -> str | None:
    rows = list(await db.execute_fetchall("SELECT value FROM notes WHERE name = ?", (name,)))
    return str(rows[0][0]) if rows else None


async def write(db: aiosqlite.Connection, name: str, value: str) -> None:
    await db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))


async def remove(db: aiosqlite.Connection, name: str) -> None:
    await db.execute("DELETE FROM notes WHERE name = ?", (name,))
