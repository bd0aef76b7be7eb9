"""The content of the bot, read from YAML and checked."""
