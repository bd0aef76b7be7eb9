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

from bot.core.messages import Attach, Person
from bot.delivery.notifier import Notifier
from bot.delivery.results import Delivered, NotSent, Result, Transport, Unconfirmed, Wait
from bot.errors import StorageError
from bot.exports.datasets import FileFormat
from bot.exports.exporter import write_file
from bot.exports.manifest import SUFFIX, Manifest
from bot.exports.message_cleanup import MessageDeleter
from bot.exports.selection import ExportSelection
from bot.organisers.roles import may
from bot.storage import export_jobs, message_deletions, organisers
from bot.storage.export_jobs import ExportJob
from bot.storage.schema.enums import ExportState, Role
from bot.storage.store import Store
from flows.texts.exports import ExportTexts

log = logging.getLogger(__name__)
_MEGABYTE = 1_000_000
LARGEST = 45 * _MEGABYTE
"""Bytes. A bot may send 50 MB (https://core.telegram.org/bots/api#senddocument)."""
DELETE_AFTER = timedelta(hours=1)
UNCONFIRMED = timedelta(days=1)
"""How long an export that was begun and never confirmed is kept."""
TRIES = 8


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
        texts: ExportTexts,
        *,
        now: Callable[[], datetime],
        retries: SendRetries | None = None,
        largest: int = LARGEST,
    ) -> None:
        self._store = store
        self._transport = transport
        self._notifier = notifier
        self._texts = texts
        self._now = now
        self._retries = retries or SendRetries()
        self._largest = largest
        self._deleter = MessageDeleter(store, transport, notifier, texts.delivery, now=now)
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
            interrupted = await export_jobs.in_state(db, channel, ExportState.SENDING)
            jobs = await export_jobs.in_state(db, channel, ExportState.WAITING)
        await self._deleter.run_once()
        for job in interrupted:
            await self._close(job, self._texts.delivery.perhaps_arrived)
        for job in jobs:
            await self._make(job)

    async def _make(self, job: ExportJob) -> None:
        """Make and send one export, if the organiser still may."""
        async with self._store.reading() as db:
            organiser = await organisers.find(db, job.person)
        if organiser is None or not may(organiser.roles, Role.EXPORTER):
            await self._close(job)
            return
        selection = ExportSelection.load(job.selection)
        request = selection.request(job.organiser_id, job.requested_at, self._texts)
        name = self._texts.delivery.file_name(
            dataset=self._texts.datasets[request.dataset.key].file,
            day=job.requested_at.date().isoformat(),
            ending=request.file_format,
        )
        self._clear_folder()
        try:
            self._folder.mkdir(mode=0o700)
            output = self._folder / name
            manifest = await write_file(self._store.path, request, output)
            await self._hand_over(job, manifest, output)
        finally:
            self._clear_folder()

    async def _hand_over(self, job: ExportJob, manifest: Manifest, output: Path) -> None:
        texts, request = self._texts.delivery, manifest.request
        size = output.stat().st_size
        if size > self._largest:
            await self._close(
                job,
                texts.too_large(
                    size=-(-size // _MEGABYTE),
                    limit=LARGEST // _MEGABYTE,
                    dataset=request.dataset.name,
                    format=request.file_format,
                ),
            )
            return
        files = [
            Attach(output.name, output, texts.caption(manifest.rows, day=manifest.delete_by.isoformat()))
        ]
        if request.file_format is not FileFormat.XLSX:
            beside = output.with_name(output.name + SUFFIX)
            files.append(Attach(beside.name, beside, texts.manifest_caption))
        async with self._store.transaction() as db:
            await export_jobs.mark_sending(db, job.id)
        for file in files:
            result = await self._deliver(job.person, file)
            if not isinstance(result, Delivered):
                arrived = isinstance(result, Unconfirmed)
                await self._close(job, texts.perhaps_arrived if arrived else texts.failed)
                return
            await self._delete_later(job.person, result.message_id)
        await self._close(job)

    async def _deliver(self, address: str, file: Attach) -> Result:
        """Send a file, trying again while it surely did not arrive."""
        (payload,) = self._notifier.render(Person(address), file)
        pause = self._retries.first_pause
        for left in reversed(range(self._retries.tries)):
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

    async def _close(self, job: ExportJob, message: str = "") -> None:
        """Take a job away, and tell the organiser what there is to tell."""
        async with self._store.transaction() as db:
            await export_jobs.delete(db, job.id)
            rows = await self._notifier.say(db, job.person, message) if message else []
        self._notifier.send(rows)

    def _clear_folder(self) -> None:
        """Delete the files, also those of a run that was killed."""
        shutil.rmtree(self._folder, ignore_errors=True)
