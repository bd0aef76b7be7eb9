"""`export` as somebody types it: what it asks for, what it warns of, and what it leaves behind."""

import asyncio
import csv
import io
import json
import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.storage import audit_log, supporters
from bot.storage.audit_log import AuditEntry
from bot.storage.schema.enums import Role
from bot.storage.store import Store, read_only
from tests.harness.records import make_exporter, small_campaign


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    return asyncio.run(small_campaign(tmp_path))


def export(database: Path, *typed: str) -> Result:
    """As a script calls it, with all it has to say beforehand but what a test is about."""
    said = [] if "--purpose" in typed else ["--purpose", "a check"]
    return bare(database, *typed, *said, "--yes", "--yes-to-health")


def bare(database: Path, *typed: str, answers: str = "") -> Result:
    return CliRunner().invoke(app, ["export", *typed, "--database", str(database)], input=answers)


@pytest.fixture
def somebody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.export._is_interactive", lambda: True)


def log_of(database: Path) -> list[AuditEntry]:
    async def read() -> list[AuditEntry]:
        async with read_only(database) as db:
            return await audit_log.read(db)

    return asyncio.run(read())


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_pledges_are_logged(campaign: Path) -> None:
    done = export(campaign, "pledges", "--purpose", "letter to MPs")
    assert done.exit_code == 0, done.stderr
    assert [row["deed"] for row in rows(done.stdout)] == ["write_to_mp", "share_myth", "write_to_mp"]
    assert "Purpose: letter to MPs" in done.stderr
    assert "Made by: command line" in done.stderr
    assert done.stderr.endswith("3 pledges\n")
    (line,) = log_of(campaign)
    assert (line.action, line.organiser_id, line.reason) == ("exported", None, "letter to MPs")
    assert line.subject.startswith("pledges: 3 rows")


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        (["pledges", "--yes"], "--purpose"),
        (["pledges", "--purpose", "letter to MPs"], "--yes"),
        (["pledges", "--purpose", " ", "--yes"], "--purpose"),
        (["supporters", "--with-health", "--purpose", "a study", "--yes"], "--yes-to-health"),
        (["supporters", "--with-health", "--purpose", "a study", "--yes-to-health"], "--yes"),
    ],
)
def test_a_script_says_everything_beforehand(campaign: Path, typed: list[str], option: str) -> None:
    done = bare(campaign, *typed)
    assert done.exit_code == 2
    assert option in done.stderr
    assert (done.stdout, log_of(campaign)) == ("", [])


@pytest.mark.usefixtures("somebody_types")
def test_somebody_who_types_is_asked_what_for_and_sees_the_rows_first(campaign: Path) -> None:
    refused = bare(campaign, "pledges", answers="letter to MPs\nno\n")
    assert refused.exit_code == 2
    assert "pledges: 3 rows; pledge, deed, made_on, nation" in refused.stderr
    assert "nothing was exported" in refused.stderr
    assert "write_to_mp" not in refused.stdout
    assert log_of(campaign) == []
    nothing_said = bare(campaign, "pledges", answers="  \n")
    assert nothing_said.exit_code == 2
    done = bare(campaign, "pledges", answers="letter to MPs\nyes\n")
    assert done.exit_code == 0
    assert done.stdout.count("write_to_mp") == 2
    assert [line.reason for line in log_of(campaign)] == ["letter to MPs"]


def test_an_organiser_can_say_who_they_are_by_number(campaign: Path) -> None:
    async def grant() -> None:
        store = await Store.open(campaign)
        await make_exporter(store, "telegram:900")
        await make_exporter(store, "telegram:901", Role.VIEWER)
        await store.close()

    asyncio.run(grant())
    done = export(campaign, "pledges", "--organiser", "1")
    assert "Made by: organiser 1, command line" in done.stderr
    (line,) = log_of(campaign)
    assert line.organiser_id == 1
    assert "at the command line" in line.subject
    for other in ("2", "3"):
        refused = export(campaign, "pledges", "--organiser", other)
        assert refused.exit_code == 1
        assert f"organiser {other} may not export" in refused.stderr


