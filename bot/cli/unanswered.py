"""`unanswered`: list the questions that people left for the organisers, similar ones together."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave
from bot.cli.loading import open_settings
from bot.cli.plurals import counted

if TYPE_CHECKING:
    from bot.storage.unanswered import UnansweredQuestion


def add_to(app: typer.Typer) -> None:
    app.command()(unanswered)


def unanswered(
    group: Annotated[
        int | None, typer.Argument(help="The number of one group, for --draft and so on.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Print the group as a draft entry.")] = False,
    add_wording: Annotated[
        str | None, typer.Option(metavar="ENTRY", help="Add the group's question to this entry's wordings.")
    ] = None,
    database: Annotated[
        Path | None, typer.Option(help="The database to read. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """List the questions nobody could answer yet, the most asked first."""
    from bot.app import now
    from bot.content.catalogue import ENTRIES, ROOT
    from faq.editorial.clustering import Unanswered, draft_entry
    from faq.editorial.clustering import group as grouped
    from faq.editorial.yaml_edit import WordingError, file_of
    from faq.editorial.yaml_edit import add_wording as write_wording
    from flows.texts.phrase import ENGLISH

    questions = asyncio.run(_read(database or open_settings().database))
    groups = grouped([Unanswered(question.text, question.asked_on) for question in questions])
    if group is None:
        if draft or add_wording:
            leave(WRONG_USE, "say which group, by its number")
        for number, similar in enumerate(groups, start=1):
            asked = counted(len(similar.questions), "time")
            print(f"{number}. asked {asked}, last on {similar.last_asked}: {similar.typical}")
        print(f"{counted(len(questions), 'question')} in {counted(len(groups), 'group')}")
        return
    if not 1 <= group <= len(groups):
        leave(WRONG_USE, f"there is no group {group}; there are {len(groups)}")
    chosen = groups[group - 1]
    if add_wording:
        try:
            entries = (open_settings().content or ROOT) / ENTRIES / ENGLISH
            write_wording(file_of(add_wording, entries), add_wording, chosen.wording)
        except WordingError as error:
            leave(PROBLEMS, str(error))
        print(f"added to {add_wording}: {chosen.wording}")
    elif draft:
        print(draft_entry(chosen, now().date()))
    else:
        for wording in chosen.wordings:
            print(wording)


async def _read(database: Path) -> "list[UnansweredQuestion]":
    from bot.errors import StorageError
    from bot.storage.store import read_only
    from bot.storage.unanswered import load_all

    try:
        async with read_only(database) as db:
            return await load_all(db)
    except StorageError as error:
        leave(PROBLEMS, str(error))
