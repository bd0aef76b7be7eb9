"""`run`: the bot on Telegram."""

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave
from bot.cli.loading import (
    controller_of,
    open_matcher,
    open_settings,
    open_words,
    stub_key_of,
)

if TYPE_CHECKING:
    from bot.channels.telegram.service import Plan
    from bot.config.settings import Settings
    from bot.content.catalogue import Words
    from faq.guards.guards import Guards
    from faq.matching.matcher import Matcher

log = logging.getLogger(__name__)


def add_to(app: typer.Typer) -> None:
    app.command()(run)


def run() -> None:
    """Run the bot on Telegram: polling, or a webhook when WEBHOOK_URL is set. Ctrl+C stops it cleanly."""
    from faq.guards.guards import Guards, ordinary_wordings

    settings = open_settings()
    if settings.bot_token is None:
        leave(
            WRONG_USE,
            "BOT_TOKEN is not set: get one from @BotFather and write it into .env. "
            "To try the bot without a token: make chat",
        )
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    words = open_words()
    matcher, guards = open_matcher(words), Guards(ordinary_wordings(words.entries))
    guards.compile_all()
    asyncio.run(_serve(settings, settings.bot_token.get_secret_value(), words, matcher, guards))


async def _serve(
    settings: "Settings", token: str, words: "Words", matcher: "Matcher", guards: "Guards"
) -> None:
    from bot.app import (
        build_conversation,
        names_of,
        now,
        wordings_of,
    )
    from bot.broadcasts.chat.routes import duties as broadcast_duties
    from bot.broadcasts.policy import terms_of
    from bot.channels.telegram.fatal_errors import FinalTroubleError
    from bot.channels.telegram.service import Service
    from bot.channels.telegram.transport import build_bot
    from bot.conversation.router import Conversation
    from bot.exports.wizard import duties as export_duties
    from bot.reports.routes import Reports
    from bot.storage.errors import StorageError
    from bot.storage.store import Store

    controller = controller_of(settings)
    if controller is None:
        log.warning(
            "CONTROLLER_NAME and CONTROLLER_CONTACT are blank: questions are answered, pledges refused"
        )

    terms = terms_of(settings, controller, words.texts, names_of(words), wordings_of(words))
    reports = Reports(words, terms.time)

    def make_conversation(username: str) -> Conversation:
        return build_conversation(
            words,
            matcher,
            controller=controller,
            stub_key=stub_key_of(settings),
            share_link=f"https://t.me/{username}?start=src_share",
            start_link=f"https://t.me/{username}?start={{}}".format,
            guards=guards,
            duties=[export_duties(), broadcast_duties(terms), reports.duties()],
        )

    try:
        store = await Store.open(settings.database)
        try:
            service = Service(
                build_bot(token, settings.bot_api_url),
                store,
                words.texts,
                make_conversation=make_conversation,
                plan=replace(_plan(settings), broadcasts=terms, reports=reports),
                now=now,
            )
            await service.run()
        finally:
            await store.close()
    except FinalTroubleError as error:
        leave(WRONG_USE, str(error))
    except StorageError as error:
        leave(PROBLEMS, str(error))


def _plan(settings: "Settings") -> "Plan":
    from bot.channels.telegram.service import Plan, WebhookPlan

    if settings.webhook_url is None or settings.webhook_secret is None:
        return Plan()
    listen = settings.webhook_listen
    secret = settings.webhook_secret.get_secret_value()
    return Plan(webhook=WebhookPlan(settings.webhook_url, listen.host, listen.port, secret))
