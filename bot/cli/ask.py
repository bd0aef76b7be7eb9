"""`ask`: show what the bot would answer to a message, and why."""

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
        answer = preview(conversation, content.texts, text, now())
        print(json.dumps(answer.as_json(), ensure_ascii=False, indent=2) if as_json else _describe(answer))
        return
    for line in sys.stdin:
        if line.strip():
            answer = preview(conversation, content.texts, line.rstrip("\r\n"), now())
            print(json.dumps(answer.as_json(), ensure_ascii=False), flush=True)


def _describe(answer: "Preview") -> str:
    lines = [f"decision: {answer.decision}"]
    lines += [f"  {score:.3f}  {entry}" for entry, score in answer.entries]
    if answer.matched:
        lines.append(f"matched:  {answer.matched}")
    return "\n".join([*lines, "", answer.reply])
