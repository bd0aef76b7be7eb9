"""How long things are kept, and what goes when its time is over."""

from datetime import datetime, timedelta

import aiosqlite

from bot.storage import supporters

CONVERSATION = timedelta(days=30)
REPLY = timedelta(hours=24)
OUTBOX_TRACE = timedelta(hours=48)
HANDLED = timedelta(hours=48)
UNANSWERED = timedelta(days=90)
ANSWERS_GIVEN = timedelta(days=90)
CLOSED_TALK = timedelta(days=30)
OPEN_TALK = timedelta(days=365)
INVITATION_TRACE = timedelta(days=30)
SUPPORTER = timedelta(days=730)


async def clear_out(db: aiosqlite.Connection, now: datetime) -> None:
    """Take away everything whose time is over. Runs at start and every hour."""

    def before(age: timedelta) -> str:
        return (now - age).isoformat()

    await db.execute("DELETE FROM conversations WHERE touched_at < ?", (before(CONVERSATION),))
    await db.execute(
        "UPDATE outbox SET state = 'failed', person = '', payload = '',"
        " failure = 'not delivered within 24 hours'"
        " WHERE kind = 'reply' AND state = 'waiting' AND created_at < ?",
        (before(REPLY),),
    )
    await db.execute(
        "DELETE FROM outbox WHERE kind = 'reply' AND state = 'failed' AND created_at < ?",
        (before(OUTBOX_TRACE),),
    )
    await db.execute("DELETE FROM updates_handled WHERE handled_at < ?", (before(HANDLED),))
    await db.execute("DELETE FROM unanswered WHERE asked_on < ?", ((now - UNANSWERED).date().isoformat(),))
    given = (now - ANSWERS_GIVEN).date().isoformat()
    await db.execute("DELETE FROM answers_given WHERE given_on < ?", (given,))
    await db.execute(
        "DELETE FROM threads WHERE closed_at < ? OR opened_at < ?", (before(CLOSED_TALK), before(OPEN_TALK))
    )
    await db.execute("DELETE FROM invitations WHERE expires_at < ?", (before(INVITATION_TRACE),))
    await _clear_supporters(db, (now - SUPPORTER).date().isoformat())


async def _clear_supporters(db: aiosqlite.Connection, day: str) -> None:
    rows = await db.execute_fetchall("SELECT person FROM supporters WHERE heard_on < ?", (day,))
    for row in rows:
        await supporters.erase(db, row[0])
