"""The catalogue of content: a folder for each language, checked together, English as the fallback."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from bot.content.flow_actions import ACTIONS, CONSTANTS
from bot.content.yaml_reader import Document, Model, build, read_document
from bot.errors import ContentError, Mistake
from faq.entry import Entry, Topic
from faq.products import Products
from faq.safety import Safety
from flows.phrases import SpokenPhrases
from flows.phrases.lists import CommandPhrases, SmallTalkPhrases, ThanksPhrases
from flows.script import Script
from flows.texts import Texts
from flows.texts.buttons import ButtonLabels
from flows.texts.organisers import OrganiserTexts
from flows.texts.phrase import ENGLISH, Section, translation_of
from flows.texts.public import PublicTexts
from flows.validation import ScriptNames, check_script, hint

Kind = TypeVar("Kind", Topic, Script)
SectionType = TypeVar("SectionType", bound=Section)
ROOT = Path(__file__).parent.parent.parent
"""The repository. Another campaign's folder has its own entries, products, safety words, scripts and
`public.yaml`; each text or list of phrases that it lacks is the one here."""
ENTRIES, PRODUCTS, SAFETY = "faq/entries", "faq/products", "faq/safety"
SCRIPTS, TEXTS, PHRASES = "flows/scripts", "flows/texts", "flows/phrases"
FOLDERS = (ENTRIES, PRODUCTS, SAFETY, SCRIPTS, TEXTS, PHRASES)
"""Folders of content; each has a folder for every language, named by its code."""
SAFETY_FILE = f"{SAFETY}/{ENGLISH}/safety.yaml"
NAMES_THE_CAMPAIGN = ("about_short", "about", "welcome", "welcome_no_controller", "help", "verify")
"""Texts of `public.yaml` that another campaign can't take over."""
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
    products: Products = field(default_factory=Products)
    root: Path = ROOT
    translations: Mapping[str, "Content"] = field(default_factory=dict)
    """The content in every other language, by its code; English stands for what a language lacks."""

    @property
    def matcher_cache(self) -> Path:
        """The file of the fitted matcher: beside the words, whatever folder a command is typed in."""
        return self.root / "data" / "matcher.npz"

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
        self.root = root
        self.language = language
        self._names = names
        self._mistakes = mistakes

    def documents(self, folder: str, model: type[Model]) -> Iterator[tuple[str, Document, Model]]:
        """Yield the name, document and value of each file in a folder that has no mistakes."""
        place = f"{folder}/{self.language}"
        paths = sorted((self.root / place).glob("*.yaml"))
        if not paths and self.language == ENGLISH:
            self._mistakes.append(Mistake(place, 1, "there are no .yaml files here"))
        for path in paths:
            document, value = self._read(path, model)
            if value is not None:
                yield path.stem, document, value

    def file(self, folder: str, name: str, model: type[Model]) -> Model | None:
        """Return the value of one file, or None if it has mistakes."""
        return self._read(self._path(folder, name), model)[1]

    def optional_file(self, folder: str, name: str, model: type[Model]) -> Model | None:
        """Return the value of a file that may be missing."""
        return self.file(folder, name, model) if self._path(folder, name).exists() else None

    def _path(self, folder: str, name: str) -> Path:
        return self.root / folder / self.language / f"{name}.yaml"

    def section(
        self, folder: str, name: str, model: type[SectionType], base: SectionType | None
    ) -> SectionType | None:
        """Return a section of texts. With a `base` the file may be missing, or lack texts that `base` has."""
        if base is None:
            return self.file(folder, name, model)
        path = self._path(folder, name)
        document, own = self._read(path, translation_of(model)) if path.exists() else (None, None)
        if document is None or own is None:
            return base
        merged = base.under(own)
        whole = replace(document, data=_as_written(merged.model_dump()), mistakes=[])
        build(whole, model, self.language)  # finds mistakes of the whole: one phrase for two commands
        self._mistakes += whole.mistakes
        return merged

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
        document = read_document(path, self.root)
        value = build(document, model, self.language)
        self._mistakes += document.mistakes
        return document, value


