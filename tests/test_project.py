"""The project's own promises: documents agree with code, parts import only what they may, locks are whole."""

import ast
import os
import re
import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.config.env_file import read_env_file
from bot.config.settings import SETTING_NAMES, Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
BASH, DIRNAME, CHMOD = (shutil.which(name) or name for name in ("bash", "dirname", "chmod"))


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, without what git ignores and what editors and tools keep."""
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder)
        folders[:] = [name for name in folders if name == ".ci" or not name.startswith((".", "__"))]
        if here == ROOT and "data" in folders:
            folders.remove("data")
        found += [here / name for name in names if name not in (".env", ".git") and ".sqlite3" not in name]
    return tuple(sorted(found))


def documents() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- documents, settings and commands ---------------------------------------------------------------


@cache
def targets() -> dict[str, str]:
    """What `make` can be asked for, with the line of help of each."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z][a-z-]*):.*?## (.+)$", text, re.MULTILINE))


def test_the_makefile_names_all_its_targets() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    assert set(phony[1].split()) - {"FORCE"} == set(targets())


def test_what_the_makefile_starts_is_there() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    started = [Path(*name.split(".")) for name in re.findall(r"-m (bench[a-z._]*)", text)]
    assert started
    missing = [
        path for path in started if not {ROOT / path / "__main__.py", ROOT / f"{path}.py"} & set(files())
    ]
    assert missing == []


@pytest.mark.parametrize("path", [*documents(), ROOT / ".env.example", ROOT / ".ci" / "run"], ids=shown)
def test_every_make_command_that_is_written_down_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    commands = re.findall(r"(?:`|^\s*(?:\$ )?)make((?: [a-z][a-z-]*)+)", text, re.MULTILINE)
    assert {target for command in commands for target in command.split()} <= set(targets())


def test_the_readme_shows_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make chat" in readme
    assert "make test" in readme


def test_continuous_integration_runs_the_readmes_commands() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert [line for line in script.read_text(encoding="utf-8").splitlines() if line.startswith("make")] == [
        "make check test test-all"
    ]


@pytest.mark.parametrize(
    ("there", "user", "required", "says"),
    [
        ("soffice", "0", "1", ""),
        ("apt-get", "0", "1", "Installing LibreOffice"),
        ("apt-get", "1000", "", "will be skipped"),
        ("nothing", "0", "", "will be skipped"),
    ],
    ids=["it is there", "root can install it", "nobody else can", "no Debian"],
)
def test_continuous_integration_brings_what_the_tests_of_exports_need(
    tmp_path: Path, there: str, user: str, required: str, says: str
) -> None:
    """On a machine of stand-ins: each program writes down how it was called."""
    programs = tmp_path / "bin"
    programs.mkdir()
    calls = tmp_path / "calls"
    noted = f'#!/bin/bash\necho "${{0##*/}} $* ${{REQUIRE_OFFICE:-}}" >> {calls}\n'
    office = f"printf '#!/bin/bash\\n' > {programs}/soffice; {CHMOD} +x {programs}/soffice\n"
    scripts = {
        "make": noted,
        there: noted + (office if there == "apt-get" else ""),
        "id": f"#!/bin/bash\necho {user}\n",
        "dirname": f'#!/bin/bash\n{DIRNAME} "$@"\n',
    }
    for name, script in scripts.items():
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    done = subprocess.run(
        [BASH, str(ROOT / ".ci" / "run")],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=True,
    )
    called = calls.read_text().splitlines()
    assert any("libreoffice-calc" in line for line in called) == ("Installing" in says)
    makes = [line for line in called if line.startswith("make")]
    assert makes == [f"make check test test-all {required}"]
    assert says in done.stderr


