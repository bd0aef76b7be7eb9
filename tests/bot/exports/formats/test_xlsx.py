"""XLSX as spreadsheets find it: types, header, sheets; and read back by LibreOffice."""

import asyncio
import csv
import os
import re
import shutil
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.exports.datasets import FileFormat
from bot.exports.exporter import write_file
from bot.exports.formats.xlsx import LONGEST_TEXT
from bot.exports.request import ExportRequest
from bot.storage import supporters
from bot.storage.store import Store
from tests.harness import records
from tests.harness.records import (
    FIRST_DAY,
    NASTY,
    join,
    many,
    small_campaign,
)

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ABOUT = "About this file"
WITH_PLACE = ("pledge", "deed", "made_on", "nation", "constituency")


def asked(what: str, form: FileFormat = FileFormat.XLSX, **more: Any) -> ExportRequest:
    return records.asked(what, form, **more)


class Opened:
    """The parts of a workbook that the tests look at."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        assert self._archive.testzip() is None
        book = self._part("xl/workbook.xml")
        self.names = [str(sheet.get("name")) for sheet in book.iterfind(".//x:sheet", NS)]
        self.sheets = [self._part(f"xl/worksheets/sheet{at}.xml") for at in range(1, len(self.names) + 1)]

    def _part(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self._archive.read(name))  # noqa: S314  (our own file)

    def rows(self, sheet: int) -> list[dict[str, tuple[str, str]]]:
        """Cells by column letter: kind (n for numbers) and what is in them."""
        return [
            {
                re.sub(r"\d", "", str(cell.get("r"))): (
                    str(cell.get("t", "n")),
                    "".join(cell.itertext()),
                )
                for cell in row.iterfind("x:c", NS)
            }
            for row in self.sheets[sheet].iterfind(".//x:row", NS)
        ]

    def formats(self) -> str:
        return self._archive.read("xl/styles.xml").decode()


@pytest.fixture
async def campaign(tmp_path: Path) -> Path:
    return await small_campaign(tmp_path)


async def test_cells_have_real_types_and_none_is_a_formula(campaign: Path) -> None:
    output = campaign.with_name("p.xlsx")
    await write_file(campaign, asked("pledges", columns=WITH_PLACE), output)
    opened = Opened(output)
    header, first, _, third = opened.rows(0)
    assert [text for _, text in header.values()] == ["pledge", "deed", "made_on", "nation", "constituency"]
    assert first["A"] == ("n", "1")
    assert first["B"] == ("inlineStr", "write_to_mp")
    day = date(1899, 12, 30) + timedelta(days=int(first["C"][1]))
    assert (first["C"][0], day) == ("n", FIRST_DAY.date())
    assert "yyyy-mm-dd" in opened.formats()
    assert third["E"] == ("inlineStr", NASTY), "a text stays a text, as it was typed"
    assert "D" not in third, "nothing is an empty cell"
    for sheet in opened.sheets:
        assert sheet.find(".//x:f", NS) is None
        assert sheet.find(".//x:hyperlink", NS) is None


async def test_the_header_stays_in_sight_and_columns_are_wide_enough(campaign: Path) -> None:
    output = campaign.with_name("p.xlsx")
    await write_file(campaign, asked("pledges", columns=WITH_PLACE), output)
    sheet = Opened(output).sheets[0]
    pane = sheet.find(".//x:pane", NS)
    assert pane is not None
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
    widths = [float(str(column.get("width"))) for column in sheet.iterfind(".//x:col", NS)]
    assert len(widths) == 5
    assert widths[4] >= len(NASTY)


async def test_the_manifest_is_a_sheet_of_its_own(campaign: Path) -> None:
    output = campaign.with_name("p.xlsx")
    await write_file(campaign, asked("constituencies", purpose="for the committee"), output)
    opened = Opened(output)
    assert opened.names == ["constituencies", ABOUT]
    told = {row["A"][1]: row["B"] for row in opened.rows(1)}
    assert told["Purpose"] == ("inlineStr", "for the committee")
    assert told["Rows"] == ("n", "2")
    assert told["Made by"][1] == "command line"
    assert "can point at a person" in told["Caution"][1]
    assert date(1899, 12, 30) + timedelta(days=int(told["Delete by"][1])) == date(2026, 12, 23)
    assert not output.with_name("p.xlsx.manifest.json").exists()


async def test_past_the_rows_of_a_sheet_another_begins(tmp_path: Path) -> None:
    database = await many(tmp_path, 2500)
    output = tmp_path / "p.xlsx"
    manifest = await write_file(database, asked("pledges"), output, sheet_rows=1001, size=300)
    opened = Opened(output)
    assert manifest.rows == 2500
    assert opened.names == ["pledges", "pledges 2", "pledges 3", ABOUT]
    sheets = [opened.rows(at) for at in range(3)]
    assert [len(rows) for rows in sheets] == [1001, 1001, 501]
    assert all(rows[0]["A"][1] == "pledge" for rows in sheets)
    numbers = [int(row["A"][1]) for rows in sheets for row in rows[1:]]
    assert numbers == list(range(1, 2501))


async def test_a_full_sheet_is_not_followed_by_an_empty_one(tmp_path: Path) -> None:
    output = tmp_path / "p.xlsx"
    await write_file(await many(tmp_path, 1000), asked("pledges"), output, sheet_rows=1001)
    assert Opened(output).names == ["pledges", ABOUT]


async def test_nothing_to_export_is_a_sheet_with_a_header(campaign: Path) -> None:
    output = campaign.with_name("p.xlsx")
    await write_file(campaign, asked("pledges", since=date(2030, 1, 1)), output)
    assert len(Opened(output).rows(0)) == 1


async def test_very_long_texts_are_cut_to_what_a_cell_holds(campaign: Path) -> None:
    store = await Store.open(campaign)
    async with store.transaction() as db:
        await supporters.set_details(db, 1, constituency="x" * 40_000)
    await store.close()
    output = campaign.with_name("s.xlsx")
    await write_file(campaign, asked("supporters", columns=("constituency",)), output)
    assert Opened(output).rows(0)[1]["A"][1] == "x" * LONGEST_TEXT


# --- LibreOffice

AS_USUAL = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
"""Commas, quotes, UTF-8; numbers and formulas are recognised, as when somebody opens a file."""
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
STRANGE = [
    "Ynys Môn",
    'Leeds, "East"',
    "Two\nlines",
    "＝1+1",
    "Łódź 🌷",
    "0123",
    "1e5",
    "TRUE",
    "2026-11-01",
]
Seen = dict[str, list[dict[str, str]]]
"""What LibreOffice shows of the first sheet of each file, by the file's name without its ending."""


