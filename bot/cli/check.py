"""`check`: report every mistake in the content at once, and what an editor should look at."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, leave
from bot.cli.loading import open_settings

if TYPE_CHECKING:
    from bot.content.catalogue import Content


def add_to(app: typer.Typer) -> None:
    app.command()(check)


def check(
    root: Annotated[
        Path | None,
        typer.Argument(help="The folder that holds faq/ and flows/. [default: the setting CONTENT]"),
    ] = None,
    links: Annotated[bool, typer.Option("--links", help="Try every link; needs a network.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Mistakes alone, no warnings.")] = False,
) -> None:
    """Check all of faq/ and flows/. Mistakes end with exit code 1; warnings don't."""
    from bot.content.catalogue import ROOT, read_content
    from bot.errors import ContentError

    where = (root or open_settings().content or ROOT).resolve()
    try:
        content = read_content(where)
    except ContentError as error:
        count = len(error.mistakes)
        total = f"{count} mistake{'s' if count > 1 else ''} to mend"
        leave(PROBLEMS, *(str(mistake) for mistake in error.mistakes), total)
    if not quiet:
        _warn(content)
    if links:
        _try_links(content)
    steps = sum(len(script.steps) for script in content.scripts.values())
    print(f"{len(content.entries)} entries in {len(content.topics)} topics, {steps} steps in", end=" ")
    print(f"{len(content.scripts)} conversations: no mistakes")


def _warn(content: "Content") -> None:
    from bot.app import build_matcher, now
    from bot.content.catalogue import SAFETY_FILE, entry_lines, safety_line
    from faq.editorial.review import review

    root = content.root
    lines, today = entry_lines(root), now().date()
    matcher = build_matcher(content, content.matcher_cache)
    if matcher.too_many_phrases:
        print("faq/entries/en: warning: over 4,000 wordings; past that the finer ranking is left out")
    if content.safety.review_by < today:
        due = f"the review was due on {content.safety.review_by}; try every number, then set the new dates"
        print(f"{SAFETY_FILE}:{safety_line(root, 'review_by')}: review_by: {due}")
    topics, safety = tuple(content.topics.values()), content.safety.products
    remarks = review(topics, today, matcher, products=content.products, safety=safety)
    for remark in remarks:
        file, line = lines.get(remark.entry, ("faq/entries/en", 1))
        print(f"{file}:{line}: {remark.kind}: {remark.entry}, {remark.field}: {remark.what}")


def _try_links(content: "Content") -> None:
    from bot.content.link_check import check_links

    for remark in asyncio.run(check_links(content.links)):
        print(remark)
