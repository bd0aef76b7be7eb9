"""Files that go with a call, opened for as long as it takes."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from telegram import InputFile

from bot.channels.telegram.api_calls import Payload
from bot.channels.telegram.transport import READ_SECONDS

_SLOWEST = 1_000_000
"""Bytes in ten seconds that an upload must manage."""


@contextmanager
def opened(payload: Payload) -> Iterator[tuple[dict[str, object], float]]:
    """The parameters with the file that goes with them, and how many seconds the answer may take.

    A file on the disk is read bit by bit while it is uploaded.

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
            yield {**payload["params"], file["field"]: upload}, _patience(path.stat().st_size)
    else:
        content = b64decode(file["content"])
        upload = InputFile(content, filename=file["name"])
        yield {**payload["params"], file["field"]: upload}, _patience(len(content))


def _patience(size: int) -> float:
    return READ_SECONDS + 10 * -(-size // _SLOWEST)
