"""The committed JSON Schemas are those of the models, and every YAML file fits its own as editors see it."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.content import json_schema
from bot.content.catalogue import ROOT
from bot.content.json_schema import FOLDER, KINDS, write
from bot.content.yaml_reader import read_document

FILES = [(name, path) for name, (_, pattern) in KINDS.items() for path in sorted(ROOT.glob(pattern))]
IDS = [path.relative_to(ROOT).as_posix() for _, path in FILES]


def as_an_editor_sees(value: Any) -> Any:
    """Text as YAML 1.2 reads it unquoted: true and false, numbers, and dates that stay text."""
    if isinstance(value, dict):
        return {key: as_an_editor_sees(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_an_editor_sees(inner) for inner in value]
    if value in ("true", "false"):
        return value == "true"
    if re.fullmatch(r"[-+]?[0-9]+", value):
        return int(value)
    return float(value) if re.fullmatch(r"[-+]?[0-9]*\.[0-9]+", value) else value


schemas = cache(json_schema.schemas)


@cache
def checker(name: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(
        json.loads(schemas()[name]), format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )


def problems(name: str, data: Any) -> list[str]:
    return [error.message for error in checker(name).iter_errors(as_an_editor_sees(data))]


@pytest.mark.parametrize("name", KINDS)
def test_the_committed_schema_is_current(name: str) -> None:
    """When this fails: python -m bot.content.json_schema."""
    assert (ROOT / FOLDER / f"{name}.json").read_text(encoding="utf-8") == schemas()[name]


def test_there_are_no_other_schemas_and_writing_makes_them_all(tmp_path: Path) -> None:
    write(tmp_path)
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / FOLDER).iterdir()}
    assert written == {f"{name}.json": text for name, text in schemas().items()}
    assert {path.name for path in (ROOT / FOLDER).iterdir()} == set(written)


@pytest.mark.parametrize("name", KINDS)
def test_the_schema_is_one(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(json.loads(schemas()[name]))


@pytest.mark.parametrize(("name", "path"), FILES, ids=IDS)
def test_every_file_fits_its_schema(name: str, path: Path) -> None:
    document = read_document(path, ROOT)
    assert document.mistakes == []
    assert problems(name, document.data) == []


@pytest.mark.parametrize(("name", "path"), FILES, ids=IDS)
def test_the_first_line_of_every_file_points_at_its_schema(name: str, path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    where = Path(os.path.relpath(ROOT / FOLDER / f"{name}.json", path.parent)).as_posix()
    assert first == f"# yaml-language-server: $schema={where}"


def test_every_file_of_words_has_a_schema() -> None:
    written = {path for folder in ("faq", "flows") for path in (ROOT / folder).rglob("*.yaml")}
    assert written == {path for _, path in FILES}


STEP: dict[str, Any] = {"ask": "text", "say": "Why?", "save": "why", "next": "bye"}
SCRIPT: dict[str, Any] = {"title": "t", "steps": {"why": STEP, "bye": {"say": "Bye."}}}
ENTRY: dict[str, Any] = {
    "id": "pause",
    "question": "Is mesh paused?",
    "also_asked": ["mesh pause"],
    "answer": "Yes.",
    "reviewed": "2026-11-23",
    "review_by": "2027-02-23",
}
TOPIC: dict[str, Any] = {"topic": "Mesh", "about": "It.", "order": "1", "entries": [ENTRY]}


def with_step(**fields: Any) -> dict[str, Any]:
    step = {key: value for key, value in {**STEP, **fields}.items() if value is not None}
    return {**SCRIPT, "steps": {**SCRIPT["steps"], "why": step}}


def with_entry(**fields: Any) -> dict[str, Any]:
    return {**TOPIC, "entries": [{**ENTRY, **fields}]}


@pytest.mark.parametrize(
    "data",
    [
        SCRIPT,
        with_step(optional="true"),
        with_step(optional="false"),
        with_step(say="12"),
        with_step(say="true"),
        with_step(ask=None, consent="x", save=None, say=None, version="1", wording="May we?", called="X"),
        {
            **SCRIPT,
            "steps": {"fork": {"branch": "x", "cases": {"yes": "bye", "1": "bye"}, "otherwise": "bye"}},
        },
    ],
)
def test_editors_accept_what_the_bot_accepts(data: dict[str, Any]) -> None:
    assert problems("script", data) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("script", with_step(optional="maybe")),
        ("script", with_step(nxt="bye")),
        ("script", with_step(next=None)),
        ("script", with_step(next="The End")),
        ("script", with_step(ask="phone")),
        ("script", with_step(do="jump")),
        ("script", with_step(help="")),
        ("script", {**SCRIPT, "steps": {**SCRIPT["steps"], "The End": {"say": "Bye."}}}),
        ("script", {**SCRIPT, "steps": {}}),
        ("script", {**SCRIPT, "titel": "t"}),
        ("topic", {**TOPIC, "order": "first"}),
        ("topic", {**TOPIC, "order": "0"}),
        ("topic", {**TOPIC, "topic": "m" * 25}),
        ("topic", with_entry(about=["Pelvic mesh"])),
        ("topic", with_entry(reviewed="23/11/2026")),
        ("topic", with_entry(reviewed="2026-13-23")),
        ("topic", with_entry(also_asked=[])),
        ("topic", with_entry(anwser="Yes.")),
    ],
)
def test_editors_refuse_what_the_bot_refuses(name: str, data: dict[str, Any]) -> None:
    assert problems("topic", TOPIC) == []
    assert len(problems(name, data)) > 0
