"""Reads an `.env` file. Its problems name lines and settings, never a value, which may be a secret."""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream


def read_env_file(path: Path, names: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Return the values in a file, and its problems, one line each. A missing file has neither.

    `names` are the settings that exist. A name that resembles one of them is a problem; any other belongs to
    another program. Values are read literally, `${...}` too, since a secret may hold such characters.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except UnicodeDecodeError:
        return {}, [_not_text(path)]
    except OSError as error:
        return {}, [f"{path}: this file cannot be read ({error.strerror}); mend it or take it away"]
    if "\0" in text:  # UTF-16 without its mark decodes as UTF-8
        return {}, [_not_text(path)]
    bindings = list(parse_stream(StringIO(text)))
    values = {binding.key: binding.value for binding in bindings if binding.key and binding.value is not None}
    problems = [
        *_unreadable_lines(path, bindings),
        *_repeated(path, bindings, names),
        *_misspelt(values, names),
    ]
    return values, problems


def _not_text(path: Path) -> str:
    return f"{path}: this file is not UTF-8 text; save it again in an editor as UTF-8"


def _line_number(binding: Binding) -> int:
    text = binding.original.string
    blank = text[: len(text) - len(text.lstrip())]
    return binding.original.line + blank.count("\n")


def _unreadable_lines(path: Path, bindings: Sequence[Binding]) -> Iterator[str]:
    for binding in bindings:
        if binding.error or (binding.key and binding.value is None):
            line = f"{path}:{_line_number(binding)}"
            yield f"{line}: this line cannot be read; write NAME=value, with quotes on both sides or none"


def _repeated(path: Path, bindings: Sequence[Binding], names: Collection[str]) -> Iterator[str]:
    for name in names:
        lines = [str(_line_number(binding)) for binding in bindings if binding.key == name]
        if len(lines) > 1:
            yield f"{name}: it is written more than once in {path}, on lines {', '.join(lines)}; keep one"


def _misspelt(written: Collection[str], names: Collection[str]) -> Iterator[str]:
    for name in written:
        alike = get_close_matches(name.upper(), names, n=1, cutoff=0.8)
        if name not in names and alike:
            yield f"{name}: there is no such setting; did you mean {alike[0]}?"
