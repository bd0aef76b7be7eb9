"""`main.py broadcast`: a message from a file, which still waits for approval in the chat."""

import asyncio
from pathlib import Path

from bot.storage.store import Store
from tests.bot.cli.conftest import Run
from tests.harness.campaign import FIRST, fill
from tests.harness.service import rows

CONTROLLER = {"CONTROLLER_NAME": "The Test Campaign", "CONTROLLER_CONTACT": "data@example.org"}


def _campaign(folder: Path, welsh: int | None = None) -> Path:
    """Three supporters, of whom one may have chosen Welsh."""

    async def made() -> None:
        store = await Store.open(folder / "bot.sqlite3")
        async with store.transaction() as db:
            await fill(db, 3)
            await db.execute("UPDATE supporters SET language = 'cy' WHERE id = ?", (welsh,))
        await store.close()

    asyncio.run(made())
    (folder / "message.md").write_text("The debate is **on Tuesday**.", encoding="utf-8")
    return folder / "bot.sqlite3"


def test_a_broadcast_from_the_shell_waits_for_approval(run: Run, tmp_path: Path) -> None:
    database = _campaign(tmp_path)
    asked = ("broadcast", "--file", "message.md", "--audience", "everyone", "--database", str(database))
    tried = run(*asked, "--dry-run", **CONTROLLER)
    assert tried.exit_code == 0, tried.stderr
    assert "The debate is on Tuesday." in tried.stdout
    assert "3 will get it" in tried.stdout
    assert "[Stop updates]" in tried.stdout
    assert rows(database, "SELECT count(*) FROM broadcasts") == [(0,)]
    done = run(*asked, **CONTROLLER)
    assert "Broadcast 1 is prepared." in done.stdout
    found = rows(database, "SELECT state, announced_state, author_id FROM broadcasts")
    assert found == [("awaiting_approval", "draft", None)]
    log = rows(database, "SELECT action, organiser_id FROM audit_log")
    assert log == [("asked for approval", None)]


def test_a_broadcast_from_the_shell_is_narrowed_by_language(run: Run, tmp_path: Path) -> None:
    database = _campaign(tmp_path, welsh=FIRST)
    asked = ("broadcast", "--file", "message.md", "--dry-run", "--database", str(database))
    welsh = run(*asked, "--audience", "language=cy", **CONTROLLER)
    assert welsh.exit_code == 0, welsh.stderr
    assert "Everybody who agreed to updates and wants them in Cymraeg (Welsh)." in welsh.stdout
    assert "2 taken out: they chose no language" in welsh.stdout
    assert "1 will get it" in welsh.stdout
    both = run(*asked, "--audience", "language=cy+en,rest=14", **CONTROLLER)
    assert "3 will get it" in both.stdout
    odd = run(*asked, "--audience", "language=welsh", **CONTROLLER)
    assert odd.exit_code == 2
    assert "welsh is no language for updates; write en, cy" in odd.stderr


def test_what_is_wrong_is_told(run: Run, tmp_path: Path) -> None:
    database = _campaign(tmp_path)
    there = ("--database", str(database))
    asked = ("broadcast", "--file", "message.md", *there)
    nobody = run(*asked)
    assert nobody.exit_code == 2
    assert "CONTROLLER_NAME" in nobody.stderr
    odd = run(*asked, "--audience", "town=Leeds", **CONTROLLER)
    assert odd.exit_code == 2
    assert "--audience: write everyone" in odd.stderr
    missing = run("broadcast", "--file", "gone.md", *there, **CONTROLLER)
    assert missing.exit_code == 1
    assert "gone.md" in missing.stderr
    (tmp_path / "message.md").write_text("x" * 5000, encoding="utf-8")
    long = run(*asked, **CONTROLLER)
    assert long.exit_code == 1
    assert "too long" in long.stderr


def test_time_cost_and_addresses_are_shown(run: Run, tmp_path: Path) -> None:
    database = _campaign(tmp_path)
    (tmp_path / "message.md").write_text("Read [the debate](https://example.org/?a=1&b=2).", encoding="utf-8")
    asked = ("broadcast", "--file", "message.md", "--database", str(database), "--dry-run")
    shown = run(*asked, BROADCAST_RATE="1000", **CONTROLLER)
    assert shown.exit_code == 0, shown.stderr
    assert "(the debate: https://example.org/?a=1&b=2)" in shown.stdout
    assert "It begins on " in shown.stdout
    assert "It is over on " in shown.stdout
    assert "at most 1 Star." in shown.stdout


def test_an_audience_that_reaches_nobody_is_not_put_up(run: Run, tmp_path: Path) -> None:
    database = _campaign(tmp_path)
    asked = ("broadcast", "--file", "message.md", "--database", str(database), "--audience")
    wrong = {
        "pledge=write_to_mpp": "write_to_mpp is no pledge; write write_to_mp",
        "source=leaflet9": "leaflet9 is no source that anybody came by",
        "constituency=Leeds": "Leeds is no constituency that anybody shares",
        "nation=wales": "nobody would get it, so nothing is prepared",
    }
    for typed, said in wrong.items():
        refused = run(*asked, typed, **CONTROLLER)
        assert refused.exit_code == 2
        assert f"--audience: {said}" in refused.stderr
    assert rows(database, "SELECT count(*) FROM broadcasts") == [(0,)]
