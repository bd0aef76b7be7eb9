"""What the bot knows: its entries, how a question finds its entry, and what is answered before matching."""
