"""`ask`: what the bot would answer to a message, and why."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.loading import open_content, open_settings

if TYPE_CHECKING:
    from bot.cli.preview import Preview


def add_to(app: typer.Typer) -> None:
    app.command()(ask)


def ask(
    text: Annotated[str, typer.Argument(help='The message; "-" reads one message a line.')],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each message.")] = False,
) -> None:
    """Show what the bot would answer to a message, and why."""
    from bot.app import build_conversation, build_matcher, now
    from bot.cli.preview import preview

    settings = open_settings()
    content = open_content(settings)
    conversation = build_conversation(
        content,
        build_matcher(content, content.matcher_cache),
        controller=None,
        tombstone_key=None,
        share_url=lambda _: settings.campaign_url,
    )
    if text != "-":
        found = preview(conversation, content.texts, text, now())
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else _told(found))
        return
    for line in sys.stdin:
        if line.strip():
            found = preview(conversation, content.texts, line.rstrip("\r\n"), now())
            print(json.dumps(found.as_json(), ensure_ascii=False), flush=True)


def _told(found: "Preview") -> str:
    lines = [f"decision: {found.decision}"]
    lines += [f"  {score:.3f}  {entry}" for entry, score in found.entries]
    if found.matched:
        lines.append(f"matched:  {found.matched}")
    return "\n".join([*lines, "", found.reply])
