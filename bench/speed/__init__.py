"""How fast the bot answers, sends and exports, and what kills cost it."""
