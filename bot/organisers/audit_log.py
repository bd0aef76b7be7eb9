"""The log of what organisers did, as owners read it in the chat and on the command line."""

import re
from collections.abc import Mapping

from bot.core.messages import Button, Paragraph, Title
from bot.organisers.buttons import ShowLog
from bot.organisers.context import OrganiserContext
from bot.organisers.roles import Role
from bot.organisers.routes import Routes
from bot.storage import organisers
from bot.storage.organisers import LogLine
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
    lines = await organisers.read_log(db, LINES_SHOWN + 1, before)
    page, names = lines[:LINES_SHOWN], await organisers.names(db)
    texts = ctx.texts.organisers
    title = Title(texts.log.title)
    body = Paragraph("\n".join(describe_line(line, names, texts) for line in page) or texts.log.nothing)
    if len(lines) > LINES_SHOWN:
        older = Button(ctx.texts.buttons.organisers.team.older_lines, ShowLog(page[-1].id).pack())
        ctx.offer(title, body, buttons=[older])
    else:
        ctx.say(title, body)


def describe_line(line: LogLine, names: Mapping[int, str], texts: OrganiserTexts) -> str:
    """Return a line with working names: 2026-11-23 10:04, organiser 2 (Ann): approved (broadcast 7)."""
    number = line.organiser_id
    organiser = (
        texts.team.organiser_called(number, names.get(number, "")) if number else texts.log.command_line
    )
    time, about = line.at[:16].replace("T", " "), _with_names(line.about, names, texts)
    if about:
        described = texts.log.line_about(time=time, organiser=organiser, deed=line.what, about=about)
    else:
        described = texts.log.line(time=time, organiser=organiser, deed=line.what)
    return texts.log.because(line=described, reason=line.why) if line.why else described


def _with_names(about: str, names: Mapping[int, str], texts: OrganiserTexts) -> str:
    """Return the subject of a line with working names beside the numbers of organisers."""
    return re.sub(
        r"\borganiser (\d+)",
        lambda match: texts.team.organiser_called(int(match[1]), names.get(int(match[1]), "")),
        about,
    )
