"""How long records are kept, and the deletion of those whose time is over."""

from datetime import datetime, timedelta

import aiosqlite

from bot.storage import supporters
from bot.storage.schema.times import to_text

CONVERSATION = timedelta(days=30)
REPLY = timedelta(hours=24)
OUTBOX_TRACE = timedelta(hours=48)
HANDLED = timedelta(hours=48)
UNANSWERED = timedelta(days=90)
ANSWERS_GIVEN = timedelta(days=90)
CLOSED_THREAD = timedelta(days=30)
OPEN_THREAD = timedelta(days=365)
INVITATION_TRACE = timedelta(days=30)
SUPPORTER = timedelta(days=730)


async def delete_expired(db: aiosqlite.Connection, now: datetime) -> None:
    """Delete everything whose time is over. Runs at start and every hour."""

    def before(age: timedelta) -> str:
        return to_text(now - age)

    def day_before(age: timedelta) -> str:
        return (now - age).date().isoformat()

    await db.execute("DELETE FROM conversations WHERE touched_at < ?", (before(CONVERSATION),))
    await db.execute(
        "UPDATE outbox SET state = 'failed', person = '', payload = '',"
        " failure = 'not delivered within 24 hours' WHERE state = 'waiting' AND created_at < ?",
        (before(REPLY),),
    )
    await db.execute("DELETE FROM outbox WHERE state = 'failed' AND created_at < ?", (before(OUTBOX_TRACE),))
    await db.execute("DELETE FROM handled_updates WHERE handled_at < ?", (before(HANDLED),))
    await db.execute("DELETE FROM unanswered_questions WHERE asked_on < ?", (day_before(UNANSWERED),))
    await db.execute("DELETE FROM answers_given WHERE given_on < ?", (day_before(ANSWERS_GIVEN),))
    await db.execute(
        "DELETE FROM threads WHERE closed_at < ? OR opened_at < ?",
        (before(CLOSED_THREAD), before(OPEN_THREAD)),
    )
    await db.execute("DELETE FROM invitations WHERE expires_at < ?", (before(INVITATION_TRACE),))
    rows = await db.execute_fetchall(
        "SELECT person FROM supporters WHERE last_heard_on < ?", (day_before(SUPPORTER),)
    )
    for row in rows:
        await supporters.erase(db, row[0])
