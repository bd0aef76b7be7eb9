"""JSON Schemas of the content, for completion and checks in volunteers' editors.

`python -m bot.content.json_schema` writes them to docs/schemas; each YAML file
names its schema in its first line.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.content.catalogue import ENTRIES, PHRASES, PRODUCTS, ROOT, SAFETY_FILE, SCRIPTS, TEXTS
from faq.entry import Topic
from faq.products import Products
from faq.safety import Safety
from flows.phrases.lists import CommandPhrases, SmallTalkPhrases, ThanksPhrases
from flows.script import Script
from flows.texts.buttons import ButtonLabels
from flows.texts.organisers import OrganiserTexts
from flows.texts.phrase import ENGLISH
from flows.texts.public import PublicTexts

FOLDER = "docs/schemas"
KINDS: dict[str, tuple[type[BaseModel], str]] = {
    "topic": (Topic, f"{ENTRIES}/{ENGLISH}/*.yaml"),
    "script": (Script, f"{SCRIPTS}/{ENGLISH}/*.yaml"),
    "public": (PublicTexts, f"{TEXTS}/{ENGLISH}/public.yaml"),
    "buttons": (ButtonLabels, f"{TEXTS}/{ENGLISH}/buttons.yaml"),
    "organisers": (OrganiserTexts, f"{TEXTS}/{ENGLISH}/organisers.yaml"),
    "commands": (CommandPhrases, f"{PHRASES}/{ENGLISH}/commands.yaml"),
    "thanks": (ThanksPhrases, f"{PHRASES}/{ENGLISH}/thanks.yaml"),
    "small_talk": (SmallTalkPhrases, f"{PHRASES}/{ENGLISH}/small_talk.yaml"),
    "products": (Products, f"{PRODUCTS}/{ENGLISH}/products.yaml"),
    "safety": (Safety, SAFETY_FILE),
}
"""The model and the files of each schema."""
SCALARS = ["string", "number", "boolean"]
NARROWER = {"pattern", "enum", "const", "format"}


def schemas() -> dict[str, str]:
    """Return the text of each schema file, by its name without `.json`."""
    schemas = {name: _suited_to_editors(model.model_json_schema()) for name, (model, _) in KINDS.items()}
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def write(root: Path = ROOT) -> None:
    """Write the schema files."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _suited_to_editors(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema in draft 7, which every editor's YAML plugin knows, for values as plugins see them.

    To the bot every value is text as it was typed; to a plugin `1` is a number and `true` a boolean.
    """
    for part in list(_parts(schema)):
        _drop_null(part)
        _drop_titles(part)
        if part.get("type") == "string" and not NARROWER & set(part):
            part["type"] = SCALARS
        if isinstance(part.get("pattern"), str) and re.search(part["pattern"], "2026"):
            part["type"] = ["string", "integer"]
        if "patternProperties" in part:
            part["additionalProperties"] = False
        if "$ref" in part and len(part) > 1:
            part["allOf"] = [{"$ref": part.pop("$ref")}]
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield the schema and every mapping inside it."""
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inner, dict | list):
            yield from _parts(inner)


def _drop_null(part: dict[str, Any]) -> None:
    """Let an optional field be left out, but not left empty."""
    kinds = [kind for kind in part.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1 and len(kinds) < len(part["anyOf"]):
        del part["anyOf"]
        part.update(kinds[0])
    if "default" in part and part["default"] is None:
        del part["default"]


def _drop_titles(part: dict[str, Any]) -> None:
    """Drop titles that repeat the name of a field; those of whole models stay."""
    if isinstance(part.get("title"), str) and "properties" not in part:
        del part["title"]


if __name__ == "__main__":
    write()
