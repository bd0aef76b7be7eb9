"""One incoming thing from an organiser, as its handler gets it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.callbacks import PendingInput
from bot.core.context import Context
from bot.core.messages import Block, Button
from bot.storage import audit_log
from bot.storage.organisers import Organiser
from bot.storage.savepoint import Database
from flows.texts import Texts


@dataclass(frozen=True, slots=True)
class OrganiserContext:
    """The context with the organiser whose role has been looked up."""

    context: Context
    organiser: Organiser

    @property
    def now(self) -> datetime:
        return self.context.now

    @property
    def person(self) -> str:
        return self.context.person

    @property
    def texts(self) -> Texts:
        """In the language of this organiser."""
        return self.context.texts

    async def db(self) -> Database:
        return await self.context.savepoint.db()

    def say(self, *blocks: Block | str) -> None:
        self.context.say(*blocks)

    def offer(self, *blocks: Block | str, buttons: Sequence[Button], choices: Sequence[str] = ()) -> None:
        self.context.offer(*blocks, buttons=buttons, choices=choices)

    def notify(self, address: str, *blocks: Block | str, buttons: Sequence[Button] = ()) -> None:
        self.context.notify(address, *blocks, buttons=buttons)

    def confirm_choice(self, note: str) -> None:
        self.context.confirm_choice(note)

    def chose(self, choice: str) -> None:
        """Write the label of what was chosen into the message whose button was pressed."""
        self.confirm_choice(self.texts.organisers.common.you_chose(choice=choice))

    def expect(self, pending: PendingInput) -> None:
        """Take the next message as this; /cancel lets go of it."""
        self.context.state = replace(self.context.state, pending_input=pending.pack())

    def clear_menu(self) -> None:
        """Forget the list shown last: the next message is no choice from it."""
        self.context.clear_menu()

    async def log(self, what: str, about: str = "", why: str = "") -> None:
        """Add a line to the log of what organisers did."""
        db = await self.db()
        await audit_log.write(db, self.organiser.id, what, now=self.now, subject=about, reason=why)
