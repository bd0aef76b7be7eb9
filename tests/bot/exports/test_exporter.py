"""What is exported, and that it is no more than was asked for."""

import csv
import io
import json
import random
import re
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ExportError, StorageError
from bot.exports.datasets import ANONYMISED, DATASETS, WITH_WARNING, DatasetName, FileFormat, Sensitivity
from bot.exports.exporter import count_rows, note, write_file
from bot.exports.formats.cells import escape_formula
from bot.exports.request import ExportRequest
from bot.storage import audit_log, exports, supporters
from bot.storage.store import Store, read_only
from flows.texts.exports import Cautions, ColumnTexts, DatasetTexts, Warnings
from tests.harness.records import (
    NASTY,
    asked,
    export_texts,
    many,
    small_campaign,
)


@pytest.fixture
async def campaign(tmp_path: Path) -> Path:
    return await small_campaign(tmp_path)


async def exported(database: Path, wanted: ExportRequest) -> list[dict[str, Any]]:
    output = database.with_name("out.jsonl")
    await write_file(database, wanted, output)
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


# --- what is in it


def test_each_column_can_be_read() -> None:
    for name, source in exports.SOURCES.items():
        assert set(source.columns) >= {column.name for column in DATASETS[DatasetName(name)].columns}, name
    assert set(DATASETS) - set(exports.SOURCES) == {"constituencies"}


@pytest.mark.parametrize("what", [name for name in DATASETS if name != "results"])
async def test_everything_asked_for_at_once_works(campaign: Path, what: str) -> None:
    names = [column.name for column in DATASETS[DatasetName(what)].columns]
    health = DATASETS[DatasetName(what)].about_health
    rows = await exported(campaign, asked(what, columns=names, with_health=health))
    assert rows
    assert all(list(row) == names for row in rows)


async def test_pledges_have_deed_day_and_place_and_never_who(campaign: Path) -> None:
    rows = await exported(campaign, asked("pledges"))
    assert set(rows[0]) == {"pledge", "deed", "made_on", "nation"}
    assert [tuple(row.values()) for row in rows] == [
        (1, "write_to_mp", "2026-11-01", "england"),
        (2, "share_myth", "2026-11-01", "england"),
        (3, "write_to_mp", "2026-11-11", None),
    ]


async def test_from_what_people_typed_personal_details_are_struck_out(campaign: Path) -> None:
    store = await Store.open(campaign)
    async with store.transaction() as db:
        typed = {"constituency": "Leeds East 07700 900123", "source": "ann@example.org"}
        await supporters.set_details(db, 1, **typed)
    await store.close()
    rows = await exported(campaign, asked("supporters", columns=("constituency", "source")))
    assert rows[0] == {"constituency": "Leeds East [phone number]", "source": "[email]"}
    assert rows[1]["constituency"] == NASTY
    figures = await exported(campaign, asked("constituencies"))
    assert [row["constituency"] for row in figures] == ["Leeds East [phone number]", NASTY]


def test_people_read_every_column_in_plain_words_that_fit_a_button() -> None:
    texts = export_texts().columns
    for dataset in (*DATASETS.values(), ANONYMISED):
        labels = [texts[column.key].label for column in dataset.columns]
        assert len(set(labels)) == len(labels), dataset.name
        for label in labels:
            assert len(f"☐ {label}") <= 24, label
            assert "_" not in label


def test_no_dataset_or_column_is_described_for_nothing() -> None:
    """Every key of the texts is used, and the texts have every key."""
    datasets = (*DATASETS.values(), ANONYMISED)
    assert {dataset.key for dataset in datasets} == set(DatasetTexts.model_fields)
    assert {column.key for dataset in datasets for column in dataset.columns} == set(ColumnTexts.model_fields)
    assert {dataset.key for dataset in datasets if dataset.has_caution} == set(Cautions.model_fields)
    assert {str(sensitivity) for sensitivity in WITH_WARNING} == set(Warnings.model_fields)


async def test_pledges_from_a_day_on(campaign: Path) -> None:
    rows = await exported(campaign, asked("pledges", since=date(2026, 11, 11)))
    assert [row["pledge"] for row in rows] == [3]


