"""numpy's BLAS uses one thread in every process of the bot, however it is started."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

ROOT = Path(__file__).parents[1]
REPORTER = """
import atexit, json, os, sys
from pathlib import Path

def report():
    if "numpy" in sys.modules:
        from threadpoolctl import threadpool_info
        pools = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
        Path(os.environ["REPORTS"], str(os.getpid())).write_text(json.dumps(pools))

atexit.register(report)
"""
"""As `sitecustomize` it runs in every Python process that inherits the environment."""


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        pytest.param(("main.py", "ask", "is mesh banned"), "", marks=pytest.mark.slow),
        (("main.py", "chat"), "is mesh banned\n/quit\n"),
        (("-m", "bot.reports.chart_process", "missing.sqlite3", "month", "2026-11-30"), ""),
        pytest.param(("-m", "bench.guards", "--help"), "", marks=pytest.mark.slow),
        pytest.param(("-m", "bench.matching", "--help"), "", marks=pytest.mark.slow),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_process_has_one_thread(tmp_path: Path, command: tuple[str, ...], typed: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(REPORTER, "utf-8")
    reports = tmp_path / "reports"
    reports.mkdir()
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{tmp_path}:{ROOT}",
        "REPORTS": str(reports),
        "OPENBLAS_NUM_THREADS": "2",  # whatever the machine is set to
    }
    program, *arguments = command
    script = str(ROOT / program) if program.endswith(".py") else program
    done = subprocess.run(
        [sys.executable, script, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=env,
        check=False,
        timeout=300,
    )
    pools = [json.loads(report.read_text("utf-8")) for report in reports.iterdir()]
    assert pools == [[1]], done.stderr


def test_the_tests_have_one_thread_too() -> None:
    assert np.__version__
    assert [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"] == [1]
