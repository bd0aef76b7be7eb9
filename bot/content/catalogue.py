"""All the words of the bot, read and checked together: a folder a language, English where it lacks some."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from bot.content.flow_actions import ACTIONS, CONSTANTS
from bot.content.yaml_reader import (
    ContentError,
    Document,
    Mistake,
    Model,
    build,
    read_document,
)
from faq.entry import Entry, Topic
from faq.safety import Safety
from flows.phrases import SpokenPhrases
from flows.phrases.lists import CommandPhrases, SmallTalkPhrases, ThanksPhrases
from flows.script import Script
from flows.texts import Texts
from flows.texts.buttons import ButtonLabels
from flows.texts.organisers import OrganiserTexts
from flows.texts.phrase import ENGLISH, Section, translation_of
from flows.texts.public import PublicTexts
from flows.validation import ScriptNames, check_script

Kind = TypeVar("Kind", Topic, Script)
SectionType = TypeVar("SectionType", bound=Section)
ROOT = Path(__file__).parent.parent.parent
ENTRIES, SAFETY = "faq/entries", "faq/safety"
SCRIPTS, TEXTS, PHRASES = "flows/scripts", "flows/texts", "flows/phrases"
FOLDERS = (ENTRIES, SAFETY, SCRIPTS, TEXTS, PHRASES)
"""Each has a folder for every language, named by its code."""
SAFETY_FILE = f"{SAFETY}/{ENGLISH}/safety.yaml"
_LINK = re.compile(r"https?://[^\s\"\\<>]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

SCRIPT_NAMES = ScriptNames(ACTIONS, CONSTANTS)


@dataclass(frozen=True, slots=True)
class Content:
    """What the bot knows, asks and says. Topics by file name, in the order in which they are listed."""

    topics: Mapping[str, Topic]
    scripts: Mapping[str, Script]
    texts: Texts
    phrases: SpokenPhrases
    safety: Safety
    translations: Mapping[str, "Content"] = field(default_factory=dict)
    """The same in every other language, by its code; what a language lacks stands there in English."""

    def in_language(self, code: str) -> "Content":
        """Return the content in a language, in English if it has none of it."""
        return self.translations.get(code, self)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for topic in self.topics.values() for entry in topic.entries)

    @property
    def links(self) -> list[str]:
        """Every link that anything in the words leads to, once each, in every language."""
        texts = (self.texts.public, self.texts.buttons, self.texts.organisers)
        models = (*self.entries, *self.scripts.values(), *texts, self.safety)
        links = {link.rstrip(".,;:") for model in models for link in _LINK.findall(model.model_dump_json())}
        return sorted(links.union(*(content.links for content in self.translations.values())))


class _Reader:
    """Reads the files of one language, and notes the mistakes in all of them."""

    def __init__(self, root: Path, language: str, known: ScriptNames, mistakes: list[Mistake]) -> None:
        self._root = root
        self._language = language
        self._known = known
        self._mistakes = mistakes

    def documents(self, folder: str, model: type[Model]) -> Iterator[tuple[str, Document, Model]]:
        """Every file of a folder that holds what it should, with the file's name."""
        place = f"{folder}/{self._language}"
        paths = sorted((self._root / place).glob("*.yaml"))
        if not paths and self._language == ENGLISH:
            self._mistakes.append(Mistake(place, 1, "there are no .yaml files here"))
        for path in paths:
            document, value = self._read(path, model)
            if value is not None:
                yield path.stem, document, value

    def file(self, folder: str, name: str, model: type[Model]) -> Model | None:
        """One file by its name; a translation need not have it."""
        path = self._root / folder / self._language / f"{name}.yaml"
        if self._language != ENGLISH and not path.exists():
            return None
        return self._read(path, model)[1]

    def scripts(self) -> dict[str, Script]:
        scripts = {}
        for name, document, script in self.documents(SCRIPTS, Script):
            scripts[name] = script
            self._mistakes += [
                document.mistake(problem.location, problem.what)
                for problem in check_script(script, self._known)
            ]
        return scripts

    def _read(self, path: Path, model: type[Model]) -> tuple[Document, Model | None]:
        document = read_document(path, self._root)
        value = build(document, model, self._language)
        self._mistakes += document.mistakes
        return document, value


