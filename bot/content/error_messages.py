"""Error messages for volunteers: what pydantic finds wrong with a file, in plain words, with its location."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

Location = tuple[str | int, ...]
NAME_RULES = {
    r"^[a-z][a-z0-9_]{0,29}$": "a name has lower-case letters, digits and _, a letter first, 30 at most",
    r"^[a-z][a-z0-9_]{2,39}$": "an id has lower-case letters, digits and _, a letter first, 3 to 40",
    r"^[a-z]{2,40}$": "a product is one word in lower-case letters, 2 to 40",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "a date is written like 2026-11-23, 2026-11 or 2026",
    r"^F\d{1,3}$": "the number of a fact is written like F12",
}
KINDS_OF_VALUE = {
    "string_type": "a text",
    "dict_type": "names with values below it",
    "mapping_type": "names with values below it",
    "model_type": "names with values below it",
    "model_attributes_type": "names with values below it",
    "tuple_type": "a list, such as [one, two]",
    "list_type": "a list, such as [one, two]",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "date_parsing": "a date like 2026-11-23",
    "date_from_datetime_parsing": "a date like 2026-11-23",
    "date_from_datetime_inexact": "a date like 2026-11-23",
    "date_type": "a date like 2026-11-23",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its location, as the keys that lead there, and what is wrong, in words."""

    location: Location
    what: str


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of an error in the file, and the fields that the model expects there."""

    location: Location
    """Without pydantic's additions: the tags of unions, `[key]`, the name of a missing field."""
    fields: tuple[str, ...]
    """The fields of the innermost model around the error, or of all models that fit there."""


def faults(error: ValidationError, data: Any, model: type[BaseModel]) -> list[Fault]:
    """Return all faults, each once: a field that is missing because its name is misspelt is one fault."""
    own = [problem for problem in error.errors() if not _is_echo(problem)]
    problems = [(problem, _place(problem["loc"], data, model)) for problem in own]
    misspelt = {
        (place.location[:-1], _nearest(str(problem["loc"][-1]), place.fields))
        for problem, place in problems
        if problem["type"] == "extra_forbidden"
    }
    messages: dict[Location, list[str]] = {}
    for problem, place in problems:
        if problem["type"] == "missing":
            if (place.location, problem["loc"][-1]) not in misspelt:
                messages[(*place.location, problem["loc"][-1])] = [f"`{problem['loc'][-1]}` is missing"]
        elif problem["type"] == "literal_error" and place.location in messages:
            messages[place.location] += _quoted(problem["ctx"]["expected"])
        elif problem["type"] == "unknown_step" and (name := _misspelt_kind(problem, place)):
            guess = _nearest(name, place.fields)
            messages[(*place.location, name)] = [f"there is no field `{name}` here; did you mean `{guess}`?"]
        else:
            messages.setdefault(place.location, [_in_words(problem, place)])
    return [_fault(location, " or ".join(what), data) for location, what in messages.items()]


def _fault(location: Location, what: str, data: Any) -> Fault:
    """Return the fault with the names that lead to it, an item of a list by its id where it has one."""
    names: list[str] = []
    value = data
    about_field = what.endswith("is missing") or what.startswith("there is no field")
    for part in location[:-1] if about_field else location:
        value = value[part]
        if isinstance(part, int):
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                names.append(value["id"])
        elif part not in ("entries", "steps"):
            names.append(str(part))
    return Fault(location, f"{', '.join(names)}: {what}" if names else what)


