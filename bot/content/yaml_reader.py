"""Reader of YAML content: values that know their file and line, and all mistakes at once.

YAML is composed, not loaded: a scalar stays as it was typed (`No`, `12:30`, `07`), and doubled keys, empty
values, aliases and merge keys are refused where they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.content.error_messages import Location, faults
from bot.errors import Mistake

Model = TypeVar("Model", bound=BaseModel)
Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(slots=True)
class Document:
    """A YAML file: its plain values (text, lists, mappings) and the line of each."""

    file: str
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """Return the line of a value, or of the innermost existing value around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def mistake(self, location: Location, what: str) -> Mistake:
        """Return a mistake on the line of a value."""
        return Mistake(self.file, self.line(location), what)


def read_document(path: Path, root: Path) -> Document:
    """Read a YAML file. Mistakes of form are collected in the document, not raised."""
    document = Document(path.relative_to(root).as_posix())
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=Loader)
    except UnicodeDecodeError:
        document.mistakes.append(Mistake(document.file, 1, "is not UTF-8 text; save it again as UTF-8"))
        return document
    except OSError as error:
        document.mistakes.append(Mistake(document.file, 1, f"can't be read: {error.strerror}"))
        return document
    except yaml.YAMLError as error:
        document.mistakes.append(_broken(document.file, error, text))
        return document
    if node is None:
        document.mistakes.append(Mistake(document.file, 1, "is empty"))
        return document
    document.mistakes.extend(_shortcuts(document.file, text))
    if not document.mistakes:
        document.lines[()] = node.start_mark.line + 1
        document.data = _plain(node, (), document)
    return document


def build(document: Document, model: type[Model], language: str = "en") -> Model | None:
    """Return the document as a model, or None with its mistakes added to the document.

    `language` decides which plural form goes with which number.
    """
    if document.data is None:
        return None
    try:
        value = model.model_validate(document.data, context={"language": language})
    except ValidationError as error:
        reported = {mistake.line for mistake in document.mistakes}
        mistakes = [
            document.mistake(fault.location, fault.what) for fault in faults(error, document.data, model)
        ]
        document.mistakes += [mistake for mistake in mistakes if mistake.line not in reported]
        return None
    return None if document.mistakes else value


def _broken(file: str, error: yaml.YAMLError, text: str) -> Mistake:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "is not YAML"
    if mark is None:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        return Mistake(file, line, f"{problem}; take the character out")
    line = min(mark.line, text.rstrip().count("\n")) + 1
    if "\t" in text.splitlines()[line - 1]:
        return Mistake(file, line, "there is a tab here; indent with spaces")
    if "another document" in problem or "<document start>" in problem:
        return Mistake(file, line, "a second document begins here; one file holds one, so take the --- out")
    how = "quote a text that holds ': ' or ' #' or begins with { [ & * ! | > % @ or `, and indent with spaces"
    return Mistake(file, line, f"{problem}; {how}")


def _shortcuts(file: str, text: str) -> Iterator[Mistake]:
    """Yield a mistake for each anchor, alias and merge key, which stand for text elsewhere."""
    if not any(sign in text for sign in ("&", "*", "<<")):
        return
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "anchors and aliases (& and *) are not used here; write the text again, or quote it"
            yield Mistake(file, line, what)
        elif isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            yield Mistake(file, line, "merge keys (<<) are not used here; write the fields out")


def _plain(node: yaml.Node, location: Location, document: Document) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, location, document)
    if isinstance(node, yaml.SequenceNode):
        values = []
        for index, item in enumerate(node.value):
            document.lines[(*location, index)] = item.start_mark.line + 1
            values.append(_plain(item, (*location, index), document))
        return values
    if not node.value.strip():
        name = location[-1] if location else "the file"
        document.mistakes.append(
            document.mistake(location, f"`{name}` is empty; fill it in or take the line out")
        )
    return node.value


def _mapping(node: yaml.MappingNode, location: Location, document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.mistakes.append(Mistake(document.file, line, "a name must be plain text"))
            continue
        key = key_node.value
        if key in values:
            first = document.lines[(*location, key)]
            message = f"`{key}` stands twice (first on line {first}); keep one"
            document.mistakes.append(Mistake(document.file, line, message))
            continue
        document.lines[(*location, key)] = line
        values[key] = _plain(value_node, (*location, key), document)
    return values
