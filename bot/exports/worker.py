"""Makes the exports that were asked for in the chat, sends them, and deletes the messages after an hour.

Nothing of this holds up the conversation: files are made on a connection that only reads, and stand for a
moment in a folder beside the database that only its owner can open.
"""

import asyncio
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.messages import (
    Attach,
    Person,
)
from bot.delivery.notifier import Notifier
from bot.delivery.results import (
    Delivered,
    NotSent,
    Result,
    Transport,
    Unconfirmed,
    Wait,
)
from bot.exports.exporter import ExportRequest, FileFormat, write_file
from bot.exports.manifest import SUFFIX, Manifest
from bot.exports.message_cleanup import MessageDeleter
from bot.exports.selection import ExportSelection
from bot.organisers.roles import may
from bot.storage import export_jobs, message_deletions, organisers
from bot.storage.enums import ExportState, Role
from bot.storage.errors import StorageError
from bot.storage.export_jobs import ExportJob
from bot.storage.store import Store

log = logging.getLogger(__name__)
LARGEST = 45_000_000
"""Bytes. A bot may send 50 MB (https://core.telegram.org/bots/api#senddocument)."""
DELETE_AFTER = timedelta(hours=1)
UNCONFIRMED = timedelta(days=1)
"""How long what was begun and never confirmed is kept."""
TRIES = 8
_TOO_LARGE = (
    "The file has {size} MB, and I can only send 45. Somebody with access to the server can make it there: "
    "python main.py export {what} --format {form} --output FILE"
)
_FAILED = "The file could not be sent. Nothing was kept of it; please begin again with /export."
_PERHAPS = (
    "I can't tell whether a file arrived here. If it did, please delete it yourself: I can't find it again."
)


@dataclass(frozen=True, slots=True)
class SendRetries:
    """How often to try to send, and the seconds between, doubled each time."""

    tries: int = TRIES
    first_pause: float = 1.0


class ExportSender:
    """Works off what is waiting, one after the other."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        notifier: Notifier,
        *,
        now: Callable[[], datetime],
        patience: SendRetries | None = None,
        largest: int = LARGEST,
    ) -> None:
        self._store = store
        self._transport = transport
        self._notifier = notifier
        self._now = now
        self._patience = patience or SendRetries()
        self._largest = largest
        self._deleter = MessageDeleter(store, transport, notifier, now=now)
        self._folder = store.path.with_name(f"{store.path.name}.exports")

    async def run(self, every: float = 2.0) -> None:
        """Send exports and delete messages as their time comes. Runs until cancelled."""
        self._clear_folder()
        while True:
            try:
                await self.run_once()
            except (StorageError, OSError) as error:
                log.error("an export could not be made, trying again: %s", error)
            await asyncio.sleep(every)

    async def run_once(self) -> None:
        """Do everything that is waiting on a channel now.

        Raises:
            StorageError: the database can't be used; what is left is done the next time.
            OSError: the file can't be written.
        """
        channel = self._notifier.channel
        async with self._store.transaction() as db:
            await export_jobs.delete_abandoned(db, self._now() - UNCONFIRMED)
            cut_short = await export_jobs.in_state(db, channel, ExportState.SENDING)
            jobs = await export_jobs.in_state(db, channel, ExportState.WAITING)
        await self._deleter.run_once()
        for job in cut_short:
            await self._close(job, _PERHAPS)
        for job in jobs:
            await self._do(job)

    async def _do(self, job: ExportJob) -> None:
        """Make and send one, if the organiser still may."""
        async with self._store.reading() as db:
            asker = await organisers.find(db, job.person)
        if asker is None or not may(asker.roles, Role.EXPORTER):
            await self._close(job, "")
            return
        wanted = ExportSelection.load(job.selection).request(job.organiser_id, job.requested_at)
        self._clear_folder()
        try:
            self._folder.mkdir(mode=0o700)
            output = self._folder / f"{wanted.subject.name}-{job.requested_at:%Y-%m-%d}.{wanted.form}"
            manifest = await write_file(self._store.path, wanted, output)
            await self._hand_over(job, wanted, manifest, output)
        finally:
            self._clear_folder()

    async def _hand_over(
        self, job: ExportJob, wanted: ExportRequest, manifest: Manifest, output: Path
    ) -> None:
        size = output.stat().st_size
        if size > self._largest:
            told = _TOO_LARGE.format(size=-(-size // 1_000_000), what=wanted.subject.name, form=wanted.form)
            await self._close(job, told)
            return
        caption = (
            f"{manifest.rows} rows. I delete this message after an hour. Delete your copy by "
            f"{manifest.delete_by}."
        )
        files = [Attach(output.name, output, caption)]
        if wanted.form is not FileFormat.XLSX:
            beside = output.with_name(output.name + SUFFIX)
            files.append(Attach(beside.name, beside, "What the file is, for whom, and by when to delete it."))
        async with self._store.transaction() as db:
            await export_jobs.mark_sending(db, job.id)
        for file in files:
            result = await self._deliver(job.person, file)
            if not isinstance(result, Delivered):
                await self._close(job, _PERHAPS if isinstance(result, Unconfirmed) else _FAILED)
                return
            await self._delete_later(job.person, result.message_id)
        await self._close(job, "")

    async def _deliver(self, address: str, file: Attach) -> Result:
        """Send a file, trying again while it surely did not arrive."""
        (payload,) = self._notifier.render(Person(address), file)
        pause = self._patience.first_pause
        for left in reversed(range(self._patience.tries)):
            result = await self._transport.deliver(payload)
            if not left or not isinstance(result, NotSent | Wait):
                break
            await asyncio.sleep(result.seconds if isinstance(result, Wait) else pause)
            pause *= 2
        return result

    async def _delete_later(self, address: str, message: int | None) -> None:
        if message is not None:
            async with self._store.transaction() as db:
                await message_deletions.schedule(db, address, message, self._now() + DELETE_AFTER)

    async def _close(self, job: ExportJob, told: str) -> None:
        """The job is done, and the organiser hears what there is to hear."""
        async with self._store.transaction() as db:
            await export_jobs.delete(db, job.id)
            rows = await self._notifier.say(db, job.person, told) if told else []
        self._notifier.send(rows)

    def _clear_folder(self) -> None:
        """Take away files, those of a run that was killed among them."""
        shutil.rmtree(self._folder, ignore_errors=True)
