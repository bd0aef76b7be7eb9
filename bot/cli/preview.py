"""Previews the answer to a message without a person and without a database."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.terminal import renderer
from bot.conversation.router import Conversation
from bot.core.context import Context
from bot.core.messages import Person, Text
from bot.core.parsed_message import Decision
from bot.core.state import ConversationState
from bot.storage.savepoint import Savepoint
from flows.texts import Texts

NOBODY = Person("terminal:preview")


@dataclass(frozen=True, slots=True)
class Preview:
    """A message, the decision on it, the entries with their scores, and the reply."""

    text: str
    decision: Decision
    entries: tuple[tuple[str, float], ...]
    matched: str | None
    reply: str

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "decision": str(self.decision),
            "entries": [{"id": entry, "score": round(score, 4)} for entry, score in self.entries],
            "matched": self.matched,
            "reply": self.reply,
        }


def preview(conversation: Conversation, texts: Texts, text: str, now: datetime) -> Preview:
    """Return what a person outside any conversation would get."""
    message = conversation.reader.read(Text(text))
    command = message.command or ("thanks" if message.decision is Decision.COMMAND else "")
    is_question = not command and not message.risks
    candidates = message.match.candidates if is_question else ()
    return Preview(
        text=text,
        decision=message.decision,
        entries=tuple((candidate.id, candidate.score) for candidate in candidates),
        matched=candidates[0].wording if candidates and message.decision is not Decision.UNMATCHED else None,
        reply=_reply(conversation, texts, text, now) if not command else f"/{command}",
    )


def _reply(conversation: Conversation, texts: Texts, text: str, now: datetime) -> str:
    context = Context(NOBODY.address, ConversationState(), Savepoint(None, now), texts)
    asyncio.run(conversation.respond(context, Text(text)))
    render = renderer(texts)
    payloads = [payload for outgoing in context.replies for payload in render(NOBODY, outgoing)]
    return "\n\n".join(json.loads(payload)["text"] for payload in payloads)