def _as_written(value: Any) -> Any:
    """Return a section's value as a file has it, where lists of phrases are texts."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return {name: _as_written(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def load_content(names: ScriptNames, root: Path = ROOT) -> Content:
    """Return the content in all languages. `names` are those that scripts may use.

    Raises:
        ContentError: with every mistake in every file.
    """
    mistakes: list[Mistake] = []
    shipped = None
    if root != ROOT:
        shipped = _sections(_Reader(ROOT, ENGLISH, names, mistakes), None)
    english = _english(_Reader(root, ENGLISH, names, mistakes), shipped, mistakes)
    if root != ROOT and not mistakes:
        mistakes += _nameless(root)
    if english is None:
        raise ContentError(mistakes)
    translations = {
        language: _translated(english, _Reader(root, language, names, mistakes), mistakes)
        for language in _languages(root)
    }
    if mistakes:
        raise ContentError(mistakes)
    return replace(english, translations=translations)


def _nameless(root: Path) -> Iterator[Mistake]:
    """Yield a mistake for each text that names the campaign and that another campaign lacks."""
    document = read_document(root / TEXTS / ENGLISH / "public.yaml", root)
    for name in NAMES_THE_CAMPAIGN:
        if name not in (document.data or {}):
            yield document.mistake((), f"`{name}` is missing; it names the campaign, so write your own")


def _languages(root: Path) -> list[str]:
    """Return the codes of all languages but English that have a folder somewhere."""
    folders = [path for part in FOLDERS for path in (root / part).glob("*/")]
    codes = {path.name for path in folders if _LANGUAGE.fullmatch(path.name)}
    return sorted(codes - {ENGLISH})


def _english(
    reader: _Reader, shipped: tuple[Texts, SpokenPhrases] | None, mistakes: list[Mistake]
) -> Content | None:
    topics = list(reader.documents(ENTRIES, Topic))
    mistakes += _duplicates((document, topic) for _, document, topic in topics)
    scripts, sections = reader.scripts(), _sections(reader, shipped)
    products = reader.optional_file(PRODUCTS, "products", Products) or Products()
    safety = reader.file(SAFETY, "safety", Safety)
    if not (sections and safety):
        return None
    for product in safety.products:
        if product not in products.products:
            what = f"products: there is no product '{product}'{hint(product, products.products)}"
            mistakes.append(Mistake(SAFETY_FILE, safety_line(reader.root, "products", product), what))
    for _, document, topic in topics:
        mistakes += _unknown_products(document, topic, products)
    ordered = sorted(topics, key=lambda item: item[2].order)
    return Content(
        {name: topic for name, _, topic in ordered}, scripts, *sections, safety, products, reader.root
    )


def _sections(
    reader: _Reader, base: tuple[Texts, SpokenPhrases] | None
) -> tuple[Texts, SpokenPhrases] | None:
    """Return the texts and phrases of a folder, each text that it lacks from `base`."""
    texts, phrases = base or (None, None)
    public = reader.section(TEXTS, "public", PublicTexts, texts.public if texts else None)
    buttons = reader.section(TEXTS, "buttons", ButtonLabels, texts.buttons if texts else None)
    organisers = reader.section(TEXTS, "organisers", OrganiserTexts, texts.organisers if texts else None)
    commands = reader.section(PHRASES, "commands", CommandPhrases, phrases.commands if phrases else None)
    thanks = reader.section(PHRASES, "thanks", ThanksPhrases, phrases.thanks if phrases else None)
    small_talk = reader.section(
        PHRASES, "small_talk", SmallTalkPhrases, phrases.small_talk if phrases else None
    )
    if not (public and buttons and organisers and commands and thanks and small_talk):
        return None
    return Texts(public, buttons, organisers, reader.language), SpokenPhrases(commands, thanks, small_talk)


def _translated(english: Content, reader: _Reader, mistakes: list[Mistake]) -> Content:
    topics = dict(english.topics)
    for name, document, topic in reader.documents(ENTRIES, Topic):
        if name not in topics:
            mistakes.append(document.mistake((), f"there is no {ENTRIES}/{ENGLISH}/{name}.yaml to translate"))
            continue
        mistakes += _unknown_entries(document, topic, topics[name])
        mistakes += _unknown_products(document, topic, english.products)
        translated = {entry.id: entry for entry in topic.entries}
        entries = tuple(translated.get(entry.id, entry) for entry in topics[name].entries)
        topics[name] = topic.model_copy(update={"entries": entries, "order": topics[name].order})

    base = (english.texts, english.phrases)
    texts, phrases = _sections(reader, base) or base
    return replace(
        english,
        topics=topics,
        scripts={**english.scripts, **reader.scripts()},
        texts=texts,
        phrases=phrases,
        safety=reader.optional_file(SAFETY, "safety", Safety) or english.safety,
        products=reader.optional_file(PRODUCTS, "products", Products) or english.products,
    )


def _unknown_products(document: Document, topic: Topic, products: Products) -> Iterator[Mistake]:
    for index, entry in enumerate(topic.entries):
        for place, product in enumerate(entry.about):
            if product not in products.products:
                what = f"{entry.id}, about: there is no product '{product}'{hint(product, products.products)}"
                yield document.mistake(("entries", index, "about", place), what)


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


def safety_line(root: Path, *names: str) -> int:
    """Return the line of a field of the safety texts."""
    return read_document(root / SAFETY_FILE, root).line(names)


def _duplicates(topics: Iterable[tuple[Document, Topic]]) -> Iterator[Mistake]:
    """Yield a mistake for each doubled entry id, topic name, and entry on whom to talk to."""
    support = ""
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
            if entry.support and support:
                what = f"`support` stands at {support} already; one entry says whom to talk to"
                yield document.mistake(("entries", index, "support"), what)
            support = support or (place if entry.support else "")


def read_content(root: Path = ROOT) -> Content:
    """Return the content with the bot's own actions and constants.

    Raises:
        ContentError: with every mistake in every file.
    """
    return load_content(SCRIPT_NAMES, root)
