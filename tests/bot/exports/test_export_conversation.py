"""A whole export as an organiser does it, against the whole bot: from /export until its hour is over."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

from bot.storage.store import Store
from tests.harness.records import make_exporter, small_campaign
from tests.harness.service import MakeService
from tests.telegram_double import Person, TelegramDouble

OLA = 900


async def test_an_export_from_first_word_to_last(
    double: TelegramDouble, make_service: MakeService, tmp_path: Path
) -> None:
    database = await small_campaign(tmp_path)
    store = await Store.open(database)
    await make_exporter(store, f"telegram:{OLA}")
    await store.close()
    ola, stranger = double.person(OLA, "Ola"), double.person(7, "Sam")
    service = make_service()
    async with service:
        stranger.sends("/export")
        assert "I don't know that command" in (await stranger.hears())[0]

        ola.sends("/export")
        assert "What is it for?" in (await ola.hears())[0]
        ola.sends("letter to MPs in Leeds")
        (question,) = await ola.hears_messages()
        assert question.text.startswith("What do you need?\n\n1. Pledges\n2. Supporters\n")
        ola.sends("1")
        (shown,) = await ola.hears_messages()
        assert "Number of the pledge\n\nWhat was pledged\n\nDay of the pledge\n\nNation" in shown.text
        assert shown.labels == ["Go on", "Change columns", "Leave"]

        ola.presses("Change columns")
        await double.wait_until(lambda: "More columns" in shown.labels, 10, "the columns")
        assert shown.labels[:4] == [
            "☑ Number of the pledge",
            "☑ What was pledged",
            "☑ Day of the pledge",
            "☑ Nation",
        ]
        assert "5. ☐ Constituency" in shown.text
        ola.sends("constituency")
        (sure,) = await ola.hears_messages()
        assert "People typed some of it themselves" in sure.text
        ola.presses("Yes, I need it")
        await double.wait_until(lambda: "☑ Constituency" in sure.labels, 10, "the tick")
        ola.sends("done")
        (shown,) = await ola.hears_messages()
        assert "Nation\n\nConstituency" in shown.text
        ola.presses("Go on")
        (question,) = await ola.hears_messages()
        assert question.labels == ["Spreadsheet (XLSX)", "CSV", "JSON lines"]
        ola.sends("csv")
        (summary,) = await ola.hears_messages()
        assert "For: letter to MPs in Leeds" in summary.text
        assert "Rows: 3" in summary.text
        assert len(summary.text) <= 600
        assert service.rows("SELECT 1 FROM audit_log") == []

        ola.presses("Send the file")
        told, file, manifest = await ola.hears_messages(3, 20)
        assert "It comes here in a moment" in told.text
        rows = csv.DictReader(io.StringIO(content(double, file.payload).removeprefix("\ufeff"), newline=""))
        assert [row["constituency"] for row in rows][:2] == ["Leeds East", "Leeds East"]
        about = json.loads(content(double, manifest.payload))
        assert (about["made_by"], about["purpose"]) == ("organiser 1", "letter to MPs in Leeds")
        assert service.rows("SELECT organiser_id, action, reason FROM audit_log") == [
            (1, "exported", "letter to MPs in Leeds")
        ]

        def both_noted() -> bool:
            return len(service.rows("SELECT 1 FROM message_deletions")) == 2

        await double.wait_until(both_noted, 10, "both are to be deleted")
        assert not file.deleted
        service.clock.ahead = timedelta(minutes=61)
        await double.wait_until(lambda: file.deleted and manifest.deleted, 20, "both are deleted")
        assert visible(ola)[-1].startswith("I am putting the file together")

        def nothing_left() -> bool:
            return service.rows("SELECT 1 FROM message_deletions") == []

        await double.wait_until(nothing_left, 10, "nothing is left to be deleted")
        assert service.rows("SELECT 1 FROM export_jobs") == []


def content(double: TelegramDouble, payload: dict[str, dict[str, str]]) -> str:
    return double.world.files[payload["document"]["file_id"]].data.decode()


def visible(person: Person) -> list[str]:
    """What the bot said and did not delete."""
    return [message.text for message in person.chat.sent() if not message.deleted]
