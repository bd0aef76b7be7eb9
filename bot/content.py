"""The words of the bot, read from YAML: values that know their file and line, and every mistake at once.

YAML is composed, not loaded: a scalar stays as it was typed (`No`, `12:30`, `07`), and doubled keys, empty
values, aliases and merge keys are refused where they stand.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]
Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing to mend, as `file:line: what is wrong and how to mend it`."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class ContentError(Exception):
    """The words can't be used. `mistakes` holds every one that was found, in order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


@dataclass(slots=True)
class Document:
    """One YAML file: its plain values (text, lists, mappings) and the line on which each stands."""

    file: str
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """The line of a value, or of the nearest value around it that exists."""
        known: Location = ()
        for part in location:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines.get(known, 1)

    def mistake(self, location: Location, what: str) -> Mistake:
        return Mistake(self.file, self.line(location), what)


def read_document(path: Path, root: Path) -> Document:
    """Read one YAML file. Mistakes of form are collected in the document, not raised."""
    document = Document(path.relative_to(root).as_posix())
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=Loader)
    except UnicodeDecodeError:
        document.mistakes.append(Mistake(document.file, 1, "is not UTF-8 text; save it again as UTF-8"))
        return document
    except OSError as error:
        document.mistakes.append(Mistake(document.file, 1, f"can't be read: {error.strerror}"))
        return document
    except yaml.YAMLError as error:
        document.mistakes.append(_broken(document.file, error))
        return document
    if node is None:
        document.mistakes.append(Mistake(document.file, 1, "is empty"))
        return document
    if "&" in text or "*" in text:
        document.mistakes.extend(_aliases(document.file, text))
    if document.mistakes:
        return document
    document.lines[()] = node.start_mark.line + 1
    document.data = _plain(node, (), document)
    return document


def build(document: Document, model: type[Model]) -> Model | None:
    """The document as a model, or None with its mistakes noted in the document."""
    if document.mistakes:
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        for problem in error.errors():
            location = tuple(problem["loc"])
            document.mistakes.append(document.mistake(location, _in_words(problem, document.data, model)))
        return None


def _broken(file: str, error: yaml.YAMLError) -> Mistake:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "is not YAML"
    line = mark.line + 1 if mark else 1
    return Mistake(file, line, f"{problem}; quote a text that holds ': ' or '#', and indent with spaces")


def _aliases(file: str, text: str) -> Iterable[Mistake]:
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            mark = event.start_mark
            line = mark.line + 1 if mark else 1
            yield Mistake(file, line, "anchors and aliases (& and *) are not used here; write the text again")


def _plain(node: yaml.Node, at: Location, document: Document) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, document)
    if isinstance(node, yaml.SequenceNode):
        values = []
        for index, item in enumerate(node.value):
            document.lines[(*at, index)] = item.start_mark.line + 1
            values.append(_plain(item, (*at, index), document))
        return values
    if not node.value.strip():
        name = at[-1] if at else "the file"
        document.mistakes.append(document.mistake(at, f"`{name}` is empty; fill it in or take the line out"))
    return node.value


def _mapping(node: yaml.MappingNode, at: Location, document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.mistakes.append(Mistake(document.file, line, "a name must be plain text"))
            continue
        key = key_node.value
        if key == "<<":
            document.mistakes.append(Mistake(document.file, line, "merge keys (<<) are not used here"))
            continue
        if key in values:
            first = document.lines[(*at, key)]
            message = f"`{key}` stands twice (first on line {first}); keep one"
            document.mistakes.append(Mistake(document.file, line, message))
            continue
        document.lines[(*at, key)] = line
        values[key] = _plain(value_node, (*at, key), document)
    return values


def _in_words(problem: Mapping[str, Any], data: Any, model: type[BaseModel]) -> str:
    location: Location = tuple(problem["loc"])
    real = _real(location, data)
    where = _place(real, data)
    match problem["type"]:
        case "missing":
            return f"{where}`{location[-1]}` is missing"
        case "extra_forbidden":
            name = str(location[-1])
            guess = difflib.get_close_matches(name, sorted(_field_names(model)), 1)
            hint = f"; did you mean `{guess[0]}`?" if guess else ""
            return f"{_place(real[:-1], data)}there is no field `{name}` here{hint}"
        case "value_error":
            return f"{where}{problem['ctx']['error']}"
        case "string_pattern_mismatch":
            return f"{where}{problem['input']!r} does not have the form {problem['ctx']['pattern']}"
        case _:
            message = str(problem["msg"])
            return f"{where}{message[:1].lower()}{message[1:]}"


def _real(location: Location, data: Any) -> Location:
    """The location without the parts that pydantic adds (union tags) and without a missing last name."""
    real: list[str | int] = []
    value = data
    for part in location:
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            continue
        real.append(part)
    return tuple(real)


def _place(real: Location, data: Any) -> str:
    """'scheme_yet, sources: ': the names on the way, an item of a list by its id where it has one."""
    names: list[str] = []
    value = data
    for part in real:
        value = value[part]
        if isinstance(part, int):
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                names.append(value["id"])
        elif part not in ("entries", "steps"):
            names.append(str(part))
    return f"{', '.join(names)}: " if names else ""


def _field_names(model: type[BaseModel]) -> set[str]:
    """Every field name of a model and of the models inside it: what a misspelt name may have meant."""
    names: set[str] = set()
    seen: set[Any] = set()
    stack: list[Any] = [model]
    while stack:
        kind = stack.pop()
        if id(kind) in seen:
            continue
        seen.add(id(kind))
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names.update(kind.model_fields)
            stack.extend(field.annotation for field in kind.model_fields.values())
        stack.extend(get_args(kind))
    return names
