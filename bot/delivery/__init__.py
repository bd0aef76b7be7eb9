"""From committed updates to sent replies: inbox, outbox and what became of each message."""
