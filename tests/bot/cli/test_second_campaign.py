"""Another campaign: its folder alone, with no line of Python, is answered, joined, pledged to and checked."""

import json
import re
import shutil
from pathlib import Path

import pytest

from bot.content.catalogue import read_content
from tests.bot.cli.conftest import Run

FOLDER = Path(__file__).parents[2] / "second_campaign"
OF_THE_FIRST = re.compile(r"primodos|valproate|epilim|\bmesh\b|first ?do ?no ?harm|redress", re.IGNORECASE)


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """A copy, since the matcher is kept beside the words."""
    return shutil.copytree(FOLDER, tmp_path / "crossings")


def test_it_is_yaml_alone() -> None:
    assert {path.suffix for path in FOLDER.rglob("*") if path.is_file()} == {".yaml"}


def test_check_finds_nothing(run: Run, campaign: Path) -> None:
    done = run("check", CONTENT=str(campaign))
    assert done.exit_code == 0
    assert done.stdout == "4 entries in 2 topics, 13 steps in 2 conversations: no mistakes\n"


def test_a_product_without_its_safety_line_is_found(run: Run, campaign: Path) -> None:
    entries = campaign / "faq" / "entries" / "en" / "crossings.yaml"
    line = "      If the lights are out, wait for a gap in the traffic before you cross."
    text = entries.read_text(encoding="utf-8")
    entries.write_text(text.replace(line, "      Press the puffin's button again.", 1), encoding="utf-8")
    assert (
        "lights_broken, answer: speaks of using puffin without this line"
        in run("check", str(campaign)).stdout
    )


def test_nothing_of_the_first_campaign_is_in_its_words(campaign: Path) -> None:
    content = read_content(campaign)
    texts = (content.texts.public, content.texts.buttons, content.texts.organisers)
    models = (*content.topics.values(), *content.scripts.values(), *texts, content.safety, content.products)
    assert [found for model in models for found in OF_THE_FIRST.findall(model.model_dump_json())] == []
    assert content.texts.buttons.model_dump() == read_content().texts.buttons.model_dump()


@pytest.mark.parametrize(
    ("question", "decision", "entry"),
    [
        ("who goes first at a zebra", "answered", "zebra_first"),
        ("must a car give way at a belisha beacon", "answered", "zebra_first"),
        ("your aims, please", "answered", "what_we_ask"),
        ("is mesh banned", "unmatched", None),
    ],
)
def test_questions_find_its_entries(
    run: Run, campaign: Path, question: str, decision: str, entry: str | None
) -> None:
    told = json.loads(run("ask", "--json", question, CONTENT=str(campaign)).stdout)
    assert told["decision"] == decision
    assert entry is None or told["entries"][0]["id"] == entry


def test_an_answer_on_one_product_never_goes_to_another(run: Run, campaign: Path) -> None:
    told = json.loads(run("ask", "--json", "who goes first at a toucan", CONTENT=str(campaign)).stdout)
    ids = [entry["id"] for entry in told["entries"]]
    assert ids[0] == "lights_broken"
    assert "zebra_first" not in ids


def test_a_person_asks_joins_pledges_and_sees_their_data(run: Run, campaign: Path) -> None:
    typed = (
        "who goes first at a zebra", "/join", "yes", "yes",
        "/pledge", "count cars for an hour", "yes", "yes", "/mydata", "/quit",
    )  # fmt: skip
    said = run("chat", typed="\n".join(typed), CONTENT=str(campaign)).stdout
    places = [
        "Hello. I am a computer program for Safer Crossings. The Practice Campaign runs this chat.",
        "You go first once you are on a zebra crossing.",
        "May The Practice Campaign keep the number of this chat and send you news of crossings here?",
        "You are with us. See you at the kerb.",
        "1. Count cars for an hour",
        "May The Practice Campaign keep your promise",
        "Thank you. Bring a pencil.",
        "> /mydata",
        "News of crossings",
        "Count cars for an hour",
    ]
    flat, start = " ".join(said.split()), 0
    for place in places:
        assert place in flat[start:], said
        start = flat.index(place, start) + len(place)
    assert OF_THE_FIRST.search(said) is None