async def test_the_minimum_of_supporters_says_nothing_of_health_or_who(campaign: Path) -> None:
    rows = await exported(campaign, asked("supporters"))
    assert [row["updates"] for row in rows] == ["yes", "yes", "no"]
    assert set(rows[0]) == {"supporter", "joined_on", "nation", "updates"}


async def test_the_language_for_updates_is_there_when_asked_for(campaign: Path) -> None:
    rows = await exported(campaign, asked("supporters", columns=["supporter", "language"], purpose="Welsh"))
    assert [row["language"] for row in rows] == ["cy", None, None]


async def test_health_is_there_only_when_asked_for_and_still_agreed_to(campaign: Path) -> None:
    wanted = asked("supporters", with_health=True, purpose="a study")
    assert [row["affected"] for row in await exported(campaign, wanted)] == ["mesh", None, None]
    store = await Store.open(campaign)
    async with store.transaction() as db:
        await db.execute("UPDATE consents SET withdrawn_at = '2026-11-20' WHERE wording_id IN"
                         " (SELECT id FROM consent_wordings WHERE name = 'health')")  # fmt: skip
    await store.close()
    assert [row["affected"] for row in await exported(campaign, wanted)] == [None, None, None]


async def test_who_agreed_to_health_is_left_out_of_consents_unless_asked_for(campaign: Path) -> None:
    usual = await exported(campaign, asked("consents"))
    assert {row["agreed_to"] for row in usual} == {"updates"}
    assert usual[-1]["withdrawn_at"] == "2026-11-11T10:30:00Z"
    every = await exported(campaign, asked("consents", with_health=True))
    assert {row["agreed_to"] for row in every} == {"updates", "health"}
    assert len(every) == len(usual) + 1


async def test_opt_outs_are_those_who_stopped_and_did_not_come_back(campaign: Path) -> None:
    rows = await exported(campaign, asked("opt-outs"))
    assert rows == [{"supporter": 3, "opted_out_at": "2026-11-11T10:30:00Z"}]
    assert await exported(campaign, asked("opt-outs", since=date(2026, 11, 12))) == []


async def test_broadcasts_are_counted_and_their_words_left_out(campaign: Path) -> None:
    (row,) = await exported(campaign, asked("broadcasts"))
    assert (row["sent"], row["failed"], row["blocked"], row["state"]) == (1, 1, 0, "done")
    assert all("message" not in column.name for column in DATASETS[DatasetName.BROADCASTS].columns)
    assert "Our very own words" not in json.dumps(row)


async def test_results_are_of_one_broadcast_and_name_nobody(campaign: Path) -> None:
    rows = await exported(campaign, asked("results", broadcast=1))
    assert [(row["supporter"], row["state"], row["reason"]) for row in rows] == [
        (1, "sent", None),
        (2, "failed", "chat not found"),
    ]
    assert await exported(campaign, asked("results", broadcast=2)) == []


async def test_addresses_come_only_when_named(campaign: Path) -> None:
    for what, dataset in DATASETS.items():
        assert all(column.sensitivity is Sensitivity.MINIMUM for column in dataset.minimum)
        rows = await exported(campaign, asked(what, broadcast=1 if what == "results" else 0))
        assert "telegram:" not in json.dumps(rows), what
    rows = await exported(campaign, asked("supporters", columns=["address"]))
    assert rows[0] == {"address": "telegram:1"}


async def test_figures_by_constituency(campaign: Path) -> None:
    rows = await exported(campaign, asked("constituencies"))
    assert rows == [
        {"nation": "england", "constituency": "Leeds East", "people": 1, "pledges": 2},
        {"nation": "not known", "constituency": NASTY, "people": 1, "pledges": 1},
    ]


