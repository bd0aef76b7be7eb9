"""A person's own data: see it, take parts of it back, stop updates, be forgotten."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.callbacks import CommandButton
from bot.core.context import Context
from bot.core.messages import Block, Button, Footnote, Paragraph, SetMenu, Title
from bot.core.state import ConversationState
from bot.storage import audiences, audit_log, erasures, organisers, outbox, supporters, threads
from bot.storage.organisers import Organiser
from bot.storage.schema.enums import ThreadKind, TombstoneReason
from bot.storage.supporters import ConsentRecord, GivenConsent, PledgeRecord, Supporter
from bot.storage.threads import Thread
from bot.supporters.buttons import ConfirmErasure, KeepData, ResumeUpdates, WithdrawConsent, WithdrawPledge
from bot.supporters.records import SupporterRecords
from flows.questions import Questions
from flows.texts import Texts


class MyData:
    """Shows people what is kept about them, and lets them take it back.

    `labels` names entries, consents, choices and pledge types in words; `public` are everybody's commands.
    """

    def __init__(
        self,
        texts: Texts,
        questions: Questions,
        records: SupporterRecords,
        *,
        labels: Mapping[str, str],
        public: Mapping[str, str],
    ) -> None:
        self._texts = texts
        self._kept = texts.public.my_data
        self._buttons = texts.buttons.my_data
        self._questions = questions
        self._records = records
        self._labels = labels
        self._public = public

    async def show(self, context: Context) -> None:
        """Show everything that is kept, with a button to take each part back (/mydata)."""
        db = await context.savepoint.db()
        supporter = await supporters.find(db, context.person)
        answers, other_records = self._flow_answers(context), await self._other_records(context)
        if supporter is None and not other_records:
            context.say(self._kept.nothing, *answers)
            return
        details = self._details(supporter) if supporter else []
        blocks: list[Block] = [Title(self._kept.title), *details, *answers]
        entries = await audiences.entries_given_to(db, context.person)
        if entries:
            blocks += [Paragraph(self._kept.given), Paragraph("\n".join(map(self._name, entries)))]
        blocks += other_records
        buttons: list[Button] = []
        for consent in supporter.consents if supporter else ():
            blocks += self._consent(consent)
            if consent.withdrawn_at is None:
                buttons.append(self._take_back(WithdrawConsent(consent.name), consent.name))
        for pledge in supporter.pledges if supporter else ():
            made_on = self._day(pledge.made_at)
            blocks.append(Paragraph(self._kept.pledge(pledge=self._name(pledge.pledge_type), date=made_on)))
            buttons.append(self._take_back(WithdrawPledge(pledge.pledge_type), pledge.pledge_type))
        buttons.append(Button(self._buttons.erase, CommandButton("forget").pack()))
        context.offer(*blocks, Footnote(self._kept.end), buttons=buttons)

    async def withdraw(self, context: Context, press: WithdrawConsent) -> None:
        """Withdraw one consent and erase what was kept because of it."""
        name = press.consent
        db = await context.savepoint.db()
        supporter = await supporters.find(db, context.person)
        if not supporter or not await supporters.withdraw_and_erase(db, supporter.id, name, context.now):
            context.say(self._texts.public.nothing_to_withdraw)
            return
        for pledge in supporter.pledges if name == "pledge" else ():
            await self._end(context, pledge, TombstoneReason.WITHDRAWN)
        context.count(f"withdrawn:{name}")
        context.say(self._texts.public.withdrawn_consent(called=self._name(name)))

    async def unpledge(self, context: Context, press: WithdrawPledge) -> None:
        """Take one pledge back."""
        supporter = await supporters.find(await context.savepoint.db(), context.person)
        pledges = supporter.pledges if supporter else ()
        pledge = next((pledge for pledge in pledges if pledge.pledge_type == press.pledge), None)
        if pledge is None:
            context.say(self._texts.public.nothing_to_withdraw)
            return
        await self._end(context, pledge, TombstoneReason.WITHDRAWN)
        context.count("unpledged")
        context.say(self._texts.public.withdrawn_pledge(called=self._name(press.pledge)))

    async def stop(self, context: Context) -> None:
        """Stop updates at once and offer to undo it. The bot goes on answering."""
        stopped = await self.end_updates(context)
        if stopped:
            undo = Button(self._buttons.undo, ResumeUpdates().pack())
            context.offer(self._texts.public.stopped, buttons=[undo])
        else:
            context.say(self._texts.public.stopped_nothing)

    async def end_updates(self, context: Context) -> bool:
        """Withdraw the consent to updates. Return whether there was one."""
        db = await context.savepoint.db()
        supporter = await supporters.find(db, context.person)
        if not supporter or not await supporters.withdraw_and_erase(db, supporter.id, "updates", context.now):
            return False
        context.count("stopped")
        return True

    async def resume_updates(self, context: Context, _: ResumeUpdates) -> None:
        """Record the consent to updates again, with the wording that was agreed to last."""
        db = await context.savepoint.db()
        supporter = await supporters.find(db, context.person)
        earlier = (
            [consent for consent in supporter.consents if consent.name == "updates"] if supporter else []
        )
        if supporter is None or not earlier:
            context.say(self._texts.public.nothing_to_withdraw)
            return
        last = earlier[-1]
        consent = GivenConsent("updates", last.version, last.wording, context.now)
        await supporters.agree(db, supporter.id, consent)
        context.say(self._texts.public.started_again)

    async def ask_forget(self, context: Context) -> None:
        """Ask once before erasing, because it can't be undone (/forget)."""
        db = await context.savepoint.db()
        organiser = await organisers.find_former(db, context.person)
        if organiser and await self._is_needed(context, organiser):
            return
        kept = await supporters.find(db, context.person) or await threads.of_person(db, context.person)
        if not kept and not organiser:
            await self._erase(context)
            context.say(self._texts.public.forget_nothing)
            return
        erase = Button(self._buttons.erase_yes, ConfirmErasure().pack())
        keep = Button(self._buttons.erase_no, KeepData().pack())
        also = [self._texts.public.forget_ask_organiser] if organiser and organiser.roles else []
        context.offer(self._texts.public.forget_ask, *also, buttons=[erase, keep])

    async def forget(self, context: Context) -> None:
        """Erase everything. The eraser says "done" once no trace is left in the database file."""
        db = await context.savepoint.db()
        if context.person in await erasures.pending(db):
            context.state = ConversationState()
            return
        organiser = await organisers.find_former(db, context.person)
        if organiser and await self._is_needed(context, organiser):
            return
        supporter = await supporters.find(db, context.person)
        for pledge in supporter.pledges if supporter else ():
            await self._end(context, pledge, TombstoneReason.ERASED)
        if organiser and organiser.roles:
            await audit_log.write(db, organiser.id, "left", now=context.now)
            context.notifications.append((context.person, SetMenu(tuple(self._public.items()))))
        await self._erase(context)
        await erasures.begin(db, context.person, context.now)
        context.count("forgotten")
        context.say(self._texts.public.forgetting)

    async def blocked(self, context: Context) -> None:
        """Stop updates to somebody who blocked the bot, and drop what waits for them."""
        await self.end_updates(context)
        await outbox.delete_waiting(await context.savepoint.db(), [context.person])

    async def _is_needed(self, context: Context, organiser: Organiser) -> bool:
        """Return whether this is the only owner, and tell them how to hand over."""
        if not await organisers.is_only_owner(await context.savepoint.db(), organiser.id):
            return False
        context.say(self._texts.public.forget_only_owner)
        return True

    async def _erase(self, context: Context) -> None:
        await supporters.erase(await context.savepoint.db(), context.person)
        context.state = ConversationState()

    async def _end(self, context: Context, pledge: PledgeRecord, reason: TombstoneReason) -> None:
        tombstone = self._records.tombstone(context.person, pledge.pledge_type)
        await supporters.end_pledge(await context.savepoint.db(), pledge, tombstone, reason, context.now)

    async def _other_records(self, context: Context) -> list[Block]:
        """Return what is kept of a person beside joining and pledging: talks, and an organiser's roles."""
        db = await context.savepoint.db()
        blocks: list[Block] = []
        talks = await threads.of_person(db, context.person)
        if talks:
            blocks.append(Paragraph(self._kept.talks(number=len(talks))))
            blocks += [Paragraph("\n".join(self._lines_of(talk))) for talk in talks]
        if organiser := await organisers.find_former(db, context.person):
            names = sorted(self._texts.organisers.roles[role] for role in organiser.roles)
            line = self._kept.organiser(
                number=organiser.id,
                roles=", ".join(names) or self._kept.no_roles,
                name=organiser.name or self._kept.no_name,
            )
            blocks.append(Paragraph(line))
        return blocks

    def _flow_answers(self, context: Context) -> list[Block]:
        """Return the answers given so far in a flow that is still open."""
        position = context.state.position
        if position is None or not (position.answers or position.consents):
            return []
        names = [*position.answers, *position.consents]
        summary = self._texts.public.flow.summary
        worded = self._questions.worded
        lines = [summary(name=self._name(name), answer=worded(position, name)) for name in names]
        return [Paragraph(self._kept.answers), Paragraph("\n".join(lines))]

    def _details(self, supporter: Supporter) -> list[Block]:
        kept = self._kept
        lines = [kept.since(date=self._day(supporter.joined_at))]
        if supporter.nation:
            lines.append(kept.nation(nation=self._name(supporter.nation)))
        if supporter.constituency:
            lines.append(kept.constituency(constituency=supporter.constituency))
        if supporter.language:
            lines.append(kept.language(language=self._name(supporter.language)))
        if supporter.affected:
            lines.append(kept.affected(products=", ".join(map(self._name, supporter.affected))))
        if supporter.source:
            lines.append(kept.source(source=supporter.source))
        return [Paragraph("\n".join([*lines, kept.adult, kept.chat]))]

    def _consent(self, consent: ConsentRecord) -> list[Block]:
        agreed_on, version = self._day(consent.given_at), consent.version
        if consent.withdrawn_at:
            withdrawn = self._day(consent.withdrawn_at)
            when = self._kept.agreed_and_withdrawn(date=agreed_on, version=version, withdrawn=withdrawn)
        else:
            when = self._kept.agreed(date=agreed_on, version=version)
        return [Title(self._name(consent.name)), Paragraph(consent.wording), Footnote(when)]

    def _take_back(self, press: WithdrawConsent | WithdrawPledge, name: str) -> Button:
        return Button(self._buttons.take_back(name=self._name(name)), press.pack())

    def _lines_of(self, talk: Thread) -> list[str]:
        """Return a talk as it is kept, word for word."""
        kept, complaint, left_on = self._kept, talk.kind is ThreadKind.COMPLAINT, self._day(talk.opened_at)
        if talk.closed_at:
            title = kept.complaint_closed if complaint else kept.message_closed
            line = title(number=talk.id, date=left_on, closed=self._day(talk.closed_at))
        else:
            line = (kept.complaint if complaint else kept.message)(number=talk.id, date=left_on)
        messages = (
            (kept.you_wrote if message.from_supporter else kept.they_answered)(text=message.text)
            for message in talk.messages
        )
        return [line, *messages]

    def _name(self, key: str) -> str:
        return self._labels.get(key, key.replace("_", " ").capitalize())

    def _day(self, moment: datetime) -> str:
        """Return the day of a time in words."""
        return self._texts.public.dates.day(moment)
