"""Reads the bot's words from YAML and checks them."""
