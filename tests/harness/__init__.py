"""What tests stand on: people and organisers who talk with the bot, its service and process, clocks."""
