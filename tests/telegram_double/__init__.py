"""A double of Telegram's Bot API for tests: see README.md beside this file."""

from .chats import KeptMessage
from .double import TOKEN, TelegramDouble
from .faults import Fault, FaultKind
from .people import Channel, Group, Person
from .process import DoubleProcess
from .rates import RateLimits
from .server import Call

__all__ = [
    "TOKEN",
    "Call",
    "Channel",
    "DoubleProcess",
    "Fault",
    "FaultKind",
    "Group",
    "KeptMessage",
    "Person",
    "RateLimits",
    "TelegramDouble",
]
