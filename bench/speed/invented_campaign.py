"""Draw an invented campaign: `python -m bench.speed.invented_campaign docs/figures-example.png`."""

import asyncio
import random
import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content.catalogue import read_content
from bot.reports.chart import draw
from bot.reports.statistics import add_up, names_of, read
from bot.storage import supporters, unanswered, updates
from bot.storage.schema.enums import Granularity
from bot.storage.store import Store
from bot.storage.supporters import GivenConsent

TODAY = date(2026, 11, 23)
DAYS = 80
PLEDGE_TYPES = {
    "write_to_mp": 9,
    "tell_friends": 6,
    "share_myth": 5,
    "come_to_meeting": 3,
    "follow_up_mp": 2,
    "link_with_group": 1,
}
SOURCES = {"leaflet_leeds": 8, "meeting_cardiff": 5, "radio": 4, "share": 6, "gp_poster": 2, "newsletter": 3}
STAYING = {"join": 0.93, "pledge": 0.91}
LEFT_QUESTIONS = {
    "is there a helpline for mesh in Wales": 9,
    "can my sister who lives abroad join": 7,
    "when is the next meeting in Leeds": 6,
    "does the redress cover dental implants": 3,
    "who pays for the travel to a mesh centre": 2,
}


async def invent(store: Store, chance: random.Random) -> None:
    """Fill an empty database with a campaign of 80 days that grows and has one busy weekend."""
    steps = {flow: list(names.steps) for flow, names in names_of(read_content()).flows.items()}
    for ago in range(DAYS, -1, -1):
        day = TODAY - timedelta(days=ago)
        busy = 3.0 if ago in (9, 8) else 1.0
        now = datetime.combine(day, time(12), UTC)
        counts = _one_day(chance, busy * (1.2 - ago / DAYS), steps)
        async with store.transaction() as db:
            await updates.add_counts(db, counts, now)
            for number in range(counts["joined"]):
                supporter = await supporters.add(db, f"telegram:{ago}{number:03}", now)
                given = GivenConsent("updates", "1", "May we send you updates?", now)
                await supporters.agree(db, supporter, given)
                if chance.random() < 0.7:
                    await supporters.add_pledge(db, supporter, chance.choice(list(PLEDGE_TYPES)), now)
    async with store.transaction() as db:
        for question, times in LEFT_QUESTIONS.items():
            for days in range(times):
                asked_at = datetime.combine(TODAY, time(9), UTC) - timedelta(days=days)
                await unanswered.add(db, question, asked_at)


def _one_day(chance: random.Random, size: float, steps: dict[str, list[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _ in range(round(size * chance.uniform(8, 16))):
        flow = chance.choice(["join", "pledge"])
        counts[f"begun:{flow}"] += 1
        for step in steps[flow]:
            counts[f"asked:{flow}:{step}"] += 1
            if chance.random() > STAYING[flow]:
                counts[f"{chance.choice(['cancelled', 'ended'])}:{flow}"] += 1
                break
        else:
            counts[f"finished:{flow}"] += 1
            pledge_type = chance.choices(list(PLEDGE_TYPES), list(PLEDGE_TYPES.values()))[0]
            counts["joined" if flow == "join" else f"pledged:{pledge_type}"] += 1
        counts[f"source:{chance.choices(list(SOURCES), list(SOURCES.values()))[0]}"] += chance.random() < 0.3
    for _ in range(round(size * chance.uniform(20, 40))):
        kind = chance.choices(["answered", "offered", "unmatched"], [70, 19, 11])[0]
        counts[kind] += 1
        counts["none_of_these"] += kind == "offered" and chance.random() < 0.2
        counts["helpful:what_is_primodos"] += kind == "answered" and chance.random() < 0.5
        counts["not_helpful:when_payment"] += kind == "answered" and chance.random() < 0.08
    counts["stopped"] += chance.random() < 0.3
    counts["forgotten"] += chance.random() < 0.05
    counts["crisis"] += chance.random() < 0.03
    counts["medicine"] += chance.random() < 0.3
    return +counts


async def example(by: Granularity, target: Path) -> None:
    """Draw the invented campaign."""
    with TemporaryDirectory() as folder:
        store = await Store.open(Path(folder) / "invented.sqlite3")
        try:
            await invent(store, random.Random(7))
            async with store.reading() as db:
                counted = await read(db, by, TODAY)
        finally:
            await store.close()
    content = read_content()
    figures = add_up(counted, names_of(content))
    for number, picture in enumerate(draw(figures, content.texts), start=1):
        file = target if number == 1 else target.with_stem(f"{target.stem}-{number}")
        file.write_bytes(picture.png)
        print(f"{file}: {len(picture.png) // 1000} KB")


if __name__ == "__main__":
    asyncio.run(example(Granularity(sys.argv[2] if len(sys.argv) > 2 else "week"), Path(sys.argv[1])))
