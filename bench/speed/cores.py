"""Pins processes to processor cores, and reads what a process has used."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Cores:
    """The core of both bots, which are never loaded together, and the core of the server and the load.

    None if this system can't pin processes or has a single core: figures are rougher then.
    """

    bots: int | None
    server: int | None

    def __str__(self) -> str:
        if self.bots is None:
            return "cores are not pinned here, so figures are rougher"
        return f"both bots on core {self.bots}, never loaded together; server and load on core {self.server}"


@dataclass(frozen=True, slots=True)
class Use:
    """What a process has used since it began: CPU seconds (user and system) and resident MiB."""

    cpu_seconds: float
    resident: float


def choose_cores() -> Cores:
    """Choose the last two cores that this process may use."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(None, None)
    usable = sorted(os.sched_getaffinity(0))
    return Cores(usable[-1], usable[-2]) if len(usable) > 1 else Cores(None, None)


def pin(process_id: int, core: int | None) -> None:
    """Keep a process and its future threads on one core; id 0 is this process."""
    if core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process_id, {core})


def use_of(process_id: int) -> Use:
    """Return what a running process has used so far, all its threads together."""
    stat = Path(f"/proc/{process_id}/stat")
    return _from_proc(stat) if stat.exists() else _from_ps(process_id)


def _from_proc(stat: Path) -> Use:
    """Read proc(5): user and system time are the 14th and 15th field, resident pages the 24th."""
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    pages = int(fields[21])
    return Use(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / _MEBIBYTE)


def _from_ps(process_id: int) -> Use:
    """Ask `ps`, which writes time as [[hours:]minutes:]seconds and memory in KiB."""
    command = ["ps", "-o", "time=,rss=", "-p", str(process_id)]
    columns = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds = 0.0
    for part in columns[0].split(":"):
        seconds = seconds * 60 + float(part)
    return Use(seconds, int(columns[1]) / 1024)
