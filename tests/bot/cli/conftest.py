"""The command line inside the test's own process, with the matcher and the guards of all tests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app import build_matcher
from bot.cli import app
from bot.config.settings import SETTING_NAMES
from bot.content.catalogue import ROOT, Content, read_content
from faq.guards.guards import Guards
from faq.matching.matcher import Matcher

Run = Callable[..., Result]
"""Arguments as they are typed, then `typed` for what is typed later, and settings by their names."""


@pytest.fixture(autouse=True)
def content_is_read_once(monkeypatch: pytest.MonkeyPatch, words: Content) -> None:
    def content_of(root: Path = ROOT) -> Content:
        return words if root == ROOT else read_content(root)

    monkeypatch.setattr("bot.content.catalogue.read_content", content_of)


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: Content, matcher: Matcher, guards: Guards
) -> Run:
    """Runs `main.py` in an empty folder, without the settings of the person who runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in SETTING_NAMES:
        monkeypatch.delenv(name, raising=False)

    def matcher_of(asked: Content, cache: Path | None) -> Matcher:
        return matcher if asked == words else build_matcher(asked, cache)

    monkeypatch.setattr("bot.app.build_matcher", matcher_of)
    monkeypatch.setattr("bot.app.Guards", lambda _: guards)

    def invoke(*args: str, typed: str = "", **settings: str) -> Result:
        return CliRunner().invoke(app, args, input=typed, env=settings, catch_exceptions=False)

    return invoke
