"""The files of phrases: what may stand in them, and that every mistake is told where it stands."""

import shutil
from pathlib import Path

import pytest

from bot.content.catalogue import FOLDERS, PHRASES, ROOT, SCRIPT_NAMES, load_content
from bot.errors import ContentError

STOP = "  help: help, menu"


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ("  help: help, , menu", "a phrase is missing between two commas"),
        ("  help: help, Menu!, help", "'Menu!' can never be heard; write it as 'menu'"),
        ("  help: menu, help, menu", "'menu' stands twice in this list; keep one"),
        ("  help: help, unsubscribe", "'unsubscribe' means `stop` already; keep one"),
        ("  help: [help, menu]", "has to be phrases with commas between them"),
    ],
)
def test_a_mistake_in_a_list_is_told_at_its_line(tmp_path: Path, changed: str, what: str) -> None:
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder / "en", tmp_path / folder / "en")
    file = f"{PHRASES}/en/commands.yaml"
    lines = (tmp_path / file).read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith(STOP))
    lines[number] = changed
    (tmp_path / file).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_content(SCRIPT_NAMES, tmp_path)
    assert [str(mistake) for mistake in caught.value.mistakes] == [
        f"{file}:{number + 1}: commands, help: {what}"
    ]
