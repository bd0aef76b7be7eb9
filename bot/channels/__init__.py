"""Where people talk with the bot. Each channel is thin and drives the same core."""
