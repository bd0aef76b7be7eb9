"""Words between a channel and the core: who wrote and what, and what to say back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a channel. The address is all that is known: `telegram:12345`, `terminal:anna`."""

    address: str

    @property
    def channel(self) -> str:
        return self.address.partition(":")[0]

    @property
    def account(self) -> str:
        """The channel's own number or name of this chat."""
        return self.address.partition(":")[2]


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that is on the person's screen, as its channel knows it.

    `body` is the message as the channel rendered it, so that a choice can be written into it.
    """

    message_id: str
    body: str


# What a person sends.


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    markup: str = field(default="", compare=False)
    """The same as its channel shows it, in the channel's own markup; empty where a channel has none."""


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class ButtonPress:
    data: str
    shown: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something the bot can't read. `kind` is a key of the texts for it: photo, voice, sticker, ...

    A photo or document comes with the channel's own name of the file, and its caption also as it is shown.
    Captions are read for danger alone.
    """

    kind: str
    file_id: str = field(default="", compare=False)
    caption: str = field(default="", compare=False)
    markup: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Edited:
    """A message was changed after it was sent. Its new words are read for danger alone."""

    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot: the plainest way to say stop."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    pass


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The person came back to a channel that can tell."""


Incoming = Text | Command | ButtonPress | Unreadable | Edited | Blocked | Unblocked | SessionStarted


# What the bot says.


@dataclass(frozen=True, slots=True)
class Title:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that are not the bot's own view, such as a myth."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a menu in the text, so that they can be heard and typed."""

    labels: tuple[str, ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where an answer comes from; `label` stands before the title."""

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
    blocks: tuple[Block, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Send:
    message: Message


@dataclass(frozen=True, slots=True)
class EditMessage:
    """Show a message anew in its place: ticks and pages of one and the same question."""

    shown: MessageRef
    message: Message


@dataclass(frozen=True, slots=True)
class ReplaceButtons:
    """Take the buttons off a message and write into it what was chosen."""

    shown: MessageRef
    note: str


@dataclass(frozen=True, slots=True)
class SetMenu:
    """Show these commands in the person's menu, name and description each."""

    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ComposedMessage:
    """A message as somebody composed it on the channel, word for word, with a line below it.

    `markup` is the channel's own; it is the caption where there is a photo or document (the channel's own
    name of a file it has). With `message_id` it takes the place of that message, whose file stays.
    """

    markup: str
    footer: str = ""
    photo: str = ""
    document: str = ""
    rows: tuple[Row, ...] = ()
    silent: bool = False
    paid: bool = False
    """Whether the channel may charge for sending faster than it does for nothing."""
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    message_id: int


@dataclass(frozen=True, slots=True)
class Attach:
    """A file that the bot made, with a short plain note. `content` is what is in it, or where it lies."""

    name: str
    content: bytes | Path
    note: str = ""


Outgoing = Send | EditMessage | ReplaceButtons | SetMenu | ComposedMessage | Delete | Attach


def paragraphs(blocks: Iterable[Block | str]) -> tuple[Block, ...]:
    """Return the blocks of a message, with plain text as paragraphs."""
    return tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
