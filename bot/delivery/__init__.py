"""From received updates to delivered replies: the inbox, the outbox and the results of sending."""
