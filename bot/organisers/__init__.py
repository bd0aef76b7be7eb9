"""What the people who run the campaign may do, from the chat and from the command line."""
