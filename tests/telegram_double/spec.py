"""Checks requests by `api.json`: unknown parameters, missing ones, wrong types.

Every type is compiled once into a function, so that a check costs microseconds. The wording of refusals is
Telegram's where it is known. Telegram itself ignores parameters that it does not know; the double refuses
them, because in a test they are mistakes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.telegram_double.errors import ApiError, Json, bad_request

Check = Callable[[Any, str], Any]
"""Takes a decoded value and the name of its field; gives the value to use, or raises ApiError."""

_PREFIXES = {
    "InlineKeyboardButton": "can't parse inline keyboard button: ",
    "KeyboardButton": "can't parse keyboard button: ",
    "MessageEntity": "can't parse MessageEntity: ",
}
_MISSING = {"text": "message text is empty"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    content_type: str
    data: bytes


def _wrong_type(name: str, kind: str) -> Exception:
    return bad_request(f'field "{name}" must be of type {kind}')


def _integer(value: Any, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().removeprefix("-").isdecimal():
        return int(value)
    raise _wrong_type(name, "Integer")


def _float(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _wrong_type(name, "Float") from None


def _string(value: Any, name: str) -> str:
    if isinstance(value, str):
        return value
    raise _wrong_type(name, "String")


_TRUTH = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


def _boolean(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _TRUTH:
        return _TRUTH[value]
    raise _wrong_type(name, "Boolean")


def _strict_boolean(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong_type(name, "Boolean")


def _chat(value: Any, name: str) -> int | str:
    """A chat's number, or its @name; a number may come as text."""
    if isinstance(value, str) and not value.removeprefix("-").isdecimal():
        if not value:
            raise bad_request(f"{name} is empty")
        return value
    return _integer(value, name)


def _file(value: Any, name: str) -> Upload | str:
    if isinstance(value, Upload | str):
        return value
    raise _wrong_type(name, "InputFile")


_TOP: dict[str, Check] = {"Integer": _integer, "Float": _float, "String": _string, "Boolean": _boolean}
_NESTED: dict[str, Check] = {**_TOP, "Boolean": _strict_boolean}


def _fields(value: Any, kind: str, checks: Mapping[str, Check], required: list[str]) -> Json:
    """The checked fields of an object of type `kind`."""
    if not isinstance(value, dict):
        raise bad_request(f"{kind} must be an Object")
    for key in value:
        if key not in checks:
            raise bad_request(f'unknown field "{key}" in {kind}')
    for key in required:
        if key not in value:
            raise bad_request(f'can\'t find field "{key}"')
    return {key: checks[key](each, key) for key, each in value.items()}


def _prefixed(prefix: str, refusal: ApiError) -> ApiError:
    """A refusal that also says which kind of object was wrong, where Telegram says so."""
    reason = refusal.description.removeprefix("Bad Request: ")
    if not prefix or reason.startswith("can't parse"):
        return refusal
    return bad_request(prefix + reason[0].upper() + reason[1:])


class Spec:
    """The trimmed Bot API, compiled. `methods` maps lower-case method names to their exact names."""

    def __init__(self, described: Json) -> None:
        self._types: Json = described["types"]
        self._compiled: dict[str, Check] = {}
        self.methods: dict[str, str] = {name.lower(): name for name in described["methods"]}
        self._parameters: dict[str, dict[str, Check]] = {}
        self._required: dict[str, tuple[str, ...]] = {}
        for method, about in described["methods"].items():
            fields = about["fields"]
            self._parameters[method] = {name: self._top(field["types"]) for name, field in fields.items()}
            self._required[method] = tuple(name for name, field in fields.items() if field["required"])

    def check(self, method: str, given: Mapping[str, Any]) -> Json:
        """The parameters of `method` (its exact name) with their proper types; absent ones stay absent."""
        checks = self._parameters[method]
        params: Json = {}
        for name, value in given.items():
            check = checks.get(name)
            if check is None:
                raise bad_request(f'unknown parameter "{name}"')
            if value is not None:
                params[name] = check(value, name)
        for name in self._required[method]:
            if name not in params:
                raise bad_request(_MISSING.get(name, f"{name} is empty"))
        return params

    def _top(self, types: list[str]) -> Check:
        """A parameter's check: form values are text, so objects and arrays come as JSON text."""
        if "InputFile" in types:
            return _file
        if types == ["Integer", "String"]:
            return _chat
        if types[0] in _TOP:
            return _TOP[types[0]]
        nested = self._nested(types)

        @lru_cache(maxsize=2048)  # the same keyboards come again and again; nobody changes a checked value
        def decoded(text: str, name: str) -> Any:
            try:
                value = json.loads(text)
            except ValueError:
                raise bad_request(f"can't parse {name} JSON object") from None
            return nested(value, name)

        return lambda value, name: decoded(value, name) if isinstance(value, str) else nested(value, name)

    def _nested(self, types: list[str]) -> Check:
        if len(types) > 1 and types[0] in _NESTED:
            return _chat
        return self._one(types[0]) if len(types) == 1 else self._union(types)

    def _one(self, kind: str) -> Check:
        if kind in _NESTED:
            return _NESTED[kind]
        if kind.startswith("Array of "):
            return self._array(self._one(kind.removeprefix("Array of ")))
        if kind not in self._compiled:
            self._compiled[kind] = self._object(kind)
        return self._compiled[kind]

    def _array(self, item: Check) -> Check:
        def check(value: Any, name: str) -> list[Any]:
            if not isinstance(value, list):
                raise _wrong_type(name, "Array")
            return [item(each, name) for each in value]

        return check

    def _union(self, kinds: list[str]) -> Check:
        """Of several objects, the one whose first required field is there."""
        checks = {self._first_required(kind): self._one(kind) for kind in kinds}

        def check(value: Any, name: str) -> Any:
            if not isinstance(value, dict):
                raise bad_request(f"object expected as {name.replace('_', ' ')}")
            for mark, each in checks.items():
                if mark in value:
                    return each(value, name)
            raise bad_request(f"object expected as {name.replace('_', ' ')}")

        return check

    def _first_required(self, kind: str) -> str:
        fields: Json = self._types[kind]["fields"]
        return next(name for name, field in fields.items() if field["required"])

    def _object(self, kind: str) -> Check:
        if "variants" in self._types[kind]:
            return self._variants(self._types[kind]["variants"])
        fields = self._types[kind]["fields"]
        checks = {name: self._nested(field["types"]) for name, field in fields.items()}
        required = [name for name, field in fields.items() if field["required"]]
        prefix = _PREFIXES.get(kind, "")

        def check(value: Any, name: str) -> Any:
            if isinstance(value, str) and kind == "KeyboardButton":
                return {"text": value}
            try:
                return _fields(value, kind, checks, required)
            except ApiError as refusal:
                raise _prefixed(prefix, refusal) from None

        return check

    def _variants(self, kinds: list[str]) -> Check:
        checks = {self._types[kind]["fields"]["type"]["only"]: self._one(kind) for kind in kinds}

        def check(value: Any, name: str) -> Any:
            if not isinstance(value, dict) or value.get("type") not in checks:
                raise bad_request(f"unsupported type of {name} specified")
            return checks[value["type"]](value, name)

        return check


@lru_cache(maxsize=1)
def bot_api() -> Spec:
    """The Bot API that stands beside this file, compiled once a process."""
    text = (Path(__file__).parent / "api.json").read_text(encoding="utf-8")
    return Spec(json.loads(text))
