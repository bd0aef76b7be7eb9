"""Questions as people put them, each in words of its own: no answer can be taken from memory."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.app import build_conversation, build_matcher
from bot.content.catalogue import read_content
from bot.conversation.router import Conversation
from bot.core.messages import Text
from bot.core.parsed_message import Decision
from faq.matching.result import Answered

LABELLED = Path(__file__).resolve().parents[2] / "tests" / "faq" / "questions.jsonl"
_BEFORE = ("", "Hi, ", "Hello, ", "Please, ", "Good morning. ", "sorry to bother you, ", "ok so ", "Well, ")
_AFTER = ("", " please", " thanks", "??", "!", " Thank you.", " x", " many thanks", " 🙏", "...")
TURNS = 100
_SLIP_FROM = 6
"""Letters of a word in which a slip of the fingers does not hide what was meant."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message, and the heading of the answer that the bot gives to it."""

    text: str
    heading: str


def ask_many(count: int, cache: Path, seed: int = 1) -> list[Question]:
    """So many different messages that the bot answers outright, in an order that mixes the subjects.

    Raises:
        RuntimeError: there are not that many.
    """
    words = read_content()
    conversation = build_conversation(
        words, build_matcher(words, cache), controller=None, tombstone_key=None, share_url=str
    )
    headings = {entry.id: entry.question for entry in words.entries}
    found: dict[str, Question] = {}
    for text in _wordings(lambda text: _answer_to(conversation, text) is not None, random.Random(seed)):
        entry = _answer_to(conversation, text)
        if entry:
            found.setdefault(text, Question(text, headings[entry]))
        if len(found) == count:
            return list(found.values())
    raise RuntimeError(f"{count} questions were asked for and there are {len(found)}; ask for fewer")


def labelled() -> list[str]:
    """The development half of the labelled questions that some entry answers."""
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row["text"] for row in rows if row["split"] == "dev" and row["label"]]


def _answer_to(conversation: Conversation, text: str) -> str | None:
    message = conversation.reader.read(Text(text))
    if message.decision is Decision.ANSWERED and isinstance(message.match, Answered):
        return message.match.best.id
    return None


def _wordings(answered: Callable[[str], bool], chance: random.Random) -> Iterator[str]:
    """The labelled questions that are answered as they stand, then with other words around them and slips of
    the fingers, again and again."""
    texts = [text for text in labelled() if answered(text)]
    yield from texts
    for _ in range(TURNS):
        for text in chance.sample(texts, len(texts)):
            yield _put_otherwise(text, chance)


def _put_otherwise(text: str, chance: random.Random) -> str:
    words = text.split()
    long_words = [place for place, word in enumerate(words) if len(word) >= _SLIP_FROM and word.isalpha()]
    if long_words and chance.random() < 0.5:
        place = chance.choice(long_words)
        words[place] = _slipped(words[place], chance)
    return f"{chance.choice(_BEFORE)}{' '.join(words)}{chance.choice(_AFTER)}"


def _slipped(word: str, chance: random.Random) -> str:
    """Two neighbouring letters inside the word the wrong way round."""
    at = chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
