"""Records of supporters and their pledges, written by the join and pledge flows."""

import hashlib
import hmac
from datetime import datetime

from bot.config.controller import Controller
from bot.core.actions import REFUSED, ActionResult
from bot.core.context import Context
from bot.core.messages import Block, Footnote, Paragraph, Title
from bot.storage import supporters
from bot.storage.savepoint import Database
from flows.events import YES
from flows.position import Agreement, Position
from flows.questions import Questions
from flows.texts import Texts


class SupporterRecords:
    """The actions of the join and pledge flows. Nothing is recorded without a controller, consent and age."""

    def __init__(
        self, questions: Questions, texts: Texts, controller: Controller | None, tombstone_key: bytes | None
    ) -> None:
        self._questions = questions
        self._texts = texts
        self._controller = controller
        self._tombstone_key = tombstone_key

    async def record_supporter(self, context: Context, position: Position) -> ActionResult:
        """Record the answers of the join flow, each as far as its consent was given."""
        if not self._may_record(position, "updates"):
            return ActionResult(REFUSED)
        db = await context.savepoint.db()
        before = await supporters.find(db, context.person)
        supporter = await self._record_consents(db, context, position)
        if _agreed(position, "health"):
            affected = position.answers.get("affected", ())
            await supporters.set_affected(db, supporter, affected if isinstance(affected, tuple) else ())
        for name in ("nation", "language"):
            value = position.answers.get(name)
            if isinstance(value, str):
                await supporters.set_details(db, supporter, **{name: value})
        if context.state.source and not (before and before.source):
            await supporters.set_details(db, supporter, source=context.state.source)
        context.count("joined" if before is None or before.agreed("updates") is None else "joined_again")
        self._give_receipt(context, position)
        return ActionResult()

    async def decline_updates(self, context: Context, position: Position) -> ActionResult:
        """Withdraw an earlier consent to updates of somebody who now says no to them."""
        del position
        db = await context.savepoint.db()
        supporter = await supporters.find(db, context.person)
        if supporter and await supporters.withdraw_and_erase(db, supporter.id, "updates", context.now):
            context.count("stopped")
            return ActionResult("stopped")
        return ActionResult()

    async def record_pledge(self, context: Context, position: Position) -> ActionResult:
        """Record a pledge. The same pledge twice counts once."""
        if not self._may_record(position, "pledge"):
            return ActionResult(REFUSED)
        db = await context.savepoint.db()
        supporter = await self._record_consents(db, context, position)
        constituency = position.answers.get("constituency")
        if _agreed(position, "share_with_mp") and isinstance(constituency, str):
            await supporters.set_details(db, supporter, constituency=constituency)
        pledge_type = str(position.answers["deed"])
        new = await supporters.add_pledge(db, supporter, pledge_type, context.now)
        if tombstone := self.tombstone(context.person, pledge_type):
            await supporters.delete_tombstone(db, tombstone)
        self._give_receipt(context, position)
        context.count(f"pledged:{pledge_type}" if new else "pledged_again")
        return ActionResult() if new else ActionResult("counted")

    def tombstone(self, person: str, pledge_type: str) -> str | None:
        """Return what stays of a pledge taken back: a keyed digest that points at nobody without the key."""
        if self._tombstone_key is None:
            return None
        return hmac.new(self._tombstone_key, f"{person}\n{pledge_type}".encode(), hashlib.sha256).hexdigest()

    def _may_record(self, position: Position, consent: str) -> bool:
        adult = position.answers.get("adult") == YES
        return self._controller is not None and adult and _agreed(position, consent)

    async def _record_consents(self, db: Database, context: Context, position: Position) -> int:
        supporter = await supporters.add(db, context.person, context.now)
        for name, agreement in position.consents.items():
            if agreement.agreed:
                await supporters.agree(db, supporter, _given_consent(name, agreement))
            else:
                await supporters.withdraw_and_erase(db, supporter, name, context.now)
        return supporter

    def _give_receipt(self, context: Context, position: Position) -> None:
        receipt, dates = self._texts.public.receipt, self._texts.public.dates
        blocks: list[Block] = [Title(receipt.title)]
        for name, agreement in position.consents.items():
            label = self._questions.answer_label(position.flow, name)
            if agreement.agreed:
                day = dates.day(datetime.fromisoformat(agreement.at))
                when = self._texts.public.my_data.agreed(date=day, version=agreement.version)
                blocks += [Title(receipt.agreed(name=label)), Paragraph(agreement.wording), Footnote(when)]
            else:
                blocks.append(Paragraph(receipt.declined(name=label)))
        context.say(*blocks, Footnote(receipt.end))


def _agreed(position: Position, name: str) -> bool:
    return name in position.consents and position.consents[name].agreed


def _given_consent(name: str, agreement: Agreement) -> supporters.GivenConsent:
    given_at = datetime.fromisoformat(agreement.at)
    return supporters.GivenConsent(name, agreement.version, agreement.wording, given_at)
