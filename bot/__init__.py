"""The bot itself: settings, conversation, storage, outbox, and the channels by which people reach it."""
