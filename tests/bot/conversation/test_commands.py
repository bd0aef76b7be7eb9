"""Command buttons lead to commands that exist."""

import ast
from collections.abc import Iterator

import pytest

from bot.content.catalogue import ROOT
from bot.conversation.commands import PUBLIC
from bot.conversation.router import Conversation
from flows.phrases.lists import CommandLists


def commands_of_buttons() -> Iterator[str]:
    """Every command that a `CommandButton(...)` in code names."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("CommandButton"), args=[ast.Constant(name), *_]):
                    yield str(name)


@pytest.mark.parametrize("name", sorted({*commands_of_buttons(), *PUBLIC, *CommandLists.model_fields}))
def test_every_command_that_is_named_exists(conversation: Conversation, name: str) -> None:
    assert conversation._commands.knows(name)
