"""The campaign bot. `python main.py --help` lists what it can do."""

from bot.cli import app

if __name__ == "__main__":
    app()
