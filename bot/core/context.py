"""One incoming thing and what it leads to."""

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
    """What is said, remembered and counted while one incoming thing is answered."""

    person: str
    state: ConversationState
    savepoint: Savepoint
    texts: Texts
    """In the language of this person."""
    replies: list[Outgoing] = field(default_factory=list)
    """What is said to this person, in order."""
    counts: Counter[str] = field(default_factory=Counter)
    shown: MessageRef | None = None
    """The message whose button was pressed."""
    answers_given: list[tuple[str, str]] = field(default_factory=list)
    """Entries whose answer was given, each with the digest of its words, so that a correction can reach those
    who agreed to updates."""
    notifications: list[tuple[str, Outgoing]] = field(default_factory=list)
    """What is said to other people, such as an organiser who has to approve something."""

    @property
    def now(self) -> datetime:
        return self.savepoint.now

    def say(self, *blocks: Block | str, rows: tuple[Row, ...] = ()) -> None:
        """Say something that leaves the list to choose from as it is."""
        self.replies.append(Send(Message(paragraphs(blocks), rows)))

    def offer(
        self,
        *blocks: Block | str,
        buttons: Sequence[Button],
        more: Sequence[Button] = (),
        listed: Sequence[str] = (),
    ) -> None:
        """Say something with a list to choose from by button, number or label.

        `more` are buttons beside the list, such as links; they have no number. `listed` is what the text says
        of each choice, where that is longer than a label.
        """
        choices = Choices(tuple(listed) or tuple(button.label for button in buttons))
        rows = (*((button,) for button in buttons), *((button,) for button in more))
        self.replies.append(Send(Message((*paragraphs(blocks), choices), rows)))
        self.list_choices(buttons)

    def list_choices(self, buttons: Sequence[Button]) -> None:
        """Let these buttons be typed by number or label until another list is shown."""
        self.state = replace(self.state, menu=self.state.menu.show(buttons))

    def clear_menu(self) -> None:
        """Forget the list shown last: the next message is no choice from it."""
        self.state = replace(self.state, menu=self.state.menu.clear())

    def notify(self, address: str, *blocks: Block | str, buttons: Sequence[Button] = ()) -> None:
        """Say something to somebody else.

        The channel lists the buttons with numbers, and they can be typed (`bot/core/menus.py`): a label
        says what it belongs to, such as "Approve update 3".
        """
        message = Message(paragraphs(blocks), tuple((button,) for button in buttons))
        self.notifications.append((address, Send(message)))

    def confirm_choice(self, note: str) -> None:
        """Write what was chosen into the message whose button was pressed."""
        if self.shown:
            self.replies.append(ReplaceButtons(self.shown, note))
            self.shown = None

    def count(self, what: str) -> None:
        self.counts[what] += 1