@pytest.fixture(scope="module")
def soffice() -> str:
    return find_office()


def find_office() -> str:
    """The program; without it these tests are skipped, or fail where it has to be there."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        told = "LibreOffice is not installed here; on Debian or Ubuntu: apt install libreoffice-calc"
        (pytest.fail if os.environ.get("REQUIRE_OFFICE") else pytest.skip)(told)
    return found


def test_without_libreoffice_tests_are_skipped_unless_it_has_to_be_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("REQUIRE_OFFICE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt install libreoffice-calc"):
        find_office()
    monkeypatch.setenv("REQUIRE_OFFICE", "1")
    with pytest.raises(pytest.fail.Exception, match="LibreOffice is not installed"):
        find_office()


@pytest.fixture(scope="module")
def seen(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """All files opened and saved without a window: those of a kind together, as a start takes seconds."""
    folder = tmp_path_factory.mktemp("office")
    workbook, text, raw = folder / "workbook.xlsx", folder / "text.csv", folder / "raw.csv"
    asyncio.run(strange(folder, workbook, text))
    raw.write_text('\ufeffone,two\n=1+1,"=1+2"\n', encoding="utf-8")
    converted = folder / "converted"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for options, files in (([], [workbook]), ([f"--infilter={AS_USUAL}"], [text, raw])):
        command = [soffice, profile, "--headless", *options, "--convert-to", AS_CSV]
        subprocess.run(
            [*command, "--outdir", str(converted), *map(str, files)],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return {path.stem: read_csv(path) for path in converted.iterdir()}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def strange(folder: Path, *outputs: Path) -> None:
    """Exports of pledges whose columns hold what could be taken for something else."""
    database = folder / "bot.sqlite3"
    store = await Store.open(database)
    async with store.transaction() as db:
        for number, name in enumerate([NASTY, *STRANGE], start=1):
            await join(db, number, constituency=name, deeds=["write_to_mp"])
    await store.close()
    for output in outputs:
        await write_file(
            database, asked("pledges", FileFormat(output.suffix[1:]), columns=WITH_PLACE), output
        )


@pytest.mark.slow
def test_libreoffice_reads_xlsx_as_it_was_written(seen: Seen) -> None:
    rows = seen["workbook"]
    assert [row["constituency"] for row in rows] == [NASTY, *STRANGE]
    assert {row["made_on"] for row in rows} == {"2026-11-01"}
    assert [row["pledge"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]


@pytest.mark.slow
def test_libreoffice_finds_no_formula_in_csv(seen: Seen) -> None:
    rows = seen["text"]
    assert rows[0]["constituency"] == f"'{NASTY}"
    assert [row["constituency"] for row in rows[1:4]] == STRANGE[:3]
    assert rows[4]["constituency"] == "'＝1+1"


@pytest.mark.slow
def test_libreoffice_would_have_calculated_a_formula(seen: Seen) -> None:
    """So that the test above says something."""
    assert seen["raw"] == [{"one": "2", "two": "3"}]
