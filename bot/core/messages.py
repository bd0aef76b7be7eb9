"""Messages between channels and the conversation: what a person sends, and what the bot says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Person:
    """A person on a channel, known by an address alone: `telegram:12345`, `terminal:anna`."""

    address: str

    @property
    def channel(self) -> str:
        """The name of the channel."""
        return self.address.partition(":")[0]

    @property
    def account(self) -> str:
        """The channel's number or name of this chat."""
        return self.address.partition(":")[2]


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message on the person's screen.

    `body` is the message as its channel rendered it, so that a choice can be written into it.
    """

    message_id: str
    body: str


# What a person sends.


@dataclass(frozen=True, slots=True)
class Text:
    """A typed message."""

    text: str
    markup: str = field(default="", compare=False)
    """The text with its formatting, in the channel's markup; empty where a channel has none."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command with a slash."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A pressed button; `shown` is the message it belongs to."""

    data: str
    shown: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that the bot can't read. `kind` is a key of the texts for it: photo, voice, sticker, ...

    A photo or document has the channel's id of its file. A caption is read only by the guards; `markup` is
    the caption with its formatting.
    """

    kind: str
    file_id: str = field(default="", compare=False)
    caption: str = field(default="", compare=False)
    markup: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that was edited after it was sent. Its new text is read only by the guards."""

    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot, which counts as a stop."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The person unblocked the bot."""


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The person opened a session, on a channel that reports it, such as the terminal."""


Incoming = Text | Command | ButtonPress | Unreadable | Edited | Blocked | Unblocked | SessionStarted


# What the bot says.


@dataclass(frozen=True, slots=True)
class Title:
    """A heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A text that is not the bot's view, such as a myth."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a menu, listed in the text for screen readers and for typing."""

    labels: tuple[str, ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class SourceLink:
    """The source of an answer; `label` stands before the title."""

    label: str
    title: str
    url: str
    dated: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the end: a date, a reminder."""

    text: str


Block = Title | Paragraph | Quote | Choices | SourceLink | Footnote


@dataclass(frozen=True, slots=True)
class Button:
    """A button with data for the bot, or with a link."""

    label: str
    data: str = ""
    url: str = ""


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message: blocks of text, and rows of buttons."""

    blocks: tuple[Block, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message."""

    message: Message


@dataclass(frozen=True, slots=True)
class EditMessage:
    """Replace a message in its place: other ticks or another page of the same question."""

    shown: MessageRef
    message: Message


@dataclass(frozen=True, slots=True)
class ReplaceButtons:
    """Replace the buttons of a message with a note of the choice."""

    shown: MessageRef
    note: str


@dataclass(frozen=True, slots=True)
class SetMenu:
    """Set the commands in the person's menu: name and description of each."""

    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ComposedMessage:
    """A message as an organiser composed it on the channel, word for word, with a footer.

    `markup` is the channel's; it is the caption where there is a photo or document (the channel's file id).
    With `message_id` it replaces that message, whose file stays.
    """

    markup: str
    footer: str = ""
    photo: str = ""
    document: str = ""
    rows: tuple[Row, ...] = ()
    silent: bool = False
    paid: bool = False
    """Whether the channel may charge for sending above its free rate."""
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Attach:
    """A file made by the bot, with a short plain note. `content` is its bytes, or its path."""

    name: str
    content: bytes | Path
    note: str = ""


Outgoing = Send | EditMessage | ReplaceButtons | SetMenu | ComposedMessage | Delete | Attach


def paragraphs(blocks: Iterable[Block | str]) -> tuple[Block, ...]:
    """Return the blocks of a message, with plain text as paragraphs."""
    return tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