@pytest.mark.parametrize(
    ("together", "alone", "fine"),
    [(0, 0, True), (0, 5, True), (5, 0, True), (5, 5, False), (1, 0, False), (0, 1, False), (5, 1, False)],
)
def test_make_test_fails_when_a_test_fails_or_none_is_found(
    tmp_path: Path, together: int, alone: int, fine: bool
) -> None:
    """With a stand-in for Python; pytest ends with 5 when it finds no test."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *"not serial"*) exit {together} ;; *serial*) exit {alone} ;; esac\n'
    )
    python.chmod(0o755)
    (tmp_path / ".ready-dev").touch()
    done = subprocess.run(["make", "test", f"VENV={tmp_path}"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode == 0) == fine


@pytest.mark.parametrize("path", documents(), ids=shown)
def test_every_setting_that_is_written_down_exists(path: Path) -> None:
    families = "|".join(sorted({name.partition("_")[0] for name in SETTING_NAMES if "_" in name}))
    named = set(re.findall(rf"`((?:{families})_[A-Z_]+)\b", path.read_text(encoding="utf-8")))
    assert named <= set(SETTING_NAMES)


def example_lines() -> list[str]:
    return (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def test_the_example_gives_each_setting_once_with_its_default(tmp_path: Path) -> None:
    given = [line.removeprefix("# ") for line in example_lines() if re.match(r"# [A-Z][A-Z_]*=", line)]
    assert sorted(line.partition("=")[0] for line in given) == sorted(SETTING_NAMES)
    uncommented = tmp_path / ".env"
    uncommented.write_text("\n".join(given))
    mentioned = {"controller_name", "controller_contact"}
    assert load_settings(uncommented, {}).model_dump(exclude=mentioned) == Settings().model_dump(
        exclude=mentioned
    )
    values, _ = read_env_file(uncommented, SETTING_NAMES)
    for name, value in values.items():
        default = getattr(Settings(), name.lower())
        assert value == ("" if default is None else str(default)), name


def test_the_example_explains_each_setting() -> None:
    before = ""
    for line in example_lines():
        if re.match(r"# [A-Z][A-Z_]*=", line):
            assert before.startswith("# "), f"{line} has no explanation above it"
            assert not before.startswith("# ---"), f"{line} has no explanation above it"
        before = line


def test_the_example_as_it_is_changes_nothing() -> None:
    assert load_settings(ROOT / ".env.example", {}) == Settings()


# --- who may import what ----------------------------------------------------------------------------

OURS = ("bot", "faq", "flows", "main")

LAYERS = (
    ("main",),
    ("bot.cli",),
    ("bot.channels",),
    ("bot.app",),
    ("bot.conversation", "bot.reports"),
    ("bot.supporters", "bot.helpdesk", "bot.broadcasts", "bot.exports"),
    ("bot.organisers", "bot.delivery"),
    ("bot.core", "bot.content"),
    ("bot.storage", "bot.config", "faq", "flows"),
    ("bot.errors", "bot.version"),
)
"""Packages by floor: each may import the floors below it, and nothing else of its own floor."""

APART = (
    ("bot.broadcasts.chat", "bot.broadcasts.worker"),
    ("faq.matching", "faq.guards"),
)
"""Neighbours inside a package that never import each other; both stand on what lies beside them."""

NOT_BELOW = (("bot.broadcasts", ("bot.broadcasts.chat", "bot.broadcasts.worker")),)
"""What the modules beside a package's rooms must not import."""

LIBRARIES = {
    "telegram": ("bot.channels.telegram",),
    "aiohttp": ("bot.channels.telegram",),
    "aiosqlite": ("bot.storage",),
    "sqlite3": ("bot.storage",),
    "yaml": ("bot.content.yaml_reader",),
    "rapidfuzz": ("faq", "flows.answer_parsers"),
    "pydantic_settings": ("bot.config.settings",),
}
"""Libraries that only these places import."""

MOST_FILES = 20
"""Modules that may lie side by side in one folder."""


