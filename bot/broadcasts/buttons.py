"""Buttons that carry the number of a broadcast."""

from bot.core.callbacks import CommandButton, encode
from bot.core.messages import Button


def button(label: str, name: str, number: int, value: str = "") -> Button:
    """A button about a broadcast: `name` is its duty."""
    return Button(label, encode(CommandButton(name, f"{number}.{value}" if value else str(number))))


def parts(argument: str) -> tuple[int, str]:
    """The number and the value that a button carries; 0 for what is no number."""
    number, _, value = argument.partition(".")
    return (int(number) if number.isdecimal() else 0), value