@pytest.mark.parametrize(
    ("what", "more", "said"),
    [
        ("pledges", {"columns": ["deed", "name"]}, "no column 'name'; there are: pledge, deed"),
        ("pledges", {"columns": ["deed", "deed"]}, "named twice"),
        ("supporters", {"columns": ["affected"]}, "--with-health"),
        ("broadcasts", {"with_health": True}, "nothing about health"),
        ("results", {}, "--broadcast"),
        ("pledges", {"broadcast": 1}, "--broadcast"),
        ("constituencies", {"since": date(2026, 1, 1)}, "--since"),
        ("pledges", {"since": date(2026, 1, 1), "anonymised": True}, "--since"),
        ("supporters", {"anonymised": True}, "constituencies --anonymise"),
        ("constituencies", {"columns": ["people"], "anonymised": True}, "--columns"),
    ],
)
def test_what_can_not_be_exported_is_said(what: str, more: dict[str, Any], said: str) -> None:
    with pytest.raises(ExportError, match=re.escape(said)):
        asked(what, **more)


# --- the manifest and the log


async def test_a_manifest_stands_beside_the_file(campaign: Path) -> None:
    output = campaign.with_name("p.csv")
    wanted = asked(
        "supporters", FileFormat.CSV, columns=["supporter", "source"], purpose=" for\n the post ", organiser=4
    )
    await write_file(campaign, wanted, output)
    told = json.loads(output.with_name("p.csv.manifest.json").read_text(encoding="utf-8"))
    assert told == {
        "export": "supporters",
        "about": "one row for each person",
        "made_at": "2026-11-23T10:00:00+00:00",
        "made_by": "organiser 4",
        "purpose": "for the post",
        "filters": ["without health"],
        "rows": 3,
        "columns": {
            "supporter": "the bot's own number for a person",
            "source": "the code in the link they came by",
        },
        "format": "csv",
        "delete_by": "2026-12-23",
    }


async def test_the_log_says_what_was_taken_by_whom_and_why(campaign: Path) -> None:
    store = await Store.open(campaign)
    async with store.transaction() as db:
        await note(db, asked("pledges", since=date(2026, 11, 2)), 7)
        (line,) = await audit_log.read(db)
    await store.close()
    assert (line.action, line.organiser_id, line.reason) == ("exported", None, "not stated")
    assert line.subject == (
        "pledges: 7 rows, since 2026-11-02, without health, json; columns: pledge, deed, made_on, nation"
    )


async def test_rows_are_counted_beforehand(campaign: Path) -> None:
    async with read_only(campaign) as db:
        counts = {
            what: await count_rows(db, asked(what, broadcast=1 if what == "results" else 0))
            for what in DATASETS
        }
    assert counts == {
        "pledges": 3,
        "supporters": 3,
        "consents": 3,
        "opt-outs": 1,
        "broadcasts": 1,
        "results": 2,
        "constituencies": 2,
    }


# --- files


async def test_files_are_private_and_whole(campaign: Path) -> None:
    for form in FileFormat:
        output = campaign.with_name(f"p.{form}")
        output.write_text("an older file that others may read")
        output.chmod(0o644)
        await write_file(campaign, asked("pledges", form), output)
        assert stat.S_IMODE(output.stat().st_mode) == 0o600
    private = [stat.S_IMODE(path.stat().st_mode) for path in campaign.parent.glob("*.manifest.json")]
    assert private == [0o600, 0o600]
    assert not [path for path in campaign.parent.iterdir() if path.name.endswith(".part") or path.is_dir()]