def test_what_people_typed_comes_only_when_asked_for_and_without_their_details(campaign: Path) -> None:
    async def typed() -> None:
        store = await Store.open(campaign)
        async with store.transaction() as db:
            await supporters.set_details(db, 1, constituency="Leeds East, ring 07700 900123")
        await store.close()

    asyncio.run(typed())
    assert "constituency" not in export(campaign, "pledges").stdout
    assert "constituency" not in export(campaign, "supporters").stdout
    for what, columns in (("supporters", "constituency"), ("constituencies", "nation,constituency,people")):
        done = export(campaign, what, "--columns", columns)
        assert "Leeds East, ring [phone number]" in done.stdout
        assert "900123" not in done.stdout
        assert ("People typed some of it" in done.stderr) == (what == "supporters")


def test_a_file_comes_with_its_manifest(campaign: Path) -> None:
    output = campaign.with_name("s.jsonl")
    done = export(campaign, "supporters", "--format", "json", "--output", str(output), "--purpose", "a check")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == ""
    assert [json.loads(line)["supporter"] for line in output.read_text(encoding="utf-8").splitlines()] == [
        1,
        2,
        3,
    ]
    manifest = output.with_name("s.jsonl.manifest.json")
    assert json.loads(manifest.read_text(encoding="utf-8"))["purpose"] == "a check"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (output, manifest)} == {0o600}
    assert f"delete it by {json.loads(manifest.read_text())['delete_by']}" in done.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["supporters", "--columns", "affected", "--purpose", "x"], "--with-health"),
        (["supporters", "--columns", "name"], "there are: supporter, joined_on"),
        (["pledges", "--format", "xlsx"], "--output"),
        (["results"], "--broadcast"),
        (["supporters", "--anonymise"], "can't be anonymised"),
        (["constituencies", "--since", "2026-01-01"], "--since"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(campaign: Path, typed: list[str], said: str) -> None:
    done = export(campaign, *typed)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert log_of(campaign) == []


def test_addresses_come_with_a_warning(campaign: Path) -> None:
    done = export(campaign, "opt-outs", "--columns", "address", "--purpose", "moving the list")
    assert done.exit_code == 0
    assert rows(done.stdout) == [{"address": "telegram:3"}]
    assert "can be found on Telegram" in done.stderr


def test_health_comes_with_a_warning_and_shows_in_the_log(campaign: Path) -> None:
    done = export(campaign, "supporters", "--with-health", "--purpose", "a study")
    assert [row["affected"] for row in rows(done.stdout)] == ["mesh", "", ""]
    assert "people's health" in done.stderr
    (line,) = log_of(campaign)
    assert "with health" in line.subject
    assert line.reason == "a study"


def test_what_can_not_be_logged_is_not_exported(campaign: Path) -> None:
    output = campaign.with_name("p.csv")
    with sqlite3.connect(campaign) as broken:
        broken.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    broken.close()
    done = export(campaign, "pledges", "--output", str(output))
    assert done.exit_code == 1
    assert "nothing was exported, as it could not be noted in the log" in done.stderr
    assert not output.exists()
    assert log_of(campaign) == []


def test_results_of_a_broadcast(campaign: Path) -> None:
    done = export(campaign, "results", "--broadcast", "1")
    assert [row["state"] for row in rows(done.stdout)] == ["sent", "failed"]
    missing = export(campaign, "results", "--broadcast", "9")
    assert missing.exit_code == 1
    assert "there is no broadcast 9" in missing.stderr


def test_anonymised_figures(campaign: Path) -> None:
    done = export(campaign, "pledges", "--anonymise", "--format", "json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["people"] for row in told} == {"hidden"}
    assert "Leeds East" not in done.stdout
    (line,) = log_of(campaign)
    assert "anonymised" in line.subject


@pytest.mark.usefixtures("somebody_types")
def test_health_is_confirmed_by_itself(campaign: Path) -> None:
    for answers in ("a study\nno\n", "a study\nyes\nyes\n", "a study\nhealth\nno\n"):
        refused = bare(campaign, "supporters", "--with-health", answers=answers)
        assert refused.exit_code == 2
        assert "nothing was exported" in refused.stderr
    assert bare(campaign, "supporters", "--with-health", "--yes", answers="a study\nyes\n").exit_code == 2
    assert log_of(campaign) == []
    done = bare(campaign, "supporters", "--with-health", answers="a study\nhealth\nyes\n")
    assert done.exit_code == 0
    assert [line.reason for line in log_of(campaign)] == ["a study"]
