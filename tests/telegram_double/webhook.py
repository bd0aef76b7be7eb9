"""Posts updates to the bot's webhook until it takes them."""

from __future__ import annotations

import asyncio
import re
import time

import aiohttp

from tests.telegram_double.errors import Json, bad_request
from tests.telegram_double.updates import UpdateQueue

_SECRET = re.compile(r"[A-Za-z0-9_\-]{1,256}")
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """At most one address. Updates go there one at a time, in order; each is posted again, after growing
    pauses, until the answer is 2xx. Telegram posts up to `max_connections` at once: a bot that is right
    there is right here."""

    def __init__(self, updates: UpdateQueue) -> None:
        self.url = ""
        self.first_pause = 0.05
        self.longest_pause = 2.0
        self.answer_seconds = 60.0
        self.tries = 0
        self._updates = updates
        self._secret: str | None = None
        self._max_connections = 40
        self._error: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None

    async def set(self, params: Json) -> bool:
        """setWebhook; an empty url is deleteWebhook."""
        url, secret = params["url"], params.get("secret_token")
        if secret is not None and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        connections = params.get("max_connections", 40)
        if not 1 <= connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        await self.delete(params)
        self._updates.allow(params.get("allowed_updates"))
        self.url, self._secret, self._max_connections, self._error = url, secret, connections, None
        if url:
            self._task = asyncio.create_task(self._post_all())
        return True

    async def delete(self, params: Json) -> bool:
        """deleteWebhook."""
        self.url = ""
        if params.get("drop_pending_updates"):
            self._updates.waiting.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        return True

    def info(self) -> Json:
        """getWebhookInfo."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting),
        }
        if self.url:
            info["max_connections"] = self._max_connections
        if self._updates.allowed:
            info["allowed_updates"] = list(self._updates.allowed)
        if self._error is not None:
            info["last_error_date"], info["last_error_message"] = self._error
        return info

    async def _post_all(self) -> None:
        timeout = aiohttp.ClientTimeout(total=self.answer_seconds)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                if not self._updates.waiting:
                    await self._updates.arrived.wait(60)
                else:
                    await self._post_first(session)

    async def _post_first(self, session: aiohttp.ClientSession) -> None:
        update = self._updates.waiting[0]
        pause = self.first_pause
        while not await self._post(session, update.body):
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.longest_pause)
        self._updates.waiting.remove(update)

    async def _post(self, session: aiohttp.ClientSession, body: bytes) -> bool:
        headers = {"Content-Type": "application/json"}
        if self._secret is not None:
            headers[_SECRET_HEADER] = self._secret
        self.tries += 1
        try:
            async with session.post(self.url, data=body, headers=headers, ssl=False) as answer:
                await answer.read()
                if answer.ok:
                    return True
                self._fail(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        except (aiohttp.ClientError, TimeoutError) as error:
            self._fail(f"Connection failed: {type(error).__name__}")
        return False

    def _fail(self, message: str) -> None:
        self._error = (int(time.time()), message)
