"""All the words together: the real ones load, and mistakes in several files are told at once."""

import shutil
from pathlib import Path

import pytest

from bot.app import languages_of
from bot.content.catalogue import (
    ENTRIES,
    FOLDERS,
    ROOT,
    SAFETY_FILE,
    SCRIPT_NAMES,
    SCRIPTS,
    TEXTS,
    entry_lines,
    load_content,
)
from bot.errors import ContentError
from bot.storage.audiences import DEFAULT_LANGUAGE

PUBLIC = f"{TEXTS}/en/public.yaml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the real words, to break."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder / "en", tmp_path / folder / "en")
    return tmp_path


def change(root: Path, file: str, good: str, bad: str) -> int:
    """Replace one place in a file; the line it stands on."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert good in text, f"{file} no longer says {good!r}"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    return text[: text.index(good)].count("\n") + 1


def mistakes(root: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_content(SCRIPT_NAMES, root)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_real_words_load() -> None:
    words = load_content(SCRIPT_NAMES)
    assert len(words.entries) >= 15
    assert {"join", "pledge"} <= set(words.scripts)
    assert DEFAULT_LANGUAGE in languages_of(words)
    orders = [topic.order for topic in words.topics.values()]
    assert orders == sorted(orders)
    assert words.safety.crisis


def test_a_language_for_updates_is_added_in_the_script_alone(copied: Path) -> None:
    welsh = "      cy: { label: Cymraeg (Welsh) }\n"
    change(copied, f"{SCRIPTS}/en/join.yaml", welsh, f"{welsh}      gd: {{ label: Gàidhlig (Gaelic) }}\n")
    assert languages_of(load_content(SCRIPT_NAMES, copied)) == {
        "en": "English", "cy": "Cymraeg (Welsh)", "gd": "Gàidhlig (Gaelic)",
    }  # fmt: skip


def test_two_mistakes_in_two_files_are_told_together(copied: Path) -> None:
    first = change(copied, f"{SCRIPTS}/en/join.yaml", "    next: thanks\n", "    next: thank\n")
    second = change(copied, PUBLIC, "\nhelp:", "\nhlep:") + 1
    assert mistakes(copied) == [
        f"{SCRIPTS}/en/join.yaml:{first}: there is no step 'thank'; did you mean 'thanks'?",
        f"{PUBLIC}:{second}: there is no field `hlep` here; did you mean `help`?",
    ]


def test_mistakes_of_every_sort_are_told_together_in_order(copied: Path) -> None:
    change(copied, f"{SCRIPTS}/en/pledge.yaml", "do: record_pledge", "do: record_plegde")
    change(copied, f"{SCRIPTS}/en/join.yaml", "  adult:\n", "  adult:\n    optional: maybe\n")
    change(copied, f"{ENTRIES}/en/mesh.yaml", "about: ", "abuot: ")
    (copied / SAFETY_FILE).unlink()
    files = [line.split(":")[0] for line in mistakes(copied)]
    assert files == [
        f"{ENTRIES}/en/mesh.yaml",
        SAFETY_FILE,
        f"{SCRIPTS}/en/join.yaml",
        f"{SCRIPTS}/en/pledge.yaml",
    ]


def test_an_id_or_a_topic_that_stands_twice_names_the_other_place(copied: Path) -> None:
    first = (copied / ENTRIES / "en" / "mesh.yaml").read_text(encoding="utf-8")
    (copied / ENTRIES / "en" / "mesh_again.yaml").write_text(first, encoding="utf-8")
    found = mistakes(copied)
    assert (
        f"{ENTRIES}/en/mesh_again.yaml:2: {ENTRIES}/en/mesh.yaml has the topic name 'Pelvic mesh' already"
        in found
    )
    ids = [line for line in found if "the id '" in line]
    assert len(ids) == len(found) - 1
    assert all(f"stands at {ENTRIES}/en/mesh.yaml:" in line for line in ids)
    assert all(line.startswith(f"{ENTRIES}/en/mesh_again.yaml:") for line in ids)


def test_a_folder_without_words_is_told(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == [
        f"{ENTRIES}/en:1: there are no .yaml files here",
        f"{SAFETY_FILE}:1: can't be read: No such file or directory",
        f"{SCRIPTS}/en:1: there are no .yaml files here",
    ]


def test_texts_that_name_the_campaign_are_not_taken_over(copied: Path) -> None:
    (copied / PUBLIC).write_text("glad: Lovely.\nhelp: Ask me.\n", encoding="utf-8")
    assert mistakes(copied) == [
        f"{PUBLIC}:1: `{name}` is missing; it names the campaign, so write your own"
        for name in ("about_short", "about", "verify", "welcome_no_controller", "welcome")
    ]


def test_a_product_that_nobody_listed_is_told(copied: Path) -> None:
    line = change(copied, f"{ENTRIES}/en/mesh.yaml", "about: [mesh]", "about: [mash]")
    safety = change(copied, SAFETY_FILE, "  valproate:", "  valporate:")
    assert mistakes(copied) == [
        f"{ENTRIES}/en/mesh.yaml:{line}: is_mesh_banned, about: "
        "there is no product 'mash'; did you mean 'mesh'?",
        f"{SAFETY_FILE}:{safety}: products: there is no product 'valporate'; did you mean 'valproate'?",
    ]


def test_one_entry_says_whom_to_talk_to(copied: Path) -> None:
    file = f"{ENTRIES}/en/valproate.yaml"
    line = change(copied, file, "    guarded: true\n", "    support: true\n    guarded: true\n")
    first, struggling = entry_lines()["i_am_struggling"]
    assert mistakes(copied) == [
        f"{file}:{line}: `support` stands at {first}:{struggling} already; one entry says whom to talk to"
    ]


@pytest.mark.parametrize(
    ("key", "phrase", "what"),
    [
        ("ask_me", "Ask me, {name}.", "{name} can't stand here; the names this text knows: none"),
        ("cancelled", "You left it.", "{title} is missing; this text has to say it"),
        ("cancelled", "You left {titel}.", "{titel} can't stand here; the names this text knows: {title}"),
        (
            "cancelled",
            "You left {Title}.",
            "a name is a plain {name} in lower-case letters; no other { or } may stand here",
        ),
        ("ask_me", "x" * 4097, "4097 characters; this text holds 4096"),
        ("about_short", "x" * 121, "121 characters; this text holds 120"),
        ("about", "x" * 513, "513 characters; this text holds 512"),
    ],
)
def test_a_phrase_with_an_unknown_name_or_over_a_limit(
    copied: Path, key: str, phrase: str, what: str
) -> None:
    lines = (copied / PUBLIC).read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next(
        number for number, line in enumerate(lines) if number > start and line and not line.startswith(" ")
    )
    lines[start:end] = [f'{key}: "{phrase}"']
    (copied / PUBLIC).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert mistakes(copied) == [f"{PUBLIC}:{start + 1}: {key}: {what}"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (
            "file: opt-outs",
            "file: opt/outs",
            "this names a file: only letters, digits, - and _ may stand in it",
        ),
        ("label: Nation", "label: The nation they live in", "23 characters; this text holds 22"),
        ("label: Opt-outs", "label: Everybody who opted out again", "29 characters; this text holds 24"),
    ],
)
def test_what_exports_are_called_fits_a_file_and_a_button(
    copied: Path, old: str, new: str, what: str
) -> None:
    path = copied / "flows/texts/en/organisers.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (mistake,) = mistakes(copied)
    assert mistake.endswith(what)


def test_entries_know_their_lines() -> None:
    lines = entry_lines()
    for entry in load_content(SCRIPT_NAMES).entries:
        file, line = lines[entry.id]
        text = (ROOT / file).read_text(encoding="utf-8").splitlines()[line - 1]
        assert entry.id in text


def test_the_bot_never_says_that_primodos_did_harm() -> None:
    """Who holds which view is said in the entries; the bot's own words take no side."""
    for file in (PUBLIC, SAFETY_FILE, "README.md"):
        said = " ".join((ROOT / file).read_text(encoding="utf-8").split())
        assert "harmed by Primodos" not in said


def test_links_are_those_of_answers_safety_and_stock_phrases(copied: Path) -> None:
    links = load_content(SCRIPT_NAMES, copied).links
    assert "https://www.samaritans.org/how-we-can-help/contact-samaritan/" in links
    assert "https://ico.org.uk/make-a-complaint" in links
    assert "https://firstdonoharmappg.org.uk/2022/07/04/redresscampaign/" in links
    assert links == sorted(set(links))
    assert all(link.startswith("http") and not link.endswith((".", ",")) for link in links)
