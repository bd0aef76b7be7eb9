"""Where people talk with the bot: Telegram and the terminal. Each is thin and drives the same core."""
