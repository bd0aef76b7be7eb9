"""Turns batches of raw updates into what the inbox handles.

Every update keeps its number, also one that is met with silence or can't be read: the inbox records the
numbers and the offset rises past them. A bad update would otherwise come back for ever and hold up the rest.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.telegram.update_parser import IncomingUpdate, Me, Unparsable, read_update
from bot.delivery.inbox import ReceivedUpdate

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """The updates of a batch, and the button presses to acknowledge once it is committed."""

    received: tuple[ReceivedUpdate, ...]
    press_ids: tuple[str, ...]
    next_offset: int | None
    """The offset that confirms the whole batch; None for an empty one."""


class UpdateReader:
    """Reads updates for one bot; answers an album once, though each photo is an update."""

    def __init__(self, me: Me) -> None:
        self._me = me
        self._albums: dict[str, int] = {}

    def read(self, raw: Sequence[object]) -> Batch:
        """Read a batch. What can't be parsed is counted and confirmed; its content is never logged."""
        received: list[ReceivedUpdate] = []
        presses: list[str] = []
        unparsable = 0
        for raw_update in raw:
            update = read_update(raw_update, self._me)
            if isinstance(update, IncomingUpdate):
                received.append(self._received(update))
                presses += [update.press_id] if update.press_id else []
            elif isinstance(update, Unparsable):
                unparsable += 1
                received.append(ReceivedUpdate(update.update_id))
        if unparsable:
            log.warning("%d updates could not be read; they are confirmed and left out", unparsable)
        return Batch(tuple(received), tuple(presses), _next_offset(received))

    def _received(self, update: IncomingUpdate) -> ReceivedUpdate:
        sent_at = datetime.fromtimestamp(update.sent_at, UTC) if update.sent_at is not None else None
        incoming = None if self._is_album_part(update) else update.incoming
        return ReceivedUpdate(update.update_id, update.person, incoming, sent_at, update.group)

    def _is_album_part(self, update: IncomingUpdate) -> bool:
        """Return whether a photo follows another one of its album.

        The first photo may come again, with the same number, and then it is answered as the first time.
        """
        if not update.album:
            return False
        first = self._albums.setdefault(update.album, update.update_id)
        while len(self._albums) > 200:  # the oldest first: dictionaries keep their order
            del self._albums[next(iter(self._albums))]
        return first != update.update_id


def _next_offset(received: Iterable[ReceivedUpdate]) -> int | None:
    ids = [update.update_id for update in received if update.update_id is not None]
    return max(ids) + 1 if ids else None
