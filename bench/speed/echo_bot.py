"""The baseline: the plainest bot there is on python-telegram-bot. It polls and says every text again.

The transport is the library's default one, httpx; `sniffio` has to be installed, as httpx-based requests are
a quarter slower without.
"""

import logging
import os

import sniffio
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it again."""
    del context
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def build(token: str, api_url: str) -> "Application":  # type: ignore[type-arg]  # six parameters, all defaults
    """The bot on the Bot API server at `api_url`."""
    bot = ApplicationBuilder().token(token).base_url(f"{api_url}/bot").build()
    bot.add_handler(MessageHandler(filters.TEXT, echo))
    return bot


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    assert sniffio.__name__ == "sniffio"
    build(os.environ["BOT_TOKEN"], os.environ["BOT_API_URL"]).run_polling()
