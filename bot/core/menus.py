"""The choices a person can make by number or by words: one owner shows, remembers, chooses and clears them.

Besides the list shown last there are choices that came in between, such as an approval that an organiser is
asked for. Their numbers go on after those of the list, count only until another list is shown, and never
while something else is asked for: a "2" typed then is an answer to that. Their words can be typed at any
time, so a label says what it belongs to: "Approve update 3", not "Approve".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.messages import Button, Choices, Footnote, Message
from flows.answer_parsers import plain, read_choice, read_number, read_yes_no

REMEMBERED = 12
"""Choices that came in between, the newest of all messages."""
HIGHEST = 30
"""After this number they begin again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that can be typed; `number` is 0 where only its words count."""

    number: int
    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Menu:
    """The list shown last, numbered from 1, and the choices that came in between."""

    shown: tuple[Choice, ...] = ()
    notified: tuple[Choice, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label that can be typed."""
        return tuple(choice.label for choice in (*self.shown, *self.notified))

    def show(self, buttons: Iterable[Button]) -> "Menu":
        """Return the menu once these buttons are the list shown last: numbers belong to them from now on."""
        shown = _numbered(buttons, 1)
        return self if shown == self.shown else Menu(shown, _without_numbers(self.notified))

    def clear(self) -> "Menu":
        """Return the menu once nothing is listed: a number typed next is no choice."""
        return self.show(())

    def notify(self, buttons: Sequence[Button]) -> "Menu":
        """Return the menu with choices that came in between, numbered after those that still count."""
        first = self._next_number()
        earlier = self.notified if first > 1 + len(self.shown) else _without_numbers(self.notified)
        return replace(self, notified=(*earlier, *_numbered(buttons, first))[-REMEMBERED:])

    def choose(self, text: str, *, question_open: bool) -> str | None:
        """Return the data of the choice that a whole message names exactly, by its number or its words.

        With `question_open` a number of a choice that came in between could be an answer to something else.
        """
        written = plain(text)
        for choice in (*self.shown, *reversed(self.notified)):
            if written == plain(choice.label):
                return choice.data
        if written.isdecimal() and 1 <= int(written) <= len(self.shown):
            return self.shown[int(written) - 1].data
        number = None if question_open else read_number(text)
        between = (choice for choice in reversed(self.notified) if number and choice.number == number)
        return next((choice.data for choice in between), None)

    def guess(self, text: str) -> str | None:
        """Return the data of the listed choice that a message means: with slips, or by a yes or no."""
        if not self.shown:
            return None
        data = read_choice(text, {choice.data: choice.label for choice in self.shown})
        answer = read_yes_no(text) if data is None else None
        if answer is None:
            return data
        return next((each.data for each in self.shown if each.label.casefold().startswith(answer)), None)

    def _next_number(self) -> int:
        last = max([len(self.shown), *(choice.number for choice in self.notified)])
        return last + 1 if last < HIGHEST else len(self.shown) + 1


NOTHING_LISTED = Menu()


def list_choices(menu: Menu, message: Message, hint: str = "") -> tuple[Menu, Message]:
    """Return a message that came in between with its choices listed, and the menu that knows them.

    `hint` is said below them while something else is asked for. A message that lists its choices itself, or
    has none, stays as it is.
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
    return tuple(Choice(number, each.label, each.data) for number, each in enumerate(buttons, first))


def _without_numbers(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(replace(choice, number=0) for choice in choices)
