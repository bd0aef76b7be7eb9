"""The journal of deliveries on their way, a small file beside the database.

A commit for every message would be too slow. After the process was killed at any moment, this file tells the
rows that never began from those that did, and those without an answer from the others:

- a row is written here before its request leaves, so one that is claimed and not here never went out;
- its answer overwrites that as soon as it is there, so only requests without an answer are unsure;
- it is cleared once the database knows, so the file stays as small as what is on its way.

Nothing waits for the disk: the kernel keeps what a killed process wrote. A power cut may lose it, so the file
begins with the kernel's number of this start of the machine. After that comes a name that the database knows,
so that the file of another database, or of an older copy of it, is not believed. Without a believed file
everything claimed is unsure. The file holds numbers of rows and messages, and no people.
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

from bot.storage.deliveries import DeliveryResult
from bot.storage.schema.enums import DeliveryState

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""A new one each time the machine starts (man 4 random)."""
ONLY_OWNER = 0o600
_CLEARED, _BEGUN = 0, 1
_STATES = {
    2: DeliveryState.WAITING,
    3: DeliveryState.SENT,
    4: DeliveryState.BLOCKED,
    5: DeliveryState.FAILED,
    6: DeliveryState.UNSURE,
}
"""The result of a row by its number in the file."""
_NUMBERS = {state: number for number, state in _STATES.items()}
_RECORD = struct.Struct("<qqQ")
"""Row, message, number of the state; a checksum follows."""
_CHECK = struct.Struct("<Q")
SIZE = _RECORD.size + _CHECK.size
"""Bytes of a record. None crosses a page, so none is ever half written."""
FORMAT = b"deliveries 1"
"""What the file begins with: its kind and version."""
HEAD = 4 * SIZE

JournalEntries = Mapping[int, DeliveryResult | None]
"""Rows that began, with their result; None for those without an answer."""


@dataclass(slots=True)
class Journal:
    """The file at `path`. One process uses it at a time."""

    path: Path
    boot_id: Path = BOOT_ID
    _file: int | None = None
    _places: dict[int, int] = field(default_factory=dict)
    _free: list[int] = field(default_factory=list)
    _length: int = 0

    def open(self) -> bool:
        """Open and lock the file, making it if need be; return False while another process has it.

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
        """Unlock and close the file."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def read(self, name: str) -> JournalEntries | None:
        """Return what was on its way when the process that wrote this ended; None if that can't be known.

        Raises:
            OSError: the file can't be read.
        """
        content = b"".join(self._pieces())
        head = self._head(name)
        if not head or content[:HEAD] != head:
            return None
        entries: dict[int, DeliveryResult | None] = {}
        for offset in range(HEAD, len(content) - SIZE + 1, SIZE):
            record = content[offset : offset + SIZE]
            row, message, number = _RECORD.unpack_from(record)
            if _CHECK.unpack_from(record, _RECORD.size)[0] != zlib.crc32(record[: _RECORD.size]):
                return None
            if number == _CLEARED:
                continue
            # a row that stands here twice began twice, so its first answer says nothing
            answered = number != _BEGUN and row not in entries
            entries[row] = DeliveryResult(row, _STATES[number], message or None) if answered else None
        return entries

    def begin(self, name: str) -> None:
        """Start an empty journal under a name that the database has committed. What `read` returned must be
        committed before.

        Raises:
            OSError: the disk does not take it.
        """
        self._places.clear()
        self._free.clear()
        self._length = 0
        os.ftruncate(self._open_file, 0)
        self._write(0, self._head(name))

    def begun(self, row: int) -> None:
        """Record that the request of a row begins now, or begins again. It must not begin if this fails.

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

    def answered(self, result: DeliveryResult) -> None:
        """Record the result of a row that began. If the disk does not take it, the row is unsure should the
        process be killed before the database knows."""
        place = self._places.get(result.id)
        if place is not None:
            record = _record(result.id, _NUMBERS[result.state], result.message_id or 0)
            with suppress(OSError):
                self._write(HEAD + place * SIZE, record)

    def settled(self, rows: Iterable[int]) -> None:
        """Clear rows whose results are in the database."""
        for row in rows:
            place = self._places.pop(row, None)
            if place is not None:
                heappush(self._free, place)
                with suppress(OSError):  # a row that is no longer claimed is not looked at
                    self._write(HEAD + place * SIZE, _record(0, _CLEARED))

    @property
    def _open_file(self) -> int:
        if self._file is None:
            raise OSError("the journal of deliveries is not open")
        return self._file

    def _head(self, name: str) -> bytes:
        """Return what the file begins with; nothing where the kernel has no number for this start."""
        try:
            boot = self.boot_id.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            boot = ""
        head = b"\n".join([FORMAT, boot.encode(), name.encode(), b""])
        return head.ljust(HEAD, b"\0") if boot and name and len(head) <= HEAD else b""

    def _pieces(self) -> Iterator[bytes]:
        offset = 0
        while piece := os.pread(self._open_file, 1 << 16, offset):
            offset += len(piece)
            yield piece

    def _write(self, offset: int, data: bytes) -> None:
        if os.pwrite(self._open_file, data, offset) != len(data):
            raise OSError("the disk is full")


def _record(row: int, number: int, message: int = 0) -> bytes:
    record = _RECORD.pack(row, message, number)
    return record + _CHECK.pack(zlib.crc32(record))
