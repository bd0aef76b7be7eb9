"""Reading an `.env` file, with what is wrong in it said in words and never repeated."""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream


def read_env_file(path: Path, names: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """The values that a file gives, and its problems in words, one line each; a missing file gives nothing.

    `names` are the settings that exist: one that looks like a misspelt one of them is a problem, any other is
    somebody else's. Values are taken as written, `${...}` too, since a secret may hold such characters.
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
        *_doubled(path, bindings, names),
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


def _doubled(path: Path, bindings: Sequence[Binding], names: Collection[str]) -> Iterator[str]:
    for name in names:
        lines = [str(_line_number(binding)) for binding in bindings if binding.key == name]
        if len(lines) > 1:
            yield f"{name}: it is written more than once in {path}, on lines {', '.join(lines)}; keep one"


def _misspelt(written: Collection[str], names: Collection[str]) -> Iterator[str]:
    for name in written:
        alike = get_close_matches(name.upper(), names, n=1, cutoff=0.8)
        if name not in names and alike:
            yield f"{name}: there is no such setting; did you mean {alike[0]}?"
