"""The version of the bot, as `main.py --version` says it."""

VERSION = "0.1.0"
