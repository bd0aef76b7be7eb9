"""Another language may hold less than English: what it lacks is English, and its mistakes are told."""

import shutil
from pathlib import Path

import pytest

from bot.content.catalogue import ENTRIES, FOLDERS, PHRASES, ROOT, SCRIPT_NAMES, TEXTS, Content, load_content
from bot.errors import ContentError
from flows.texts import join_list

PUBLIC = """\
lists:
  last_and: "{start} ac {end}"
glad: Da iawn.
cancelled: "Wedi gadael: {title}."
"""
COMMANDS = """\
commands:
  stop: stopiwch, rhowch y gorau iddi
written_out:
  peidiwch: stopiwch
"""
TOPIC = """\
topic: Rhwyll
about: Am rwyll.
order: 9
entries:
  - id: is_mesh_banned
    question: Ydy rhwyll wedi ei gwahardd?
    also_asked: [gwahardd rhwyll]
    answer: Nac ydy.
    reviewed: 2026-11-23
    review_by: 2027-02-23
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The real words, with a little of another language beside them."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder / "en", tmp_path / folder / "en")
    write(tmp_path, f"{TEXTS}/cy/public.yaml", PUBLIC)
    write(tmp_path, f"{ENTRIES}/cy/mesh.yaml", TOPIC)
    return tmp_path


def write(root: Path, file: str, text: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def both(root: Path) -> tuple[Content, Content]:
    content = load_content(SCRIPT_NAMES, root)
    return content, content.in_language("cy")


def mistakes(root: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_content(SCRIPT_NAMES, root)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_texts_that_a_language_lacks_are_english(root: Path) -> None:
    english, welsh = both(root)
    assert welsh.texts.public.glad == "Da iawn."
    assert welsh.texts.public.cancelled(title="ymuno") == "Wedi gadael: ymuno."
    assert welsh.texts.public.help == english.texts.public.help
    assert welsh.texts.buttons == english.texts.buttons
    assert join_list(["a", "b", "c"], welsh.texts) == "a, b ac c"
    assert (english.texts.language, welsh.texts.language) == ("en", "cy")


def test_entries_that_a_language_lacks_are_english_and_keep_their_order(root: Path) -> None:
    english, welsh = both(root)
    assert [entry.id for entry in welsh.entries] == [entry.id for entry in english.entries]
    answers = {entry.id: entry.answer for entry in welsh.entries}
    assert answers["is_mesh_banned"] == "Nac ydy."
    assert answers["scheme_yet"] == {entry.id: entry.answer for entry in english.entries}["scheme_yet"]
    assert welsh.topics["mesh"].topic == "Rhwyll"
    assert list(welsh.topics) == list(english.topics)
    assert (welsh.scripts, welsh.safety) == (english.scripts, english.safety)


def test_phrases_of_a_language_come_on_top_of_english(root: Path) -> None:
    write(root, f"{PHRASES}/cy/commands.yaml", COMMANDS)
    english, welsh = both(root)
    assert welsh.phrases.spoken_command("Stopiwch!") == "stop"
    assert welsh.phrases.spoken_command("unsubscribe") == "stop"
    assert welsh.phrases.spoken_command("peidiwch") == "stop"
    assert english.phrases.spoken_command("stopiwch") is None
    assert welsh.phrases.thanks == english.phrases.thanks


def test_a_language_that_is_not_there_is_english(root: Path) -> None:
    content = load_content(SCRIPT_NAMES, root)
    assert content.in_language("gd") is content
    assert content.in_language("en") is content


def test_mistakes_of_a_translation_stand_at_their_line(root: Path) -> None:
    write(root, f"{TEXTS}/cy/public.yaml", f"{PUBLIC}hlep: Help\ngone_entry: Mae {{it}} wedi mynd.\n")
    write(root, f"{TEXTS}/cy/buttons.yaml", "answers:\n  share: ''\n")
    write(root, f"{ENTRIES}/cy/mesh.yaml", TOPIC.replace("is_mesh_banned", "is_mesh_bad"))
    write(root, f"{ENTRIES}/cy/mash.yaml", TOPIC)
    assert mistakes(root) == [
        f"{ENTRIES}/cy/mash.yaml:1: there is no {ENTRIES}/en/mash.yaml to translate",
        f"{ENTRIES}/cy/mesh.yaml:5: there is no entry 'is_mesh_bad' of this topic in English",
        f"{TEXTS}/cy/buttons.yaml:2: `share` is empty; fill it in or take the line out",
        f"{TEXTS}/cy/public.yaml:5: there is no field `hlep` here; did you mean `help`?",
        f"{TEXTS}/cy/public.yaml:6: gone_entry: {{it}} can't stand here; the names this text knows: none",
    ]
