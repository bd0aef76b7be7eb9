"""`run`: run the bot on Telegram."""

import asyncio
import logging
from typing import TYPE_CHECKING

import typer

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave
from bot.cli.loading import open_campaign, open_settings

if TYPE_CHECKING:
    from bot.app import Campaign
    from bot.channels.telegram.service import ServiceOptions
    from bot.config.settings import Settings

log = logging.getLogger(__name__)


def add_to(app: typer.Typer) -> None:
    app.command()(run)


def run() -> None:
    """Run the bot on Telegram: polling, or a webhook when WEBHOOK_URL is set. Ctrl+C stops it cleanly."""
    settings = open_settings()
    if settings.bot_token is None:
        leave(
            WRONG_USE,
            "BOT_TOKEN is not set: get one from @BotFather and write it into .env. "
            "To try the bot without a token: make chat",
        )
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    asyncio.run(_serve(settings, settings.bot_token.get_secret_value(), open_campaign(settings)))


async def _serve(settings: "Settings", token: str, campaign: "Campaign") -> None:
    from bot.app import now
    from bot.channels.telegram.service import Service
    from bot.channels.telegram.transport import build_bot
    from bot.errors import StorageError, TelegramFatalError
    from bot.storage.store import Store

    if campaign.controller is None:
        log.warning(
            "CONTROLLER_NAME and CONTROLLER_CONTACT are blank: questions are answered, pledges refused"
        )
    try:
        store = await Store.open(settings.database)
        try:
            bot = build_bot(token, settings.bot_api_url)
            await Service(bot, store, campaign, options=_options(settings), now=now).run()
        finally:
            await store.close()
    except TelegramFatalError as error:
        leave(WRONG_USE, str(error))
    except StorageError as error:
        leave(PROBLEMS, str(error))


def _options(settings: "Settings") -> "ServiceOptions":
    from bot.channels.telegram.service import ServiceOptions, WebhookOptions

    if settings.webhook_url is None or settings.webhook_secret is None:
        return ServiceOptions()
    listen = settings.webhook_listen
    secret = settings.webhook_secret.get_secret_value()
    return ServiceOptions(webhook=WebhookOptions(settings.webhook_url, listen.host, listen.port, secret))
