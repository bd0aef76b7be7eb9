"""One incoming thing and what it leads to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.messages import (
    Block,
    Button,
    Choices,
    Mark,
    Message,
    Outgoing,
    Paragraph,
    Reply,
    Row,
    Send,
    Shown,
)
from bot.core.state import State
from bot.storage.savepoint import Work


@dataclass(slots=True)
class Exchange:
    """What is said, remembered and counted while one incoming thing is answered."""

    person: str
    state: State
    work: Work
    reply: Reply = field(default_factory=Reply)
    counts: Counter[str] = field(default_factory=Counter)
    shown: Shown | None = None
    """The message whose button was pressed."""
    given: list[tuple[str, str]] = field(default_factory=list)
    """Entries whose answer was given, each with the digest of its words, so that a correction can reach those
    who agreed to updates."""
    to_others: list[tuple[str, Outgoing]] = field(default_factory=list)
    """What is said to other people, such as an organiser who has to approve something."""

    @property
    def now(self) -> datetime:
        return self.work.now

    def say(self, *blocks: Block | str, rows: tuple[Row, ...] = ()) -> None:
        """Say something that leaves the list to choose from as it is."""
        self.reply.say(*blocks, rows=rows)

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
        worded = tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
        choices = Choices(tuple(listed) or tuple(button.label for button in buttons))
        rows = (*((button,) for button in buttons), *((button,) for button in more))
        self.reply.outgoing.append(Send(Message((*worded, choices), rows)))
        self.state = replace(self.state, menu=tuple((button.label, button.data) for button in buttons))

    def tell(self, address: str, *blocks: Block | str, buttons: Sequence[Button] = ()) -> None:
        """Say something to somebody else.

        The channel lists the buttons with numbers, and they can be typed (`bot/core/menus.py`): a label
        says what it belongs to, such as "Approve update 3".
        """
        worded = tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
        message = Message(worded, tuple((button,) for button in buttons))
        self.to_others.append((address, Send(message)))

    def mark(self, note: str) -> None:
        """Write what was chosen into the message whose button was pressed."""
        if self.shown:
            self.reply.outgoing.append(Mark(self.shown, note))
            self.shown = None

    def count(self, what: str) -> None:
        self.counts[what] += 1
