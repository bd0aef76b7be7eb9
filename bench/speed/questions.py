"""Questions as people put them, all different, so that no answer can come from a cache."""

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
"""Letters that a word needs for a slip not to hide its meaning."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message, and the heading of the bot's answer."""

    text: str
    heading: str


def ask_many(count: int, cache: Path, seed: int = 1) -> list[Question]:
    """Return `count` different messages that the bot answers outright, their subjects mixed.

    Raises:
        RuntimeError: there are fewer.
    """
    content = read_content()
    conversation = build_conversation(
        content, build_matcher(content, cache), controller=None, tombstone_key=None, share_url=str
    )
    headings = {entry.id: entry.question for entry in content.entries}
    questions: dict[str, Question] = {}
    for text in _wordings(lambda text: _answer_to(conversation, text) is not None, random.Random(seed)):
        entry = _answer_to(conversation, text)
        if entry:
            questions.setdefault(text, Question(text, headings[entry]))
        if len(questions) == count:
            return list(questions.values())
    raise RuntimeError(f"{count} questions were asked for and there are {len(questions)}; ask for fewer")


def labelled() -> list[str]:
    """Return the development half of the labelled questions that some entry answers."""
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row["text"] for row in rows if row["split"] == "dev" and row["label"]]


def _answer_to(conversation: Conversation, text: str) -> str | None:
    message = conversation.reader.read(Text(text))
    if message.decision is Decision.ANSWERED and isinstance(message.match, Answered):
        return message.match.best.id
    return None


def _wordings(answered: Callable[[str], bool], chance: random.Random) -> Iterator[str]:
    """Yield the labelled questions that are answered, then variants with words around them and slips."""
    texts = [text for text in labelled() if answered(text)]
    yield from texts
    for _ in range(TURNS):
        for text in chance.sample(texts, len(texts)):
            yield _vary(text, chance)


def _vary(text: str, chance: random.Random) -> str:
    words = text.split()
    long_words = [place for place, word in enumerate(words) if len(word) >= _SLIP_FROM and word.isalpha()]
    if long_words and chance.random() < 0.5:
        place = chance.choice(long_words)
        words[place] = _swap_letters(words[place], chance)
    return f"{chance.choice(_BEFORE)}{' '.join(words)}{chance.choice(_AFTER)}"


def _swap_letters(word: str, chance: random.Random) -> str:
    """Swap two neighbouring letters inside a word."""
    index = chance.randrange(1, len(word) - 2)
    return word[:index] + word[index + 1] + word[index] + word[index + 2 :]
