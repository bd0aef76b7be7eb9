"""Organisers and supporters who write to the whole conversation, on a database of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.content.catalogue import Content
from bot.conversation.router import Conversation
from bot.core.messages import Choices, Command, Message, Send
from bot.storage import organisers
from bot.storage.schema.enums import Role
from tests.harness.chat import ChatHarness, words_of

ANN = "telegram:1"
"""Somebody who is no organiser."""
OWEN, LIZ, LEO = "telegram:7", "telegram:8", "telegram:9"
"""Owner, number 1, and listeners, numbers 2 and 3."""


@asynccontextmanager
async def office(folder: Path, conversation: Conversation, words: Content) -> AsyncIterator[ChatHarness]:
    talk = await ChatHarness.begin(folder, conversation, words.texts)
    async with talk.store.transaction() as db:
        for who, role in ((OWEN, Role.OWNER), (LIZ, Role.LISTENER), (LEO, Role.LISTENER)):
            await organisers.grant(db, who, role, talk.clock())
        await organisers.rename(db, 2, "Liz")
    yield talk
    await talk.store.close()


async def leaves(talk: ChatHarness, text: str, *, who: str = ANN, command: str = "talk") -> None:
    """A supporter leaves a message for the organisers."""
    if command == "complain":
        await talk.sends("complain", who=who)
    else:
        await talk.sends(Command(command), who=who)
    await talk.sends(text, who=who)


def heard(talk: ChatHarness, who: str) -> list[Message]:
    """All messages that somebody got."""
    return [one.message for one in talk.screen.said.get(who, []) if isinstance(one, Send)]


def said_to(talk: ChatHarness, who: str) -> str:
    return "\n".join(words_of(one) for one in heard(talk, who))


async def log(talk: ChatHarness) -> list[str]:
    """What organisers did, oldest first."""
    return [str(row[0]) for row in await talk.rows("SELECT action FROM audit_log ORDER BY id")]


def is_listed(message: Message) -> bool:
    """Whether every button is in the text too, there are six at most, and their labels are short."""
    labels = [button.label for row in message.rows for button in row]
    listed = [label for block in message.blocks if isinstance(block, Choices) for label in block.labels]
    return labels == listed and len(labels) <= 6 and all(len(label) <= 24 for label in labels)
