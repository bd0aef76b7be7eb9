"""A whole broadcast with two organisers, against the real bot in a process of its own."""

from datetime import UTC, datetime
from pathlib import Path

from bot.broadcasts.results import COLUMNS
from bot.storage import organisers
from bot.storage.schema.enums import Role
from bot.storage.store import Store
from tests.harness.campaign import FIRST, fill
from tests.harness.process import BotProcess
from tests.harness.service import rows
from tests.telegram_double import TelegramDouble

PEOPLE = 5
SAID = "The debate is on Tuesday.\n\nFrom The Test Campaign, data@example.org."


async def _team(database: Path) -> None:
    """Senders 11 and 12, and 13 who sees figures only."""
    store = await Store.open(database)
    async with store.transaction() as db:
        await fill(db, PEOPLE)
        await organisers.grant(db, "telegram:13", Role.VIEWER, datetime.now(UTC))
    await store.close()


async def test_a_broadcast_from_first_word_to_last(tmp_path: Path) -> None:
    database = tmp_path / "bot.sqlite3"
    await _team(database)
    async with TelegramDouble() as double:
        author, approver, viewer = double.person(11), double.person(12), double.person(13)
        supporters = [double.person(FIRST + at) for at in range(PEOPLE)]
        async with BotProcess(double.url, double.token, database, {"BROADCAST_HOLD": "1"}):
            author.sends("/broadcast")
            assert "1 of 4" in (await author.hears())[0]
            bold = [{"type": "bold", "offset": 0, "length": 10}]
            author.sends_message(text="The debate is on Tuesday.", entities=bold)
            preview, question = await author.hears_messages(2)
            assert preview.text.startswith(SAID)
            assert preview.source.startswith("<b>The debate</b> is on Tuesday.")
            assert preview.labels == ["Stop updates"]
            assert "2 of 4" in question.text

            author.sends("Read more https://www.example.org/debate")
            preview, _ = await author.hears_messages(2)
            assert preview.labels == ["Read more", "Stop updates"]
            author.presses("Go on")
            (audience,) = await author.hears()
            assert "3 of 4" in audience
            assert "5 agreed to updates\n\n5 will get it" in audience
            author.presses("Go on: when")
            assert "4 of 4" in (await author.hears())[0]
            author.sends("4")
            assert "It is marked as urgent by you." in (await author.hears())[0]
            author.presses("As soon as approved")
            _, check = await author.hears(2)
            assert "5 will get it" in check
            assert "It is over on" in check
            author.presses("Send me a test")
            test, _ = await author.hears(2)
            assert test.startswith(SAID)

            author.presses("Ask for approval")
            assert "type how many people it is for: 5" in (await author.hears())[0]
            author.sends("6")
            refused, *_ = await author.hears(3)
            assert "not the number" in refused
            author.presses("Ask for approval")
            author.sends("5")
            *_, waits = await author.hears(2)
            assert "waits for somebody else to approve it" in waits
            assert double.sent(FIRST) == []

            shown, asked = await approver.hears_messages(2)
            assert shown.text.startswith(SAID)
            assert asked.labels == [
                "Approve update 1",
                "Approve 1 as urgent",
                "Return update 1",
                "Stop update 1",
            ]
            assert "It is over on" in asked.text
            approver.sends("approve 1 as urgent")
            approved = await approver.hears(2)
            assert "is approved" in "".join(approved)
            assert "any organiser can stop it" in (await viewer.hears())[0]

            for supporter in supporters:
                (update,) = await supporter.hears_messages(1, 15)
                assert update.text.startswith(SAID)
                assert update.labels == ["Read more", "Stop updates"]
            supporters[0].presses("Stop updates")
            assert "Updates have stopped" in (await supporters[0].hears())[0]
            supporters[1].sends("stop")
            assert "Updates have stopped" in (await supporters[1].hears())[0]

            await double.wait_until(
                lambda: any("Report" in text for text in double.sent(11)), 15, "the report"
            )
            assert "5 people: 5 sent." in "".join(double.sent(11))
            author.presses("Get results of 1")
            await double.wait_until(lambda: "document" in author.last.payload, 10, "the file")
            name = author.last.payload["document"]["file_id"]
            lines = double.world.files[name].data.decode("utf-8-sig").splitlines()
            assert lines[0] == ",".join(COLUMNS)
            assert len(lines) == 1 + PEOPLE
            assert "telegram" not in "".join(lines)
            (progress,) = [each for each in author.messages() if "Update 1: " in each.text]
            await double.wait_until(lambda: "Update 1: done" in progress.text, 10, "the end is shown")
            assert "▓▓▓▓▓▓▓▓▓▓ 100%" in progress.text
    deeds = [what for (what,) in rows(database, "SELECT action FROM audit_log ORDER BY id")]
    assert deeds == ["wrote", "tested", "asked for approval", "approved", "took the results"]
