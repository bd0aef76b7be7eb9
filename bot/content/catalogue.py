"""All the words of the bot, read and checked together."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.content.flow_actions import ACTIONS, CONSTANTS
from bot.content.yaml_reader import (
    ContentError,
    Document,
    Mistake,
    build,
    read_document,
)
from faq.entry import Entry, Topic
from faq.safety import Safety
from flows.script import Script
from flows.texts import Texts
from flows.validation import Known, check_script

Kind = TypeVar("Kind", Topic, Script)
ROOT = Path(__file__).parent.parent.parent
ENTRIES, SCRIPTS = "faq/entries", "flows/scripts"
TEXTS, SAFETY = "flows/texts.yaml", "faq/safety.yaml"
_LINK = re.compile(r"https?://[^\s\"\\<>]+")

KNOWN = Known(ACTIONS, CONSTANTS)


@dataclass(frozen=True, slots=True)
class Content:
    """What the bot knows, asks and says. Topics by file name, in the order in which they are listed."""

    topics: Mapping[str, Topic]
    scripts: Mapping[str, Script]
    texts: Texts
    safety: Safety

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for topic in self.topics.values() for entry in topic.entries)

    @property
    def links(self) -> list[str]:
        """Every link that anything in the words leads to, once each."""
        said = (*self.entries, *self.scripts.values(), self.texts, self.safety)
        found = {link.rstrip(".,;:") for one in said for link in _LINK.findall(one.model_dump_json())}
        return sorted(found)


def load_content(known: Known, root: Path = ROOT) -> Content:
    """Read every file and check it.

    Raises:
        ContentError: with every mistake in every file.
    """
    mistakes: list[Mistake] = []
    topics = dict(_read_all(root, ENTRIES, Topic, mistakes))
    scripts = dict(_read_all(root, SCRIPTS, Script, mistakes))
    texts_file, safety_file = read_document(root / TEXTS, root), read_document(root / SAFETY, root)
    texts, safety = build(texts_file, Texts), build(safety_file, Safety)
    mistakes += [*texts_file.mistakes, *safety_file.mistakes]
    mistakes += _doubled(topics.values())
    for document, script in scripts.values():
        mistakes += [document.mistake(problem.at, problem.what) for problem in check_script(script, known)]
    if mistakes or texts is None or safety is None:
        raise ContentError(mistakes)
    ordered = sorted(topics.items(), key=lambda item: item[1][1].order)
    return Content(
        topics={name: topic for name, (_, topic) in ordered},
        scripts={name: script for name, (_, script) in scripts.items()},
        texts=texts,
        safety=safety,
    )


def entry_lines(root: Path = ROOT) -> dict[str, tuple[str, int]]:
    """The file and line of each entry."""
    found: dict[str, tuple[str, int]] = {}
    for path in sorted((root / ENTRIES).glob("*.yaml")):
        document = read_document(path, root)
        topic = build(document, Topic)
        for index, entry in enumerate(topic.entries if topic else ()):
            found[entry.id] = (document.file, document.line(("entries", index)))
    return found


def safety_line(field: str, root: Path = ROOT) -> int:
    """The line of a field of the words that stand ahead of every answer."""
    return read_document(root / SAFETY, root).line((field,))


def _read_all(
    root: Path, folder: str, model: type[Kind], mistakes: list[Mistake]
) -> Iterator[tuple[str, tuple[Document, Kind]]]:
    paths = sorted((root / folder).glob("*.yaml"))
    if not paths:
        mistakes.append(Mistake(folder, 1, "there are no .yaml files here"))
    for path in paths:
        document = read_document(path, root)
        value = build(document, model)
        mistakes += document.mistakes
        if value is not None:
            yield path.stem, (document, value)


def _doubled(topics: Iterable[tuple[Document, Topic]]) -> Iterator[Mistake]:
    """Entries with the same id, and topics with the same name."""
    first: dict[str, str] = {}
    titles: dict[str, str] = {}
    for document, topic in topics:
        twin = titles.setdefault(topic.topic, document.file)
        if twin != document.file:
            yield document.mistake(("topic",), f"{twin} has the topic name '{topic.topic}' already")
        for index, entry in enumerate(topic.entries):
            place = f"{document.file}:{document.line(('entries', index))}"
            other = first.setdefault(entry.id, place)
            if other != place:
                what = f"the id '{entry.id}' stands at {other} already; choose another"
                yield document.mistake(("entries", index, "id"), what)


def read_content(root: Path = ROOT) -> Content:
    """The words of the bot.

    Raises:
        ContentError: with every mistake in them.
    """
    return load_content(KNOWN, root)
