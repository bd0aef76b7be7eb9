"""The command line as somebody types it."""

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.content.catalogue import ROOT, read_content
from tests.bot.cli.conftest import Run
from tests.harness.service import rows

CONFIRMED = ("--purpose", "a check", "--yes")
PLEDGE = "/pledge\n3\nyes\nyes\nyes\n"


def started(folder: Path, *args: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run `main.py` in a process of its own, without the settings of the person who runs the tests."""
    clean = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "TMPDIR")}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *args],
        input=typed,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**clean, "PYTHONUTF8": "1"},
        check=False,
    )


def test_without_a_token_run_says_what_to_do(tmp_path: Path) -> None:
    done = started(tmp_path, "run")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "BOT_TOKEN" in done.stderr
    assert "make chat" in done.stderr


def test_all_problems_of_the_settings_at_once(run: Run) -> None:
    done = run("run", BOT_TOKEN="1:not a token", LOG_LEVEL="LOUD", SENDING_HOURS="late")
    assert done.exit_code == 2
    assert [line.split(":")[0] for line in sorted(done.stderr.splitlines())] == [
        "BOT_TOKEN",
        "LOG_LEVEL",
        "SENDING_HOURS",
    ]
    assert "not a token" not in done.stderr.replace("this is not a bot's token", "")


def test_organisers_can_practise_in_the_terminal(run: Run, tmp_path: Path) -> None:
    """Exports, figures and updates, up to the point where something would go out."""
    (tmp_path / "data").mkdir()
    invited = run("invite", "--role", "owner", "--database", "data/chat.sqlite3")
    code = invited.stdout.split("/start ")[1].split()[0]
    export = "/export\nto see how it goes\n1\n1\n2\n1\n"
    talk = run("chat", typed=f"/start {code}\n{export}/stats\n/digest\n/broadcast\n")
    assert talk.exit_code == 0, talk.stderr
    assert "Rows: 0" in talk.stdout
    assert "[file: pledges-" in talk.stdout
    assert "[file: figures-week-1.png]" in talk.stdout
    assert "Nothing was counted" in talk.stdout or "Joining the campaign" in talk.stdout
    assert "You don't get it." in talk.stdout
    assert "1 of 4" in talk.stdout
    assert "don't know that command" not in talk.stdout
    elsewhere = run("chat", "--database", "data/bot.sqlite3", typed="/broadcast\n/export\n")
    assert elsewhere.stdout.count("I don't know that command") == 2, "a stranger, in other records"


def test_a_conversation_goes_on_after_the_process_is_gone(run: Run, tmp_path: Path) -> None:
    first = started(tmp_path, "chat", typed="/pledge\n3\n")
    assert "Are you 18 or over?" in first.stdout
    second = run("chat", typed="yes\nyes\nyes\n")
    assert "You were in the middle of making a pledge." in second.stdout
    assert "Thank you. There is no deadline." in second.stdout
    assert (tmp_path / "data" / "chat.sqlite3").stat().st_mode & 0o077 == 0


def test_two_names_are_two_people(run: Run) -> None:
    run("chat", "--as", "ann", typed="/pledge\n3\n")
    other = run("chat", "--as", "ben", typed="/mydata\n")
    assert "You were in the middle" not in other.stdout


def test_a_blank_controller_takes_no_pledges(run: Run) -> None:
    done = run("chat", typed="/pledge\n", CONTROLLER_NAME="", CONTROLLER_CONTACT="")
    assert "I can't take anyone's details or pledges at the moment" in done.stdout


def test_a_recording_holds_both_sides(run: Run, tmp_path: Path) -> None:
    run("chat", "--record", "said.txt", typed="hello\n")
    said = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert "\n> hello\n" in said
    assert said.startswith("Hello. I am a computer program")


def test_pledges_are_exported_once_each(run: Run, tmp_path: Path) -> None:
    run("chat", typed=PLEDGE + PLEDGE)
    chat = ("--database", "data/chat.sqlite3")
    shown = run("export", "pledges", *chat, "--output", "p.csv", *CONFIRMED)
    assert shown.exit_code == 0, shown.stderr
    rows = list(csv.DictReader((tmp_path / "p.csv").open(encoding="utf-8-sig", newline="")))
    assert [row["deed"] for row in rows] == ["share_myth"]
    as_json = run("export", "pledges", "--format", "json", *chat, *CONFIRMED)
    assert [json.loads(line)["deed"] for line in as_json.stdout.splitlines()] == ["share_myth"]


def test_exports_start_at_a_day(run: Run) -> None:
    run("chat", typed=PLEDGE)
    none = run(
        "export",
        "pledges",
        "--since",
        "2999-01-01",
        "--format",
        "json",
        "--database",
        "data/chat.sqlite3",
        *CONFIRMED,
    )
    assert none.stdout == ""


def test_a_backup_is_whole_and_never_overwrites(run: Run, tmp_path: Path) -> None:
    run("chat", typed=PLEDGE)
    assert run("backup", "copy.sqlite3", "--database", "data/chat.sqlite3").exit_code == 0
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        assert copy.execute("SELECT count(*) FROM pledges").fetchone() == (1,)
    again = run("backup", "copy.sqlite3", "--database", "data/chat.sqlite3")
    assert again.exit_code == 1
    assert "exists already" in again.stderr


def test_a_database_that_is_not_there_is_a_clear_line(run: Run) -> None:
    done = run("export", "pledges", "--database", "nowhere.sqlite3", *CONFIRMED)
    assert done.exit_code == 1
    assert "there is no database yet" in done.stderr
    assert "Traceback" not in done.stderr


def test_ask_answers_line_by_line(run: Run) -> None:
    done = run("ask", "-", typed="is there a scheme yet\nstop\nqwertyuiop zxcvbnm\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [set(row) for row in rows] == [{"text", "decision", "entries", "matched", "reply"}] * 3
    assert [row["decision"] for row in rows] == ["answered", "stop", "unmatched"]
    assert rows[0]["entries"][0]["id"] == "scheme_yet"
    assert "no redress scheme" in rows[0]["reply"]


def test_the_version_is_that_of_the_project(run: Run) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert run("--version").stdout == f"Campaign bot {project['project']['version']}\n"


def copy_words(folder: Path) -> None:
    for part in ("faq", "flows"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "data"))


def test_the_matcher_is_kept_with_the_words_wherever_one_stands(run: Run, tmp_path: Path) -> None:
    assert run("ask", "is mesh banned").exit_code == 0
    assert list(tmp_path.iterdir()) == []
    assert read_content().matcher_cache.is_relative_to(ROOT)


def test_words_of_safety_that_are_due_are_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faq.editorial.review.review", lambda *_, **__: [])
    copy_words(tmp_path)
    safety = tmp_path / "faq" / "safety" / "en" / "safety.yaml"
    long_ago = "reviewed: 2020-01-01\nreview_by: 2020-02-01"
    dated = re.sub(r"reviewed: .*\nreview_by: .*", long_ago, safety.read_text())
    safety.write_text(dated)
    line = dated[: dated.index("review_by: ")].count("\n") + 1
    done = run("check", str(tmp_path))
    assert f"faq/safety/en/safety.yaml:{line}: review_by: the review was due on 2020-02-01" in done.stdout


def test_evaluate_counts_and_says_when_there_is_nothing_to_measure(run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    entries = tmp_path / "entries.jsonl"
    entries.write_text('{"kind": "entry", "id": "is_mesh_banned", "phrases": ["is mesh banned"]}\n')
    asked = ("evaluate", str(rows), "--entries", str(entries))
    rows.write_text('{"kind": "query", "text": "is mesh banned", "label": "is_mesh_banned"}\n')
    done = run(*asked)
    assert done.stdout.startswith("1 question: 1 in scope, 0 out of scope\n1 entry with 1 phrase\n")
    rows.write_text("")
    empty = run(*asked)
    assert (empty.exit_code, empty.stdout) == (1, "")
    assert 'no rows with split "test"' in empty.stderr


def test_check_finds_every_mistake_with_its_line(run: Run, tmp_path: Path) -> None:
    copy_words(tmp_path)
    script = tmp_path / "flows" / "scripts" / "en" / "join.yaml"
    script.write_text(
        script.read_text(encoding="utf-8").replace("next: thanks", "next: thank"), encoding="utf-8"
    )
    entries = tmp_path / "faq" / "entries" / "en" / "mesh.yaml"
    lines = entries.read_text(encoding="utf-8").splitlines()
    place = next(index for index, line in enumerate(lines) if line.strip().startswith("answer:"))
    lines[place] = lines[place].replace("answer:", "anwser:")
    entries.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("check", str(tmp_path))
    assert done.exit_code == 1
    line = next(
        number
        for number, text in enumerate(script.read_text().splitlines(), start=1)
        if "next: thank" in text
    )
    assert (
        f"flows/scripts/en/join.yaml:{line}: there is no step 'thank'; did you mean 'thanks'?" in done.stderr
    )
    assert f"faq/entries/en/mesh.yaml:{place + 1}:" in done.stderr
    assert "did you mean `answer`?" in done.stderr


def test_the_words_have_no_mistakes(run: Run) -> None:
    done = run("check", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")


def test_an_invitation_is_logged_and_works_once(run: Run) -> None:
    made = run("invite", "--role", "owner", "--database", "data/chat.sqlite3")
    code = made.stdout.split("/start ")[1].split()[0]
    first = run("chat", typed=f"/start {code}\n/team\n/log\n")
    assert "You are an organiser now: owner" in first.stdout
    assert "organiser 1: accepted (owner)" in first.stdout
    second = run("chat", "--as", "eve", typed=f"/start {code}\n/team\n")
    assert "organiser" not in second.stdout
    assert "I don't know that command" in second.stdout
    log = run("log", "--database", "data/chat.sqlite3")
    assert "the command line: invited (owner)" in log.stdout


def test_an_invitation_is_a_real_link_once_the_bot_has_run(run: Run, tmp_path: Path) -> None:
    made = run("invite", "--role", "owner", "--database", "data/chat.sqlite3")
    assert "https://t.me/YOUR_BOT?start=org_" in made.stdout
    rows(
        tmp_path / "data/chat.sqlite3", "INSERT INTO key_values VALUES ('telegram_username', 'harm_test_bot')"
    )
    made = run("invite", "--role", "owner", "--name", "Ann", "--database", "data/chat.sqlite3")
    assert "https://t.me/harm_test_bot?start=org_" in made.stdout
    names = rows(tmp_path / "data/chat.sqlite3", "SELECT name FROM invitations ORDER BY name")
    assert names == [("",), ("Ann",)]
