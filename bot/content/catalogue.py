"""The catalogue of content: a folder for each language, checked together, English as the fallback."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from bot.content.flow_actions import ACTIONS, CONSTANTS
from bot.content.yaml_reader import Document, Model, build, read_document
from bot.errors import ContentError, Mistake
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
"""Folders of content; each has a folder for every language, named by its code."""
SAFETY_FILE = f"{SAFETY}/{ENGLISH}/safety.yaml"
_LINK = re.compile(r"https?://[^\s\"\\<>]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

SCRIPT_NAMES = ScriptNames(ACTIONS, CONSTANTS)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the bot knows, asks and says in one language. Topics are in the order of their menu."""

    topics: Mapping[str, Topic]
    scripts: Mapping[str, Script]
    texts: Texts
    phrases: SpokenPhrases
    safety: Safety
    translations: Mapping[str, "Content"] = field(default_factory=dict)
    """The content in every other language, by its code; English stands for what a language lacks."""

    def in_language(self, code: str) -> "Content":
        """Return the content in a language, or in English if there is none."""
        return self.translations.get(code, self)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order of their topics."""
        return tuple(entry for topic in self.topics.values() for entry in topic.entries)

    @property
    def links(self) -> list[str]:
        """All links in the content of every language, once each."""
        texts = (self.texts.public, self.texts.buttons, self.texts.organisers)
        models = (*self.entries, *self.scripts.values(), *texts, self.safety)
        links = {link.rstrip(".,;:") for model in models for link in _LINK.findall(model.model_dump_json())}
        return sorted(links.union(*(content.links for content in self.translations.values())))


class _Reader:
    """Reads the files of one language and collects their mistakes."""

    def __init__(self, root: Path, language: str, names: ScriptNames, mistakes: list[Mistake]) -> None:
        self._root = root
        self._language = language
        self._names = names
        self._mistakes = mistakes

    def documents(self, folder: str, model: type[Model]) -> Iterator[tuple[str, Document, Model]]:
        """Yield the name, document and value of each file in a folder that has no mistakes."""
        place = f"{folder}/{self._language}"
        paths = sorted((self._root / place).glob("*.yaml"))
        if not paths and self._language == ENGLISH:
            self._mistakes.append(Mistake(place, 1, "there are no .yaml files here"))
        for path in paths:
            document, value = self._read(path, model)
            if value is not None:
                yield path.stem, document, value

    def file(self, folder: str, name: str, model: type[Model]) -> Model | None:
        """Return the value of one file, or None if it has mistakes. A translation may lack the file."""
        path = self._root / folder / self._language / f"{name}.yaml"
        if self._language != ENGLISH and not path.exists():
            return None
        return self._read(path, model)[1]

    def scripts(self) -> dict[str, Script]:
        """Return all scripts by their file names."""
        scripts = {}
        for name, document, script in self.documents(SCRIPTS, Script):
            scripts[name] = script
            self._mistakes += [
                document.mistake(problem.location, problem.what)
                for problem in check_script(script, self._names)
            ]
        return scripts

    def _read(self, path: Path, model: type[Model]) -> tuple[Document, Model | None]:
        document = read_document(path, self._root)
        value = build(document, model, self._language)
        self._mistakes += document.mistakes
        return document, value


def load_content(names: ScriptNames, root: Path = ROOT) -> Content:
    """Return the content in all languages. `names` are those that scripts may use.

    Raises:
        ContentError: with every mistake in every file.
    """
    mistakes: list[Mistake] = []
    english = _english(_Reader(root, ENGLISH, names, mistakes), mistakes)
    if english is None:
        raise ContentError(mistakes)
    translations = {
        language: _translated(english, language, _Reader(root, language, names, mistakes), mistakes)
        for language in _languages(root)
    }
    if mistakes:
        raise ContentError(mistakes)
    return replace(english, translations=translations)


def _languages(root: Path) -> list[str]:
    """Return the codes of all languages but English that have a folder somewhere."""
    folders = [path for part in FOLDERS for path in (root / part).glob("*/")]
    codes = {path.name for path in folders if _LANGUAGE.fullmatch(path.name)}
    return sorted(codes - {ENGLISH})


def _english(reader: _Reader, mistakes: list[Mistake]) -> Content | None:
    topics = list(reader.documents(ENTRIES, Topic))
    mistakes += _duplicates((document, topic) for _, document, topic in topics)
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
        translated = {entry.id: entry for entry in topic.entries}
        entries = tuple(translated.get(entry.id, entry) for entry in topics[name].entries)
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
    ids = {entry.id for entry in english.entries}
    for index, entry in enumerate(translation.entries):
        if entry.id not in ids:
            what = f"there is no entry '{entry.id}' of this topic in English"
            yield document.mistake(("entries", index, "id"), what)


def entry_lines(root: Path = ROOT) -> dict[str, tuple[str, int]]:
    """Return the file and line of each entry, by its id."""
    lines: dict[str, tuple[str, int]] = {}
    for path in sorted((root / ENTRIES / ENGLISH).glob("*.yaml")):
        document = read_document(path, root)
        topic = build(document, Topic)
        for index, entry in enumerate(topic.entries if topic else ()):
            lines[entry.id] = (document.file, document.line(("entries", index)))
    return lines


def safety_line(name: str, root: Path = ROOT) -> int:
    """Return the line of a field of the safety texts."""
    return read_document(root / SAFETY_FILE, root).line((name,))


def _duplicates(topics: Iterable[tuple[Document, Topic]]) -> Iterator[Mistake]:
    """Yield a mistake for each entry with the id of another, and each topic with the name of another."""
    places: dict[str, str] = {}
    files: dict[str, str] = {}
    for document, topic in topics:
        twin = files.setdefault(topic.topic, document.file)
        if twin != document.file:
            yield document.mistake(("topic",), f"{twin} has the topic name '{topic.topic}' already")
        for index, entry in enumerate(topic.entries):
            place = f"{document.file}:{document.line(('entries', index))}"
            other = places.setdefault(entry.id, place)
            if other != place:
                what = f"the id '{entry.id}' stands at {other} already; choose another"
                yield document.mistake(("entries", index, "id"), what)


def read_content(root: Path = ROOT) -> Content:
    """Return the content with the bot's own actions and constants.

    Raises:
        ContentError: with every mistake in every file.
    """
    return load_content(SCRIPT_NAMES, root)
