"""Writes down who joined and what was pledged, and gives a receipt."""

import hashlib
import hmac

from bot.content.flow_actions import Controller
from bot.core.actions import Outcome
from bot.core.context import Exchange
from bot.core.dates import day_of
from bot.core.messages import (
    Block,
    Paragraph,
    Small,
    Title,
)
from bot.storage import supporters
from bot.storage.savepoint import Database
from flows.events import YES
from flows.position import Agreement, Position
from flows.questions import Questions
from flows.texts import Texts


class Recorder:
    """The actions of the join and pledge flows."""

    def __init__(
        self, questions: Questions, texts: Texts, controller: Controller | None, stub_key: bytes | None
    ) -> None:
        self._questions = questions
        self._texts = texts
        self._controller = controller
        self._stub_key = stub_key

    async def record_supporter(self, exchange: Exchange, position: Position) -> Outcome:
        """Keep what the join flow was told, as far as it was agreed to."""
        if not self._may_keep(position, "updates"):
            return Outcome("refused")
        db = await exchange.work.records()
        known = await supporters.find(db, exchange.person)
        supporter = await self._keep_consents(db, exchange, position)
        if _agreed(position, "health"):
            affected = position.answers.get("affected", ())
            await supporters.set_affected(db, supporter, affected if isinstance(affected, tuple) else ())
        for name in ("nation", "language"):
            value = position.answers.get(name)
            if isinstance(value, str):
                await supporters.set_details(db, supporter, **{name: value})
        if exchange.state.source and not (known and known.source):
            await supporters.set_details(db, supporter, source=exchange.state.source)
        exchange.count("joined" if known is None or known.agreed("updates") is None else "joined_again")
        self._give_receipt(exchange, position)
        return Outcome()

    async def decline_updates(self, exchange: Exchange, position: Position) -> Outcome:
        """Saying no to updates ends those that were agreed to before."""
        del position
        db = await exchange.work.records()
        known = await supporters.find(db, exchange.person)
        if known and await supporters.take_back(db, known.id, "updates", exchange.now):
            exchange.count("stopped")
            return Outcome("stopped")
        return Outcome()

    async def record_pledge(self, exchange: Exchange, position: Position) -> Outcome:
        """Keep a pledge. The same pledge twice counts once."""
        if not self._may_keep(position, "pledge"):
            return Outcome("refused")
        db = await exchange.work.records()
        supporter = await self._keep_consents(db, exchange, position)
        constituency = position.answers.get("constituency")
        if _agreed(position, "share_with_mp") and isinstance(constituency, str):
            await supporters.set_details(db, supporter, constituency=constituency)
        deed = str(position.answers["deed"])
        new = await supporters.add_pledge(db, supporter, deed, exchange.now)
        stub = self.stub(exchange.person, deed)
        if stub:
            await supporters.end_stub(db, stub)
        self._give_receipt(exchange, position)
        exchange.count(f"pledged:{deed}" if new else "pledged_again")
        return Outcome() if new else Outcome("counted")

    def stub(self, person: str, deed: str) -> str | None:
        """What remains of a pledge taken back: a keyed digest that points at nobody without the key."""
        if self._stub_key is None:
            return None
        return hmac.new(self._stub_key, f"{person}\n{deed}".encode(), hashlib.sha256).hexdigest()

    def _may_keep(self, position: Position, consent: str) -> bool:
        adult = position.answers.get("adult") == YES
        return self._controller is not None and adult and _agreed(position, consent)

    async def _keep_consents(self, db: Database, exchange: Exchange, position: Position) -> int:
        supporter = await supporters.add(db, exchange.person, exchange.now)
        for name, given in position.consents.items():
            if given.agreed:
                await supporters.agree(db, supporter, _given(name, given))
            else:
                await supporters.take_back(db, supporter, name, exchange.now)
        return supporter

    def _give_receipt(self, exchange: Exchange, position: Position) -> None:
        blocks: list[Block] = [Title(self._texts.receipt_title)]
        for name, given in position.consents.items():
            called = self._questions.called(position.flow, name)
            if given.agreed:
                day = f"{day_of(given.at)}, wording {given.version}"
                blocks += [Title(f"{called}: yes"), Paragraph(given.wording), Small(f"Agreed on {day}")]
            else:
                blocks.append(Paragraph(f"{called}: no"))
        exchange.say(*blocks, Small(self._texts.receipt_end))


def _agreed(position: Position, name: str) -> bool:
    return name in position.consents and position.consents[name].agreed


def _given(name: str, agreement: Agreement) -> supporters.GivenConsent:
    return supporters.GivenConsent(name, agreement.version, agreement.wording, agreement.at)
