"""Writes down who joined and what was pledged, and gives a receipt."""

import hashlib
import hmac
from datetime import datetime

from bot.config.controller import Controller
from bot.core.actions import ActionResult
from bot.core.context import Context
from bot.core.messages import (
    Block,
    Footnote,
    Paragraph,
    Title,
)
from bot.storage import supporters
from bot.storage.savepoint import Database
from flows.events import YES
from flows.position import Agreement, Position
from flows.questions import Questions
from flows.texts import Texts


class SupporterRecords:
    """The actions of the join and pledge flows."""

    def __init__(
        self, questions: Questions, texts: Texts, controller: Controller | None, stub_key: bytes | None
    ) -> None:
        self._questions = questions
        self._texts = texts
        self._controller = controller
        self._stub_key = stub_key

    async def record_supporter(self, context: Context, position: Position) -> ActionResult:
        """Keep what the join flow was told, as far as it was agreed to."""
        if not self._may_keep(position, "updates"):
            return ActionResult("refused")
        db = await context.savepoint.db()
        known = await supporters.find(db, context.person)
        supporter = await self._keep_consents(db, context, position)
        if _agreed(position, "health"):
            affected = position.answers.get("affected", ())
            await supporters.set_affected(db, supporter, affected if isinstance(affected, tuple) else ())
        for name in ("nation", "language"):
            value = position.answers.get(name)
            if isinstance(value, str):
                await supporters.set_details(db, supporter, **{name: value})
        if context.state.source and not (known and known.source):
            await supporters.set_details(db, supporter, source=context.state.source)
        context.count("joined" if known is None or known.agreed("updates") is None else "joined_again")
        self._give_receipt(context, position)
        return ActionResult()

    async def decline_updates(self, context: Context, position: Position) -> ActionResult:
        """Saying no to updates ends those that were agreed to before."""
        del position
        db = await context.savepoint.db()
        known = await supporters.find(db, context.person)
        if known and await supporters.withdraw_and_erase(db, known.id, "updates", context.now):
            context.count("stopped")
            return ActionResult("stopped")
        return ActionResult()

    async def record_pledge(self, context: Context, position: Position) -> ActionResult:
        """Keep a pledge. The same pledge twice counts once."""
        if not self._may_keep(position, "pledge"):
            return ActionResult("refused")
        db = await context.savepoint.db()
        supporter = await self._keep_consents(db, context, position)
        constituency = position.answers.get("constituency")
        if _agreed(position, "share_with_mp") and isinstance(constituency, str):
            await supporters.set_details(db, supporter, constituency=constituency)
        deed = str(position.answers["deed"])
        new = await supporters.add_pledge(db, supporter, deed, context.now)
        stub = self.tombstone(context.person, deed)
        if stub:
            await supporters.delete_tombstone(db, stub)
        self._give_receipt(context, position)
        context.count(f"pledged:{deed}" if new else "pledged_again")
        return ActionResult() if new else ActionResult("counted")

    def tombstone(self, person: str, deed: str) -> str | None:
        """What remains of a pledge taken back: a keyed digest that points at nobody without the key."""
        if self._stub_key is None:
            return None
        return hmac.new(self._stub_key, f"{person}\n{deed}".encode(), hashlib.sha256).hexdigest()

    def _may_keep(self, position: Position, consent: str) -> bool:
        adult = position.answers.get("adult") == YES
        return self._controller is not None and adult and _agreed(position, consent)

    async def _keep_consents(self, db: Database, context: Context, position: Position) -> int:
        supporter = await supporters.add(db, context.person, context.now)
        for name, given in position.consents.items():
            if given.agreed:
                await supporters.agree(db, supporter, _given(name, given))
            else:
                await supporters.withdraw_and_erase(db, supporter, name, context.now)
        return supporter

    def _give_receipt(self, context: Context, position: Position) -> None:
        receipt, dates = self._texts.public.receipt, self._texts.public.dates
        blocks: list[Block] = [Title(receipt.title)]
        for name, given in position.consents.items():
            called = self._questions.answer_label(position.flow, name)
            if given.agreed:
                day = dates.day(datetime.fromisoformat(given.at))
                when = self._texts.public.my_data.agreed(date=day, version=given.version)
                blocks += [Title(receipt.agreed(name=called)), Paragraph(given.wording), Footnote(when)]
            else:
                blocks.append(Paragraph(receipt.declined(name=called)))
        context.say(*blocks, Footnote(receipt.end))


def _agreed(position: Position, name: str) -> bool:
    return name in position.consents and position.consents[name].agreed


def _given(name: str, agreement: Agreement) -> supporters.GivenConsent:
    given_at = datetime.fromisoformat(agreement.at)
    return supporters.GivenConsent(name, agreement.version, agreement.wording, given_at)
