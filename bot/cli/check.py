"""`check`: every mistake in the words at once, and what an editor should look at."""

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
    from bot.content.yaml_reader import ContentError

    where = (root or open_settings().content or ROOT).resolve()
    try:
        words = read_content(where)
    except ContentError as error:
        count = len(error.mistakes)
        total = f"{count} mistake{'s' if count > 1 else ''} to mend"
        leave(PROBLEMS, *(str(mistake) for mistake in error.mistakes), total)
    if not quiet:
        _warn(words)
    if links:
        _try_links(words)
    steps = sum(len(script.steps) for script in words.scripts.values())
    print(f"{len(words.entries)} entries in {len(words.topics)} topics, {steps} steps in", end=" ")
    print(f"{len(words.scripts)} conversations: no mistakes")


def _warn(words: "Content") -> None:
    from bot.app import build_matcher, now
    from bot.content.catalogue import SAFETY_FILE, entry_lines, safety_line
    from faq.editorial.review import review

    root = words.root
    lines, today = entry_lines(root), now().date()
    matcher = build_matcher(words, words.matcher_cache)
    if matcher.too_many_phrases:
        print("faq/entries/en: warning: over 4,000 wordings; past that the finer ranking is left out")
    if words.safety.review_by < today:
        due = f"the review was due on {words.safety.review_by}; try every number, then set the new dates"
        print(f"{SAFETY_FILE}:{safety_line(root, 'review_by')}: review_by: {due}")
    topics, safety = tuple(words.topics.values()), words.safety.products
    remarks = review(topics, today, matcher, products=words.products, safety=safety)
    for remark in remarks:
        file, line = lines.get(remark.entry, ("faq/entries/en", 1))
        print(f"{file}:{line}: {remark.kind}: {remark.entry}, {remark.field}: {remark.what}")


def _try_links(words: "Content") -> None:
    from bot.content.link_check import check_links

    for remark in asyncio.run(check_links(words.links)):
        print(remark)
