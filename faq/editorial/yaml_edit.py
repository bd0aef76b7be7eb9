"""Add a wording to an entry in its YAML file as an editor would: one more line, every other byte as it was.

ruamel.yaml finds the place and proves the result. It does not write the file: a round trip would change
indents and line breaks everywhere.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_WIDEST = 10**6
"""Columns: a wording never breaks over two lines."""


class WordingError(Exception):
    """The wording was not written, and the file is as it was. The message says why and what to do."""


def add_wording(path: Path, entry_id: str, wording: str) -> None:
    """Add `wording` as the last line of the entry's `also_asked`.

    The file is replaced in one step, so a crash leaves the old one or the new one.

    Raises:
        WordingError: there is no such entry, the wording is empty or already there, or the file can't be read
            or written.
    """
    wording = " ".join(wording.split())
    if not wording:
        raise WordingError("the wording is empty; write what a person might ask")
    before = _read(path)
    document = _compose(path, before)
    entry, also_asked = _find(path, document, entry_id)
    _refuse_repeat(path, wording, entry, also_asked)
    after = _with_wording(before, also_asked, wording)
    _prove(path, document, after, entry_id, wording)
    _replace(path, after)


def file_of(entry_id: str, folder: Path) -> Path:
    """Find the file that has the entry. Raises WordingError when none has it or one can't be read."""
    for path in sorted(folder.glob("*.yaml")):
        text = _read(path)
        entries = _entries(_compose(path, text)) if entry_id in text else ()
        if any(_value(entry, "id") == entry_id for entry in entries):
            return path
    raise WordingError(f"there is no entry '{entry_id}' in {folder}")


def as_scalar(text: str) -> str:
    """Return a text as one line of YAML, quoted where it must be: `no: thanks` gives `'no: thanks'`."""
    out = StringIO()
    writer = YAML()
    writer.width = _WIDEST
    writer.dump([" ".join(text.split())], out)
    return out.getvalue().removeprefix("- ").rstrip("\n")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise WordingError(f"{path} is not UTF-8 text; save it again as UTF-8") from None
    except OSError as error:
        raise WordingError(f"{path} can't be read: {error.strerror}") from error


def _compose(path: Path, text: str) -> Node | None:
    try:
        node: Node | None = YAML().compose(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise WordingError(f"{path}{line}: is not YAML; mend it first (`check` says how)") from error
    return node


def _entries(root: Node | None) -> Iterator[MappingNode]:
    entries = _child(root, "entries")
    for entry in entries.value if isinstance(entries, SequenceNode) else ():
        if isinstance(entry, MappingNode):
            yield entry


def _child(node: Node | None, name: str) -> Node | None:
    pairs = node.value if isinstance(node, MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), None)


def _value(node: Node | None, name: str) -> str | None:
    child = _child(node, name)
    return str(child.value) if isinstance(child, ScalarNode) else None


def _find(path: Path, root: Node | None, entry_id: str) -> tuple[MappingNode, SequenceNode]:
    """Return the node of an entry, and that of its other wordings."""
    for entry in _entries(root):
        if _value(entry, "id") == entry_id:
            also_asked = _child(entry, "also_asked")
            if isinstance(also_asked, SequenceNode) and also_asked.value:
                return entry, also_asked
            raise WordingError(f"{path}: '{entry_id}' has no also_asked yet; write its first wording by hand")
    raise WordingError(f"{path}: there is no entry '{entry_id}' here")


def _refuse_repeat(path: Path, wording: str, entry: MappingNode, also_asked: SequenceNode) -> None:
    present = [_value(entry, "question") or "", *(str(item.value) for item in also_asked.value)]
    if _bare(wording) in map(_bare, present):
        raise WordingError(f"{path}: '{_value(entry, 'id')}' already has the wording '{wording}'")


def _bare(wording: str) -> str:
    return " ".join(wording.split()).casefold().rstrip("?!. ")


def _with_wording(text: str, also_asked: SequenceNode, wording: str) -> str:
    if also_asked.flow_style:
        return _within_brackets(text, also_asked, wording)
    ending = "\r\n" if "\r\n" in text else "\n"
    place = _end_of_line(text, also_asked.value[-1])
    before = text[:place] if text[:place].endswith("\n") else text[:place] + ending
    return f"{before}{' ' * also_asked.start_mark.column}- {as_scalar(wording)}{ending}{text[place:]}"


def _within_brackets(text: str, also_asked: SequenceNode, wording: str) -> str:
    """`[a, b]` gives `[a, b, "wording"]`. Always in quotes: a comma or bracket would end it."""
    place: int = also_asked.value[-1].end_mark.index
    quoted = wording.replace("\\", "\\\\").replace('"', '\\"')
    return f'{text[:place]}, "{quoted}"{text[place:]}'


def _end_of_line(text: str, item: Node) -> int:
    """Return where the line after a list's item begins. A folded block already ends there."""
    end: int = item.end_mark.index
    if item.end_mark.column == 0 and end > item.start_mark.index:
        return end
    newline = text.find("\n", end)
    return len(text) if newline < 0 else newline + 1


def _prove(path: Path, before: Node | None, after: str, entry_id: str, wording: str) -> None:
    """Read what would be written: it must say the same as before and the one wording more."""
    expected = _plain(before)
    for entry in expected["entries"]:
        if entry["id"] == entry_id:
            entry["also_asked"].append(wording)
    if _plain(_compose(path, after)) != expected:
        raise WordingError(f"{path}: the wording does not fit in safely; add it to '{entry_id}' by hand")


def _plain(node: Node | None) -> Any:
    if isinstance(node, MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(item) for item in node.value]
    return node.value if node else None


def _replace(path: Path, text: str) -> None:
    """Write a draft beside the file, then put it in its place: its rights stay, and a link stays a link."""
    real = path.resolve()
    draft: Path | None = None
    try:
        if not os.access(real, os.W_OK):
            raise PermissionError(0, "it is write-protected")
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(real, draft)
        draft.replace(real)
    except OSError as error:
        if draft:
            with suppress(OSError):
                draft.unlink()
        raise WordingError(f"{path} can't be written: {error.strerror}") from error
