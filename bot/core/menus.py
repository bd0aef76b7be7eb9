"""Menus: the only owner of the choices that a person can type, by number or by label.

Besides the list shown last, a menu has the choices of notifications, such as an approval that an organiser is
asked for. Their numbers follow those of the list. They count until another list is shown, and not while a
question is open: a "2" typed then is an answer to it. Their labels can be typed at any time, so a label names
its subject: "Approve update 3", not "Approve".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.messages import Button, Choices, Footnote, Message
from flows.answer_parsers import plain, read_choice, read_number, read_yes_no

REMEMBERED = 12
"""The most notified choices that a menu keeps, the newest ones."""
HIGHEST = 30
"""After this number notified choices are numbered from the start again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that can be typed; `number` is 0 where only its label counts."""

    number: int
    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Menu:
    """The list shown last, numbered from 1, and the choices notified since."""

    shown: tuple[Choice, ...] = ()
    notified: tuple[Choice, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels that can be typed."""
        return tuple(choice.label for choice in (*self.shown, *self.notified))

    def show(self, buttons: Iterable[Button]) -> "Menu":
        """Return the menu with these buttons as the list shown last, which numbers now refer to."""
        shown = _numbered(buttons, 1)
        return self if shown == self.shown else Menu(shown, _without_numbers(self.notified))

    def clear(self) -> "Menu":
        """Return the menu without a list, so that a number typed next is no choice."""
        return self.show(())

    def notify(self, buttons: Sequence[Button]) -> "Menu":
        """Return the menu with the choices of a notification, numbered after those that still count."""
        first = self._next_number()
        earlier = self.notified if first > 1 + len(self.shown) else _without_numbers(self.notified)
        return replace(self, notified=(*earlier, *_numbered(buttons, first))[-REMEMBERED:])

    def choose(self, text: str, *, question_open: bool) -> str | None:
        """Return the data of the choice that a message names exactly, by its number or its label.

        While `question_open`, the number of a notified choice counts as an answer to the question.
        """
        typed = plain(text)
        for choice in (*self.shown, *reversed(self.notified)):
            if typed == plain(choice.label):
                return choice.data
        if typed.isdecimal() and 1 <= int(typed) <= len(self.shown):
            return self.shown[int(typed) - 1].data
        number = None if question_open else read_number(text)
        notified = (choice for choice in reversed(self.notified) if number and choice.number == number)
        return next((choice.data for choice in notified), None)

    def guess(self, text: str) -> str | None:
        """Return the data of the listed choice that a message means, misspelt or as a yes or no."""
        if not self.shown:
            return None
        data = read_choice(text, {choice.data: choice.label for choice in self.shown})
        answer = read_yes_no(text) if data is None else None
        if answer is None:
            return data
        return next(
            (choice.data for choice in self.shown if choice.label.casefold().startswith(answer)), None
        )

    def _next_number(self) -> int:
        last = max([len(self.shown), *(choice.number for choice in self.notified)])
        return last + 1 if last < HIGHEST else len(self.shown) + 1


NOTHING_LISTED = Menu()


def list_choices(menu: Menu, message: Message, hint: str = "") -> tuple[Menu, Message]:
    """Return a notification with its choices listed, and the menu with those choices.

    `hint` stands below them. A message that lists its choices itself, or has none, stays as it is.
    """
    buttons = [button for row in message.rows for button in row if button.data]  # links have no number
    if not buttons or any(isinstance(block, Choices) for block in message.blocks):
        return menu, message
    after = menu.notify(buttons)
    first = after.notified[-min(len(buttons), REMEMBERED)].number
    below = (Footnote(hint),) if hint else ()
    listed = Choices(tuple(button.label for button in buttons), first)
    return after, replace(message, blocks=(*message.blocks, listed, *below))


def _numbered(buttons: Iterable[Button], first: int) -> tuple[Choice, ...]:
    return tuple(Choice(number, button.label, button.data) for number, button in enumerate(buttons, first))


def _without_numbers(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(replace(choice, number=0) for choice in choices)
