"""The pictures: what size, how heavy, what colours, and readable by programs that read out."""

import asyncio
import random
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bench.speed.invented_campaign import TODAY, invent
from bot.content.catalogue import Content
from bot.reports.chart import BLUE, GREEN, ORANGE, PURPLE, TALLEST, WIDTH, YELLOW, Picture, draw
from bot.reports.periods import period
from bot.reports.statistics import Counts, Figures, Names, add_up, names_of, read
from bot.reports.text import alt_text
from bot.storage.schema.enums import Granularity
from bot.storage.statistics import DayCount, Totals
from bot.storage.store import Store
from tests.conftest import english

PAPER = (255, 255, 255)


@pytest.fixture(scope="module")
def names(words: Content) -> Names:
    return names_of(words)


@pytest.fixture(scope="module")
def campaign(names: Names, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    async def invented(database: Path) -> Figures:
        store = await Store.open(database)
        await invent(store, random.Random(5))
        async with store.reading() as db:
            figures = add_up(await read(db, Granularity.WEEK, TODAY), names)
        await store.close()
        return figures

    return asyncio.run(invented(tmp_path_factory.mktemp("campaign") / "bot.sqlite3"))


@pytest.fixture(scope="module")
def pictures(campaign: Figures) -> list[Picture]:
    return drawn(campaign)


def drawn(figures: Figures) -> list[Picture]:
    return draw(figures, english())


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


def pixels(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(image.convert("RGB"), dtype=np.uint8)


def near(image: Image.Image, colour: str) -> int:
    """How many pixels have a colour, or all but."""
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    away = np.abs(pixels(image).astype(int) - wanted).max(axis=-1)
    return int((away <= 12).sum())


def test_pictures_fit_a_phone_and_weigh_little(pictures: list[Picture]) -> None:
    assert len(pictures) == 2
    for picture in pictures:
        image = opened(picture.png)
        assert image.format == "PNG"
        assert image.width == WIDTH
        assert WIDTH < image.height <= TALLEST
        assert len(picture.png) < 200_000


def test_nothing_touches_the_edges(pictures: list[Picture]) -> None:
    for picture in pictures:
        image = pixels(opened(picture.png))
        edges = [image[:20], image[-20:], image[:, :20], image[:, -20:]]
        assert all((edge == PAPER).all() for edge in edges)
        assert (image != PAPER).any()


@pytest.fixture(scope="module")
def three_pledge_types(names: Names) -> Image.Image:
    """Each pledged for half as often as the one before."""
    pledged = {"pledged:write_to_mp": 60, "pledged:tell_friends": 30, "pledged:share_myth": 15}
    return opened(drawn(counted(pledged, names))[0].png)


def test_bars_are_as_long_as_their_numbers(three_pledge_types: Image.Image) -> None:
    """Twice the pledges make twice the bar: measured where the bars of the pledge types are."""
    image = pixels(three_pledge_types).astype(int)
    lengths = []
    for colour in (BLUE, YELLOW):
        tint = tuple(round(255 + (int(colour[at : at + 2], 16) - 255) * 0.3) for at in (1, 3, 5))
        lengths.append(int((np.abs(image - np.array(tint)).max(axis=-1) <= 8).sum(axis=1).max()))
    assert lengths[0] == pytest.approx(WIDTH - 2 * 44 - 8, abs=4)
    assert lengths[1] == pytest.approx((WIDTH - 2 * 44) / 2 - 8, abs=4)


def test_pledges_over_time_are_parted_by_type(three_pledge_types: Image.Image, names: Names) -> None:
    """Each pledge type has a part of its day's bar, as high as its number, in its name's colour."""
    over_time = three_pledge_types.crop((WIDTH // 2, 300, WIDTH, 700))
    parts = [near(over_time, colour) for colour in (BLUE, YELLOW, GREEN)]
    assert parts[0] == pytest.approx(2 * parts[1], rel=0.1)
    assert parts[1] == pytest.approx(2 * parts[2], rel=0.1)
    assert parts[2] > 500
    one = opened(drawn(counted({"pledged:write_to_mp": 60}, names))[0].png)
    assert near(one.crop((WIDTH // 2, 300, WIDTH, 700)), YELLOW) == 0


def test_those_who_left_hang_below_the_line_in_their_own_colour(
    pictures: list[Picture], three_pledge_types: Image.Image
) -> None:
    assert near(opened(pictures[0].png), ORANGE) > 200
    assert near(three_pledge_types, ORANGE) == 0, "nobody left"


def test_colours_side_by_side_differ_in_lightness_too() -> None:
    """So that they can be told apart in grey, and by those who see colours otherwise."""

    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    beside = [(BLUE, ORANGE), (ORANGE, YELLOW), (BLUE, YELLOW), (PURPLE, GREEN)]
    assert all(abs(lightness(one) - lightness(other)) > 0.05 for one, other in beside)


def test_what_is_shown_stands_in_the_file_as_well(campaign: Figures, pictures: list[Picture]) -> None:
    first, second = pictures
    assert first.shows == alt_text(campaign, english())
    assert opened(first.png).info["Description"] == first.shows
    assert "who got how far" in second.shows
    assert opened(second.png).info["Description"] == second.shows


def test_strange_names_are_drawn_as_they_are(names: Names) -> None:
    """Anybody can make up a code: formulas, over-long ones and other alphabets must not stop it."""
    codes = [r"$\frac{a}{b}$", "x" * 40, "$", "_", "^2_", "Grüße-Ω"]
    assert len(drawn(counted({f"source:{code}": 9 for code in codes}, names))) == 2


@pytest.mark.parametrize("by", list(Granularity))
def test_a_campaign_that_has_just_begun_can_be_drawn(by: Granularity, names: Names) -> None:
    spans = period(by, TODAY, first=None)
    assert drawn(add_up(Counts(spans, [], Totals(0, 0), []), names))


def test_many_spans_and_large_numbers_do_not_run_into_each_other(names: Names) -> None:
    spans = period(Granularity.DAY, TODAY, first=None, since=spans_ago(60))
    counts = [DayCount(span.first, "pledged:write_to_mp", 12_345 + at) for at, span in enumerate(spans)]
    (first, *_) = drawn(add_up(Counts(spans, counts, Totals(10**6, 10**6), []), names))
    over_time = pixels(opened(first.png))[382:520]
    numbered = (over_time < 90).all(axis=-1).any(axis=0).sum()
    assert 40 < numbered < 160, "only the highest bar bears its number"


def spans_ago(days: int) -> date:
    return TODAY - timedelta(days=days - 1)


def counted(counts: dict[str, int], names: Names) -> Figures:
    spans = period(Granularity.DAY, TODAY, first=None)
    days = [DayCount(TODAY, what, number) for what, number in counts.items()]
    return add_up(Counts(spans, days, Totals(1, 1), []), names)
