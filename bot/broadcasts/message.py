"""The message of a broadcast as an organiser composed it, and as it is signed and sent."""

import json
from dataclasses import asdict, dataclass

from bot.config.controller import Controller
from bot.core.callbacks import CommandButton
from bot.core.messages import Button, ComposedMessage, Incoming, Row, Text, Unreadable
from flows.texts import Texts

LONGEST_TEXT = 4096
"""UTF-16 units of a text (https://core.telegram.org/bots/api#sendmessage)."""
LONGEST_CAPTION = 1024
"""UTF-16 units of a caption (https://core.telegram.org/bots/api#sendphoto)."""
LONGEST_LABEL = 24
"""The limit of every label of the bot: longer ones are cut on a narrow phone."""
_BETWEEN = len("\n\n")


@dataclass(frozen=True, slots=True)
class Composed:
    """Words with their formatting as the channel shows them, at most one photo or document and one link."""

    text: str
    markup: str
    photo: str = ""
    document: str = ""
    label: str = ""
    url: str = ""

    @property
    def has_file(self) -> bool:
        return bool(self.photo or self.document)

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def load(text: str) -> Composed:
    """Return the message that `dump` wrote."""
    return Composed(**json.loads(text))


def read_message(incoming: Incoming) -> Composed | None:
    """Return what an organiser sent, as a message to send on; None for what can't be one."""
    match incoming:
        case Text(text, markup) if text.strip():
            return Composed(text, markup)
        case Unreadable("photo", file_id, caption, markup) if file_id:
            return Composed(caption, markup, photo=file_id)
        case Unreadable("document", file_id, caption, markup) if file_id:
            return Composed(caption, markup, document=file_id)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands under every update: who sends it, and the button that stops updates."""

    footer: str
    stop: str

    @classmethod
    def of(cls, controller: Controller, texts: Texts, imprint: str = "") -> "Signature":
        sender = texts.public.update_footer(controller=controller.name, contact=controller.contact)
        return cls("\n".join(filter(None, (sender, imprint))), texts.public.update_stop)

    def too_long_by(self, message: Composed) -> int:
        """Return by how many UTF-16 units it is too long with the signature; 0 if it fits."""
        limit = LONGEST_CAPTION if message.has_file else LONGEST_TEXT
        length = _units(message.text) + _BETWEEN + _units(self.footer)
        return max(length - limit, 0)

    def post(
        self, message: Composed, *, silent: bool = False, paid: bool = False, message_id: int | None = None
    ) -> ComposedMessage:
        """Return the message as everybody gets it: signed, with the button that nobody can leave out."""
        link: tuple[Row, ...] = ((Button(message.label, url=message.url),),) if message.url else ()
        stop = Button(self.stop, CommandButton("stop").pack())
        return ComposedMessage(
            message.markup,
            self.footer,
            photo=message.photo,
            document=message.document,
            rows=(*link, (stop,)),
            silent=silent,
            paid=paid,
            message_id=message_id,
        )


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
