"""The context of a handler: one incoming thing and what it leads to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.messages import (
    Block,
    Button,
    Choices,
    Message,
    MessageRef,
    Outgoing,
    ReplaceButtons,
    Row,
    Send,
    paragraphs,
)
from bot.core.state import ConversationState
from bot.storage.savepoint import Savepoint
from flows.texts import Texts


@dataclass(slots=True)
class Context:
    """Replies, notifications, the new state and counts, collected while one incoming thing is answered."""

    person: str
    state: ConversationState
    savepoint: Savepoint
    texts: Texts
    """In the language of this person."""
    replies: list[Outgoing] = field(default_factory=list)
    """Messages to this person, in order."""
    counts: Counter[str] = field(default_factory=Counter)
    shown: MessageRef | None = None
    """The message whose button was pressed."""
    answers_given: list[tuple[str, str]] = field(default_factory=list)
    """Entries whose answer was given, with the digest of its wording, so that a correction can reach
    supporters who got it."""
    notifications: list[tuple[str, Outgoing]] = field(default_factory=list)
    """Address and message for other people, such as an organiser who has to approve something."""

    @property
    def now(self) -> datetime:
        return self.savepoint.now

    def say(self, *blocks: Block | str, rows: tuple[Row, ...] = ()) -> None:
        """Reply without changing the menu."""
        self.replies.append(Send(Message(paragraphs(blocks), rows)))

    def offer(
        self,
        *blocks: Block | str,
        buttons: Sequence[Button],
        more: Sequence[Button] = (),
        choices: Sequence[str] = (),
    ) -> None:
        """Reply with a menu: choices by button, number or label.

        `more` are buttons beside the menu, such as links, without a number. `choices` are longer texts for
        the buttons, such as whole questions, that are listed in place of the labels.
        """
        listed = Choices(tuple(choices) or tuple(button.label for button in buttons))
        rows = (*((button,) for button in buttons), *((button,) for button in more))
        self.replies.append(Send(Message((*paragraphs(blocks), listed), rows)))
        self.list_choices(buttons)

    def list_choices(self, buttons: Sequence[Button]) -> None:
        """Let these buttons be typed by number or label until another menu is shown."""
        self.state = replace(self.state, menu=self.state.menu.show(buttons))

    def clear_menu(self) -> None:
        """Clear the menu, so that the next message is no choice from it."""
        self.state = replace(self.state, menu=self.state.menu.clear())

    def notify(self, address: str, *blocks: Block | str, buttons: Sequence[Button] = ()) -> None:
        """Send a notification to another person.

        Its buttons are listed with numbers and can be typed (`bot/core/menus.py`), so a label names its
        subject: "Approve update 3".
        """
        message = Message(paragraphs(blocks), tuple((button,) for button in buttons))
        self.notifications.append((address, Send(message)))

    def confirm_choice(self, note: str) -> None:
        """Replace the buttons of the message that was pressed with a note of the choice."""
        if self.shown:
            self.replies.append(ReplaceButtons(self.shown, note))
            self.shown = None

    def count(self, event: str) -> None:
        """Count an event for the statistics."""
        self.counts[event] += 1
