"""The baseline: a bare python-telegram-bot bot that polls and echoes every text.

It uses the library's default transport, httpx, with `sniffio`, without which httpx is a quarter slower.
"""

import logging
import os

import sniffio
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send the text back."""
    del context
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def build(token: str, api_url: str) -> "Application":  # type: ignore[type-arg]  # six parameters, all defaults
    """Return the bot on the Bot API server at `api_url`."""
    bot = ApplicationBuilder().token(token).base_url(f"{api_url}/bot").build()
    bot.add_handler(MessageHandler(filters.TEXT, echo))
    return bot


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    assert sniffio.__name__ == "sniffio"
    build(os.environ["BOT_TOKEN"], os.environ["BOT_API_URL"]).run_polling()
