"""Batches of raw updates into what the inbox handles."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.telegram.update_parser import (
    IncomingUpdate,
    Me,
    Unparsable,
    read_update,
)
from bot.delivery.inbox import ReceivedUpdate

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch holds, and the presses to acknowledge when it is committed."""

    received: tuple[ReceivedUpdate, ...]
    press_ids: tuple[str, ...]
    next_offset: int | None
    """The offset that confirms the whole batch; None for an empty one."""


class UpdateReader:
    """Reads updates for one bot. Photos sent together as an album are met with one reply."""

    def __init__(self, me: Me) -> None:
        self._me = me
        self._albums: dict[str, int] = {}

    def read(self, raw: Sequence[object]) -> Batch:
        """Read a batch. What can't be parsed is counted and confirmed, never logged."""
        received: list[ReceivedUpdate] = []
        presses: list[str] = []
        odd = 0
        for one in raw:
            update = read_update(one, self._me)
            if isinstance(update, IncomingUpdate):
                received.append(self._received(update))
                presses += [update.press_id] if update.press_id else []
            elif isinstance(update, Unparsable):
                odd += 1
                received.append(ReceivedUpdate(update.update_id))
        if odd:
            log.warning("%d updates could not be read; they are confirmed and left out", odd)
        return Batch(tuple(received), tuple(presses), _next_offset(received))

    def _received(self, update: IncomingUpdate) -> ReceivedUpdate:
        sent_at = datetime.fromtimestamp(update.sent_at, UTC) if update.sent_at is not None else None
        incoming = None if self._seen(update) else update.incoming
        return ReceivedUpdate(update.update_id, update.person, incoming, sent_at, update.group)

    def _seen(self, update: IncomingUpdate) -> bool:
        """Whether another part of the same album came before. The same part may come again."""
        if not update.album:
            return False
        first = self._albums.setdefault(update.album, update.update_id)
        while len(self._albums) > 200:
            del self._albums[next(iter(self._albums))]
        return first != update.update_id


def _next_offset(received: Iterable[ReceivedUpdate]) -> int | None:
    ids = [one.update_id for one in received if one.update_id is not None]
    return max(ids) + 1 if ids else None