def _in_words(problem: Mapping[str, Any], place: _Place) -> str:
    kind, context, given = problem["type"], problem.get("ctx", {}), problem["input"]
    if kind in KINDS_OF_VALUE:
        return f"this must be {KINDS_OF_VALUE[kind]}"
    message = str(problem["msg"])
    match kind:
        case "extra_forbidden":
            message = _unknown_field(str(problem["loc"][-1]), place)
        case "unknown_step":
            step = "" if isinstance(given, dict) else "this must be a step, such as { say: Hello. }; "
            message = f"{step}{message}"
        case "value_error":
            message = str(context["error"])
        case "string_pattern_mismatch":
            rule = NAME_RULES.get(context["pattern"], f"the form is {context['pattern']}")
            message = f"{given!r} can't stand here; {rule}"
        case "literal_error" | "enum":
            values = _quoted(context["expected"])
            message = f"{given!r} is unknown{_hint(str(given), values)} Known are {', '.join(values)}"
        case "string_too_long" | "too_long":
            what = "characters" if kind.startswith("string") else "of them"
            message = f"{len(given)} {what}; at most {context['max_length']} fit here"
        case "too_short":
            message = f"{len(given)} of them; at least {context['min_length']} must stand here"
        case _:
            message = f"{message[:1].lower()}{message[1:]}"
    return message


def _is_echo(problem: Mapping[str, Any]) -> bool:
    """Return whether a list is too short only because of wrong items, each of which is a problem itself."""
    too_short = problem["type"] == "too_short"
    return too_short and len(problem["input"]) >= int(problem["ctx"]["min_length"])


def _unknown_field(name: str, place: _Place) -> str:
    guess = _nearest(name, place.fields)
    if guess:
        return f"there is no field `{name}` here; did you mean `{guess}`?"
    return (
        f"there is no field `{name}` here; the fields are {', '.join(f'`{field}`' for field in place.fields)}"
    )


def _misspelt_kind(problem: Mapping[str, Any], place: _Place) -> str:
    """Return the key of a step that is probably a misspelt kind of step."""
    given = problem["input"] if isinstance(problem["input"], dict) else {}
    kinds = re.findall(r"`(\w+)`", str(problem["msg"]))
    return next((name for name in given if name not in place.fields and _nearest(name, kinds)), "")


def _quoted(expected: str) -> list[str]:
    return re.findall(r"'([^']+)'", expected)


def _hint(name: str, names: Iterable[str]) -> str:
    guess = _nearest(name, names)
    return f"; did you mean {guess!r}?" if guess else "."


def _nearest(name: str, names: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(name.lower(), list(names), 1)), "")


def _place(location: Location, data: Any, model: type[BaseModel]) -> _Place:
    """Follow pydantic's location through the file and the models side by side."""
    place: Location = ()
    fields: tuple[str, ...] = ()
    expected: Any = model
    value = data
    for part in location:
        tagged = _tagged(expected)
        if part in tagged:
            expected = tagged[str(part)]
            continue
        expected = _bare(expected)
        if isinstance(expected, type) and issubclass(expected, BaseModel):
            fields = tuple(expected.model_fields)
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            continue
        place = (*place, part)
        expected = _inside(expected, part)
    models = _tagged(expected).values()
    return _Place(place, tuple(name for each in models for name in each.model_fields) or fields)


def _tagged(expected: Any) -> dict[str, Any]:
    """Return the members of a tagged union by their tags, which pydantic puts into the location."""
    members = get_args(get_args(expected)[0]) if get_origin(expected) is Annotated else ()
    tags = ((member, tag) for member in members for tag in get_args(member) if isinstance(tag, Tag))
    return {tag.tag: get_args(member)[0] for member, tag in tags}


def _bare(expected: Any) -> Any:
    """Return a type without its annotations and without `| None`."""
    if get_origin(expected) is Annotated:
        return _bare(get_args(expected)[0])
    members = [member for member in get_args(expected) if member is not type(None)]
    return _bare(members[0]) if get_origin(expected) is UnionType and len(members) == 1 else expected


def _inside(expected: Any, part: str | int) -> Any:
    """Return the type of a field, of a mapping's values, or of a list's items."""
    if isinstance(expected, type) and issubclass(expected, BaseModel):
        field = expected.model_fields.get(str(part))
        return field.annotation if field else None
    inside = get_args(expected)
    if get_origin(expected) is dict:
        return inside[1]
    return inside[0] if get_origin(expected) in (tuple, list) else None
