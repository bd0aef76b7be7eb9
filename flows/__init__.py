"""What the bot asks: scripts and stock phrases as data, and the engine that walks a person through."""
