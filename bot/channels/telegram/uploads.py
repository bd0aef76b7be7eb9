"""Opens the file of a call while it is uploaded."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from telegram import InputFile

from bot.channels.telegram.api_calls import Payload
from bot.channels.telegram.transport import READ_SECONDS

_SLOWEST = 1_000_000
"""Bytes in ten seconds: how slow an upload may be."""


@contextmanager
def with_upload(payload: Payload) -> Iterator[tuple[dict[str, object], float]]:
    """Yield the parameters of a call with its file, and how many seconds the answer may take.

    A file on the disk is streamed, never read as a whole.

    Raises:
        OSError: the file can't be read.
    """
    file = payload.get("file")
    if file is None:
        yield payload["params"], READ_SECONDS
    elif "path" in file:
        path = Path(file["path"])
        with path.open("rb") as source:
            upload = InputFile(source, filename=file["name"], read_file_handle=False)
            yield {**payload["params"], file["field"]: upload}, _timeout(path.stat().st_size)
    else:
        content = b64decode(file["content"])
        upload = InputFile(content, filename=file["name"])
        yield {**payload["params"], file["field"]: upload}, _timeout(len(content))


def _timeout(size: int) -> float:
    """Return the seconds that an upload of `size` bytes may take, its answer included."""
    return READ_SECONDS + 10 * -(-size // _SLOWEST)
