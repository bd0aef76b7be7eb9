"""A double of Telegram's Bot API for tests: see README.md beside this file."""

from tests.telegram_double.chats import KeptMessage
from tests.telegram_double.double import TOKEN, TelegramDouble
from tests.telegram_double.faults import Fault, FaultKind
from tests.telegram_double.people import Channel, Group, Person
from tests.telegram_double.process import DoubleProcess
from tests.telegram_double.rates import RateLimits
from tests.telegram_double.server import Call

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