def imported(source: str, package: str) -> Iterator[str]:
    """Full names of what a module of `package` imports: "a.b" for `import a.b` and for `from a import b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            base = parents[: len(parents) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{origin}.{name.name}" for name in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def floor(name: str) -> tuple[int, str] | None:
    """The floor of a module, counted from the top, and its package; None outside the table."""
    for number, packages in enumerate(LAYERS):
        for package in packages:
            if within(name, package):
                return number, package
    return None


def may_import(module: str, name: str) -> bool:
    """The import rules of docs/architecture.md; `module` is a dotted name like "bot.storage.store"."""
    for library, places in LIBRARIES.items():
        if within(name, library) and not any(within(module, place) for place in places):
            return False
    for one, other in APART:
        if (within(module, one) and within(name, other)) or (within(module, other) and within(name, one)):
            return False
    for package, rooms in NOT_BELOW:
        inside = any(within(module, room) for room in rooms)
        if within(module, package) and not inside and any(within(name, room) for room in rooms):
            return False
    here, there = floor(module), floor(name)
    if here is None or there is None:
        return not within(name, "bot") or here is None
    return here[1] == there[1] or there[0] > here[0]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and module_name(path).split(".")[0] in OURS]


@pytest.mark.parametrize("path", modules(), ids=shown)
def test_modules_import_only_what_they_may(path: Path) -> None:
    module = module_name(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    strangers = [
        name for name in imported(path.read_text(encoding="utf-8"), package) if not may_import(module, name)
    ]
    assert not strangers, f"{module} may not import {', '.join(strangers)}"


def test_no_folder_is_crowded() -> None:
    folders = Counter(path.parent for path in modules() if path.name != "__init__.py")
    assert {shown(folder): number for folder, number in folders.items() if number > MOST_FILES} == {}


def test_every_package_has_its_floor() -> None:
    assert [name for name in map(module_name, modules()) if floor(name) is None and name != "bot"] == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("faq.matching.matcher", "from flows import engine"),
        ("faq.matching.matcher", "import bot.config.settings"),
        ("flows.engine", "from faq.matching.matcher import Matcher"),
        ("bot.conversation.router", "from bot.channels import terminal"),
        ("bot.conversation.router", "from ..channels.terminal import Terminal"),
        ("bot.supporters.pledges", "from ..channels.terminal import Terminal"),
        ("bot.supporters.pledges", "from .. import channels"),
        ("bot.cli.run", "if True:\n    from telegram import Bot"),
        ("bot.channels.terminal", "def f():\n    import aiohttp.web"),
        ("bot.delivery.outbox", "import sqlite3"),
        ("bot.app", "import aiosqlite as db"),
        ("flows.script", "import yaml"),
        ("bot.content.catalogue", "import yaml"),
        ("bot.exports.wizard", "from bot.broadcasts.states import Kind"),
        ("bot.organisers.team", "from bot.helpdesk import complaints"),
        ("bot.broadcasts.results", "from bot.broadcasts.worker.sender import Sender"),
        ("bot.broadcasts.chat.routes", "from bot.broadcasts.worker.sender import Sender"),
        ("bot.core.context", "from bot.delivery.inbox import Inbox"),
        ("faq.guards.guards", "from faq.matching import matcher"),
        ("bot.helpdesk.complaints", "from bot import app"),
        ("flows.engine", "from rapidfuzz import fuzz"),
    ],
)
def test_a_forbidden_import_is_noticed(module: str, line: str) -> None:
    names = list(imported(line, module.rpartition(".")[0]))
    assert names
    assert not all(may_import(module, name) for name in names)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("bot.cli.run", "from bot.channels.telegram.service import Service"),
        ("bot.broadcasts.worker.worker", "from bot.broadcasts.results import Tally"),
        ("bot.reports.weekly_digest", "from bot.helpdesk import complaints"),
        ("bot.cli.chat", "from bot.channels.terminal import Terminal"),
        ("bot.channels.telegram.transport", "from telegram.request import BaseRequest"),
        ("bot.storage.store", "import aiosqlite, sqlite3"),
        ("bot.content.yaml_reader", "import yaml"),
        ("flows.answer_parsers", "from rapidfuzz import fuzz"),
        ("faq.matching.matcher", "from rapidfuzz.distance import Levenshtein"),
        ("bot.conversation.router", "from faq.matching.matcher import Matcher"),
    ],
)
def test_an_allowed_import_is_let_pass(module: str, line: str) -> None:
    names = list(imported(line, module.rpartition(".")[0]))
    assert names
    assert all(may_import(module, name) for name in names)


# --- nothing of the machine it was written on -------------------------------------------------------

ELSEWHERE = re.compile(
    r"pypi\.org|pythonhosted\.org|--(?:extra-)?index-url|(?<![\w/.:-])/(?:work|root|tmp|Users)/[\w.]|[A-Z]:\\Users"
)


def test_no_registry_and_no_path_of_a_machine_is_named() -> None:
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{shown(path)}: {each[0]}" for each in ELSEWHERE.finditer(text)]
    assert found == []


def test_the_registry_search_finds_what_it_looks_for() -> None:
    wanted = [
        "https://" + "pypi" + ".org/simple",
        "--index" + "-url x",
        "see " + "/tmp" + "/x",
        '"' + "/root" + '/.cache"',
    ]
    assert all(ELSEWHERE.search(text) for text in wanted)
    assert not ELSEWHERE.search("https://www.example.org/work/with-us")


def test_there_is_one_kind_of_lock() -> None:
    assert [shown(path) for path in files() if path.name in ("uv.lock", "poetry.lock", "Pipfile.lock")] == []


# --- the locks --------------------------------------------------------------------------------------


def locked(name: str) -> dict[str, tuple[Requirement, int]]:
    """Each package of a lock file, with its requirement and how many files' hashes are given."""
    found: dict[str, tuple[Requirement, int]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if line.startswith("#"):
            continue
        requirement_text, *hashes = line.split("--hash=sha256:")
        requirement = Requirement(requirement_text.strip())
        assert all(re.fullmatch(r"[0-9a-f]{64}", each.strip()) for each in hashes), requirement.name
        assert canonicalize_name(requirement.name) not in found, f"{requirement.name} is locked twice"
        found[canonicalize_name(requirement.name)] = (requirement, len(hashes))
    return found


def test_the_locks_pin_every_dependency_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = project["project"]["dependencies"]
    main, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    for lock, wanted in ((main, needed), (dev, needed + project["dependency-groups"]["dev"])):
        for text in wanted:
            requirement = Requirement(text)
            pinned, hashes = lock[canonicalize_name(requirement.name)]
            (version,) = pinned.specifier
            assert version.operator == "=="
            assert requirement.specifier.contains(version.version, prereleases=True), text
            assert hashes > 0, text
        assert all(hashes for _, hashes in lock.values())


def test_the_two_locks_agree() -> None:
    main, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: str(main[name][0]) for name in main} == {name: str(dev[name][0]) for name in main}
