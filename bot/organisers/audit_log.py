"""The log of what organisers did, as owners read it in the chat and on the command line."""

import re
from collections.abc import Mapping

from bot.core.messages import Button, Paragraph, Title
from bot.organisers.buttons import ShowLog
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.storage import audit_log, organisers
from bot.storage.audit_log import AuditEntry
from bot.storage.schema.enums import Role
from flows.texts.organisers import OrganiserTexts

LINES_SHOWN = 20


def register(routes: Routes) -> None:
    """Let owners read the log."""
    routes.command("log", _open_log, role=Role.OWNER)
    routes.on(ShowLog, _show_older, role=Role.OWNER)


async def _open_log(ctx: OrganiserContext, _: str) -> None:
    await ctx.log("looked at the log")
    await _show_lines(ctx, None)


async def _show_older(ctx: OrganiserContext, press: ShowLog) -> None:
    await _show_lines(ctx, press.before)


async def _show_lines(ctx: OrganiserContext, before: int | None) -> None:
    """Show a page of the log; older lines by button."""
    db = await ctx.db()
    entries = await audit_log.read(db, LINES_SHOWN + 1, before)
    page, names = entries[:LINES_SHOWN], await organisers.names(db)
    texts = ctx.texts.organisers
    title = Title(texts.log.title)
    body = Paragraph("\n".join(describe_entry(entry, names, texts) for entry in page) or texts.log.nothing)
    if len(entries) > LINES_SHOWN:
        older = Button(ctx.texts.buttons.organisers.team.older_lines, ShowLog(page[-1].id).pack())
        ctx.offer(title, body, buttons=[older])
    else:
        ctx.say(title, body)


def describe_entry(entry: AuditEntry, names: Mapping[int, str], texts: OrganiserTexts) -> str:
    """Return a line with working names: 2026-11-23 10:04, organiser 2 (Ann): approved (broadcast 7)."""
    number = entry.organiser_id
    organiser = (
        texts.team.organiser_called(number, names.get(number, "")) if number else texts.log.command_line
    )
    time, subject = f"{entry.logged_at:%Y-%m-%d %H:%M}", _with_names(entry.subject, names, texts)
    if subject:
        line = texts.log.line_about(time=time, organiser=organiser, deed=entry.action, about=subject)
    else:
        line = texts.log.line(time=time, organiser=organiser, deed=entry.action)
    return texts.log.because(line=line, reason=entry.reason) if entry.reason else line


def _with_names(subject: str, names: Mapping[int, str], texts: OrganiserTexts) -> str:
    """Return the subject of an entry with working names beside the numbers of organisers."""
    return re.sub(
        r"\borganiser (\d+)",
        lambda match: texts.team.organiser_called(int(match[1]), names.get(int(match[1]), "")),
        subject,
    )
