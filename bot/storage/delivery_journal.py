"""Which deliveries are on their way, in a small file beside the database.

A commit for every message would be too slow, so this is what tells, after the process was killed at any
moment, the rows that never began from those that did, and those without an answer from the others:

- a row is written down here before its request leaves, so one that is claimed and not here never went out;
- its answer is written over that as soon as it is there, so only requests without an answer are unsure;
- it is rubbed out once the database knows, so the file stays as small as what is on its way.

Nothing waits for the disk: what a killed process wrote is kept by the kernel. A power cut may lose it, so the
file begins with the kernel's number of this start of the machine. Beside that stands a name that the database
knows, so that the file of another database, or of an older state of it, is not believed. A file that is not
believed says nothing, and everything claimed is unsure. It holds numbers of rows and messages, and no people.
"""

import fcntl
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path

from bot.storage.deliveries import Outcome

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""A new one each time the machine starts (man 4 random)."""
ONLY_OWNER = 0o600
STATES = ("", "begun", "waiting", "sent", "blocked", "failed", "unsure")
"""What a record says of its row, by its number in the file; the first one means that it says nothing."""
_BEGUN = STATES.index("begun")
_RECORD = struct.Struct("<qqQ")
"""Row, message, state; a checksum follows."""
_CHECK = struct.Struct("<Q")
SIZE = _RECORD.size + _CHECK.size
"""Bytes of a record: none lies across two pages, so none is ever written by half."""
HEAD = 4 * SIZE

Account = Mapping[int, Outcome | None]
"""Rows that began; None for those without an answer."""


@dataclass(slots=True)
class Journal:
    """The file at `path`, used by one process at a time."""

    path: Path
    boot_id: Path = BOOT_ID
    _file: int | None = None
    _places: dict[int, int] = field(default_factory=dict)
    _free: list[int] = field(default_factory=list)
    _length: int = 0

    def open(self) -> bool:
        """Take the file, making it if need be; False while another process has it.

        Raises:
            OSError: it can't be made or opened.
        """
        if self._file is not None:
            return True
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, ONLY_OWNER)
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            if isinstance(error, BlockingIOError | PermissionError):
                return False
            raise
        self._file = file
        return True

    def close(self) -> None:
        """Let the file go."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def read(self, name: str) -> Account | None:
        """What was on its way when the process ended that wrote this; None if that can't be known.

        Raises:
            OSError: the file can't be read.
        """
        content = b"".join(self._pieces())
        head = self._head(name)
        if not head or content[:HEAD] != head:
            return None
        found: dict[int, Outcome | None] = {}
        for at in range(HEAD, len(content) - SIZE + 1, SIZE):
            record = content[at : at + SIZE]
            row, message, state = _RECORD.unpack_from(record)
            if _CHECK.unpack_from(record, _RECORD.size)[0] != zlib.crc32(record[: _RECORD.size]):
                return None
            if not state:
                continue
            answered = state != _BEGUN and row not in found
            found[row] = Outcome(row, STATES[state], message or None) if answered else None
        return found

    def begin(self, name: str) -> None:
        """Begin anew under a name that the database has committed, once what `read` gave is committed too.

        Raises:
            OSError: the disk does not take it.
        """
        self._places.clear()
        self._free.clear()
        self._length = 0
        os.ftruncate(self._open_file, 0)
        self._write(0, self._head(name))

    def begun(self, row: int) -> None:
        """The request of a row begins now, or once more, unless this fails.

        Raises:
            OSError: the disk does not take it.
        """
        place = self._places.get(row)
        if place is None:
            place = self._free[0] if self._free else self._length
        self._write(HEAD + place * SIZE, _record(row, _BEGUN))
        if row not in self._places:
            self._places[row] = place
            if self._free:
                heappop(self._free)
            else:
                self._length += 1

    def answered(self, outcome: Outcome) -> None:
        """What became of a row is known; nothing for rows that did not begin. A disk that does not take it
        costs no more than that the row is unsure if the process is killed before the database knows."""
        place = self._places.get(outcome.id)
        if place is not None:
            record = _record(outcome.id, STATES.index(outcome.state), outcome.message_id or 0)
            with suppress(OSError):
                self._write(HEAD + place * SIZE, record)

    def settled(self, rows: Iterable[int]) -> None:
        """The database knows what became of these."""
        for row in rows:
            place = self._places.pop(row, None)
            if place is not None:
                heappush(self._free, place)
                with suppress(OSError):  # a row that is not claimed any more is not looked at
                    self._write(HEAD + place * SIZE, _record(0, 0))

    @property
    def _open_file(self) -> int:
        if self._file is None:
            raise OSError("the journal of deliveries is not open")
        return self._file

    def _head(self, name: str) -> bytes:
        """What the file begins with; nothing at all while nobody knows which start of the machine this is."""
        try:
            boot = self.boot_id.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            boot = ""
        head = f"deliveries 1\n{boot}\n{name}\n".encode()
        return head.ljust(HEAD, b"\0") if boot and name and len(head) <= HEAD else b""

    def _pieces(self) -> Iterator[bytes]:
        at = 0
        while piece := os.pread(self._open_file, 1 << 16, at):
            at += len(piece)
            yield piece

    def _write(self, at: int, data: bytes) -> None:
        if os.pwrite(self._open_file, data, at) != len(data):
            raise OSError("the disk is full")


def _record(row: int, state: int, message: int = 0) -> bytes:
    record = _RECORD.pack(row, message, state)
    return record + _CHECK.pack(zlib.crc32(record))