def load_content(known: ScriptNames, root: Path = ROOT) -> Content:
    """Read every file and check it.

    Raises:
        ContentError: with every mistake in every file.
    """
    mistakes: list[Mistake] = []
    english = _english(_Reader(root, ENGLISH, known, mistakes), mistakes)
    if english is None:
        raise ContentError(mistakes)
    translations = {
        language: _translated(english, language, _Reader(root, language, known, mistakes), mistakes)
        for language in _languages(root)
    }
    if mistakes:
        raise ContentError(mistakes)
    return replace(english, translations=translations)


def _languages(root: Path) -> list[str]:
    """Every language but English that has a folder somewhere."""
    folders = [path for part in FOLDERS for path in (root / part).glob("*/")]
    codes = {path.name for path in folders if _LANGUAGE.fullmatch(path.name)}
    return sorted(codes - {ENGLISH})


def _english(reader: _Reader, mistakes: list[Mistake]) -> Content | None:
    topics = list(reader.documents(ENTRIES, Topic))
    mistakes += _doubled((document, topic) for _, document, topic in topics)
    scripts = reader.scripts()
    public = reader.file(TEXTS, "public", PublicTexts)
    buttons = reader.file(TEXTS, "buttons", ButtonLabels)
    organisers = reader.file(TEXTS, "organisers", OrganiserTexts)
    commands = reader.file(PHRASES, "commands", CommandPhrases)
    thanks = reader.file(PHRASES, "thanks", ThanksPhrases)
    small_talk = reader.file(PHRASES, "small_talk", SmallTalkPhrases)
    safety = reader.file(SAFETY, "safety", Safety)
    if not (public and buttons and organisers and commands and thanks and small_talk and safety):
        return None
    ordered = sorted(topics, key=lambda item: item[2].order)
    return Content(
        topics={name: topic for name, _, topic in ordered},
        scripts=scripts,
        texts=Texts(public, buttons, organisers),
        phrases=SpokenPhrases(commands, thanks, small_talk),
        safety=safety,
    )


def _translated(english: Content, language: str, reader: _Reader, mistakes: list[Mistake]) -> Content:
    topics = dict(english.topics)
    for name, document, topic in reader.documents(ENTRIES, Topic):
        if name not in topics:
            mistakes.append(document.mistake((), f"there is no {ENTRIES}/{ENGLISH}/{name}.yaml to translate"))
            continue
        mistakes += _unknown_entries(document, topic, topics[name])
        given = {entry.id: entry for entry in topic.entries}
        entries = tuple(given.get(entry.id, entry) for entry in topics[name].entries)
        topics[name] = topic.model_copy(update={"entries": entries, "order": topics[name].order})

    def section(folder: str, name: str, own: SectionType) -> SectionType:
        translation = reader.file(folder, name, translation_of(type(own)))
        return own.under(translation) if translation else own

    texts, phrases = english.texts, english.phrases
    return Content(
        topics=topics,
        scripts={**english.scripts, **reader.scripts()},
        texts=Texts(
            section(TEXTS, "public", texts.public),
            section(TEXTS, "buttons", texts.buttons),
            section(TEXTS, "organisers", texts.organisers),
            language,
        ),
        phrases=SpokenPhrases(
            section(PHRASES, "commands", phrases.commands),
            section(PHRASES, "thanks", phrases.thanks),
            section(PHRASES, "small_talk", phrases.small_talk),
        ),
        safety=reader.file(SAFETY, "safety", Safety) or english.safety,
    )


def _unknown_entries(document: Document, translation: Topic, english: Topic) -> Iterator[Mistake]:
    known = {entry.id for entry in english.entries}
    for index, entry in enumerate(translation.entries):
        if entry.id not in known:
            what = f"there is no entry '{entry.id}' of this topic in English"
            yield document.mistake(("entries", index, "id"), what)


def entry_lines(root: Path = ROOT) -> dict[str, tuple[str, int]]:
    """The file and line of each entry."""
    lines: dict[str, tuple[str, int]] = {}
    for path in sorted((root / ENTRIES / ENGLISH).glob("*.yaml")):
        document = read_document(path, root)
        topic = build(document, Topic)
        for index, entry in enumerate(topic.entries if topic else ()):
            lines[entry.id] = (document.file, document.line(("entries", index)))
    return lines


def safety_line(name: str, root: Path = ROOT) -> int:
    """The line of a field of the words that stand ahead of every answer."""
    return read_document(root / SAFETY_FILE, root).line((name,))


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
    return load_content(SCRIPT_NAMES, root)