@pytest.mark.parametrize("form", list(FileFormat))
async def test_a_failure_leaves_the_older_file_and_nothing_else(
    campaign: Path, form: FileFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> Any:
        yield [(1, "share_myth", "2026-11-01", None)]
        raise StorageError("the disk is gone")

    output = campaign.with_name(f"p.{form}")
    output.write_text("older")
    before = [path for path in campaign.parent.iterdir() if "sqlite3" not in path.name]
    monkeypatch.setattr(exports, "pages", fails)
    with pytest.raises(StorageError):
        await write_file(campaign, asked("pledges", form), output)
    assert output.read_text() == "older"
    assert [path for path in campaign.parent.iterdir() if "sqlite3" not in path.name] == before


async def test_pages_of_any_size_give_each_row_once(tmp_path: Path) -> None:
    database = await many(tmp_path, 2500)
    for size in (1, 999, 2500, 5000):
        output = tmp_path / "p.csv"
        wanted = asked("pledges", FileFormat.CSV, since=date(2026, 11, 1))
        if size == 1:
            wanted = replace(wanted, filters=exports.Filters(date(2027, 1, 1)))
        manifest = await write_file(database, wanted, output, size=size)
        rows = list(csv.DictReader(output.open(encoding="utf-8-sig", newline="")))
        expected = 0 if size == 1 else 2500
        assert manifest.rows == len(rows) == expected
        assert [int(row["pledge"]) for row in rows] == list(range(1, expected + 1))


async def test_the_bot_writes_on_while_an_export_runs(tmp_path: Path) -> None:
    """A pledge made in the middle, behind what was read, is in the export; nothing waits for anything."""
    database = await many(tmp_path, 100)
    store = await Store.open(database, busy_seconds=0.2)
    async with read_only(database) as reader:
        seen: list[object] = []
        async for page in exports.pages(reader, "pledges", ["pledge"], exports.Filters(), size=40):
            seen += [row[0] for row in page]
            if len(seen) == 40:
                async with store.transaction() as db:
                    await db.execute("DELETE FROM pledges WHERE id = 60")
                    await db.execute("INSERT INTO pledges VALUES (500, 1, 'new', '2026-11-20')")
    await store.close()
    assert seen == [*range(1, 60), *range(61, 101), 500]


# --- CSV


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Leeds East", "Leeds East"),
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\tplain", "'\tplain"),
        ("  =1+1", "'  =1+1"),
        ('"=1+1"', '\'"=1+1"'),
        ("'=1", "''=1"),
        ("\u200b=1", "'\u200b=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        ("−1", "'−1"),
        ("Leeds\n=1+1", "Leeds\n'=1+1"),
        ("Leeds\r\n  @x", "Leeds\r\n'  @x"),
        ("Leeds;=1+1", "Leeds;'=1+1"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("+447700900123", "+447700900123"),
        ("+44 7700 900123+1", "'+44 7700 900123+1"),
        ("+1-800-555", "'+1-800-555"),
        ("+44 7700\n900123", "'+44 7700\n900123"),
        ("Stoke-on-Trent = Central", "Stoke-on-Trent = Central"),
        ("", ""),
    ],
)
def test_formulas_are_made_harmless(text: str, safe: str) -> None:
    assert escape_formula(text) == safe


def test_no_line_of_any_text_begins_a_formula() -> None:
    chance = random.Random(5)
    letters = "=+-@＝＋－＠\t\r\n;,'\" a1\u200b\u00a0"
    for _ in range(5000):
        text = "".join(chance.choices(letters, k=chance.randrange(1, 9)))
        safe = escape_formula(text)
        for part in re.split(r"[\n\r\t;]", safe):
            bare = part.lstrip(' \u200b\u00a0"')
            assert not bare.startswith(tuple("=+-@＝＋－＠")), repr((text, safe))
        assert not safe.startswith(("\t", "\r"))
        kept = [letter for letter in safe if letter != "'"]
        assert kept == [letter for letter in text if letter != "'"], "nothing is lost but by apostrophes"


async def test_csv_is_read_back_by_python(campaign: Path) -> None:
    output = campaign.with_name("p.csv")
    columns = ("pledge", "deed", "made_on", "nation", "constituency")
    await write_file(campaign, asked("pledges", FileFormat.CSV, columns=columns), output)
    raw = output.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfpledge,deed,made_on,nation,constituency\r\n")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [row["constituency"] for row in rows] == ["Leeds East", "Leeds East", f"'{NASTY}"]
    assert rows[2]["nation"] == ""
    assert rows[0]["made_on"] == "2026-11-01"


async def test_times_in_csv_are_as_spreadsheets_read_them(campaign: Path) -> None:
    output = campaign.with_name("c.csv")
    await write_file(campaign, asked("consents", FileFormat.CSV), output)
    rows = list(csv.DictReader(output.open(encoding="utf-8-sig", newline="")))
    assert rows[0]["given_at"] == "2026-11-01 09:30:00"
    assert rows[0]["withdrawn_at"] == ""
