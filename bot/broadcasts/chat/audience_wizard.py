"""Whom a draft is for, and when it goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.broadcasts import audience
from bot.broadcasts.audience import NATIONS, Audience
from bot.broadcasts.buttons import button, parts
from bot.broadcasts.chat.compose_wizard import ComposeWizard
from bot.broadcasts.chat.datetime_parser import parse_datetime
from bot.broadcasts.chat.drafts import (
    change,
    own,
)
from bot.core.context import Context
from bot.core.messages import (
    Block,
    Footnote,
    Incoming,
    Paragraph,
    Text,
    Title,
)
from bot.core.pagination import (
    BUTTONS,
    more,
    page_of,
    short,
)
from bot.organisers.router import expect_input
from bot.storage import audiences
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser
from flows.answer_parsers import read_choice, read_part

RESTS: Mapping[str, str] = {"0": "No rest", "3": "3 days", "7": "7 days", "14": "14 days", "30": "30 days"}
HINTED = 5
PAGE = "~"
"""Begins a value that is the page of a list."""


@dataclass(frozen=True, slots=True)
class AudienceWizard:
    """The questions about whom and when. `composing` goes on from there."""

    composing: ComposeWizard

    @property
    def called(self) -> Mapping[str, str]:
        return self.composing.policy.labels

    async def show(self, context: Context, organiser: Organiser, argument: str) -> None:
        """The audience so far, its exact number, and what each rule takes out."""
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        wanted, policy = audience.load(draft.audience), self.composing.policy
        db = await context.savepoint.db()
        counted = await audience.count(db, wanted, policy.channel, context.now, policy.wordings)
        buttons = [
            button("Go on: when", "o_bwhen", draft.id),
            button("Narrow it", "o_bnarrow", draft.id),
            button(
                f"Rest: {RESTS.get(str(wanted.rest_days), f'{wanted.rest_days} days')}", "o_brest", draft.id
            ),
        ]
        if wanted != Audience(entry=wanted.entry, rest_days=wanted.rest_days):
            buttons.append(button("Everybody again", "o_ball", draft.id))
        blocks: list[Block] = [Title(f"Draft {draft.id}: 3 of 4. Who gets it?")]
        blocks += [Paragraph(wanted.in_words(self.called)), Paragraph(counted.in_words())]
        context.offer(*blocks, buttons=buttons)

    async def narrow(self, context: Context, organiser: Organiser, argument: str) -> None:
        """What it can be narrowed by. The step before has room for few buttons."""
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        buttons = [
            button("By pledge", "o_bpledge", draft.id),
            button("By place", "o_bplace", draft.id),
            button("By language", "o_blanguage", draft.id),
            button("By source code", "o_bsource", draft.id),
            button("Back", "o_baudience", draft.id),
        ]
        context.offer("Narrow it by what? You can come back for more than one.", buttons=buttons)

    async def everybody(self, context: Context, organiser: Organiser, argument: str) -> None:
        draft = await own(context, organiser, argument)
        if draft is not None:
            wanted = audience.load(draft.audience)
            await self._narrow(
                context, organiser, draft, Audience(entry=wanted.entry, rest_days=wanted.rest_days)
            )

    async def by_pledge(self, context: Context, organiser: Organiser, argument: str) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        value = parts(argument)[1]
        deeds = await audiences.pledge_types(await context.savepoint.db())
        if value in deeds:
            wanted = audience.load(draft.audience)
            await self._narrow(
                context, organiser, draft, replace(wanted, pledges=_toggled(wanted.pledges, value))
            )
        else:
            names = [self.called.get(one, one) for one in deeds]
            self._list(context, argument, "o_bpledge", "Which pledge?", list(zip(deeds, names, strict=True)))

    async def by_place(self, context: Context, organiser: Organiser, argument: str) -> None:
        """A nation by button, a constituency typed."""
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        value = parts(argument)[1]
        if value in NATIONS:
            wanted = audience.load(draft.audience)
            await self._narrow(
                context, organiser, draft, replace(wanted, nations=_toggled(wanted.nations, value))
            )
            return
        expect_input(context, "bplace", str(draft.id))
        buttons = [button(called, "o_bplace", draft.id, nation) for nation, called in NATIONS.items()]
        context.offer("Which nation? Or type a constituency.", buttons=buttons)

    async def take_place(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        typed = incoming.text.strip().casefold() if isinstance(incoming, Text) else ""
        known = await audiences.constituencies(await context.savepoint.db())
        found = next((one for one in known if one.casefold() == typed), None)
        if found is None:
            expect_input(context, "bplace", argument)
            alike = [one for one in known if typed and typed in one.casefold()][:HINTED]
            hint = f" Did you mean: {', '.join(alike)}?" if alike else ""
            context.say(
                f"Nobody who shares their constituency lives there.{hint} Type another, or choose a nation."
            )
            return
        wanted = audience.load(draft.audience)
        narrowed = replace(wanted, constituencies=_toggled(wanted.constituencies, found))
        await self._narrow(context, organiser, draft, narrowed)

    async def by_language(self, context: Context, organiser: Organiser, argument: str) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        value = parts(argument)[1]
        known = await audiences.languages(await context.savepoint.db())
        if value in known:
            await self._in_language(context, organiser, draft, value)
            return
        expect_input(context, "blanguage", str(draft.id))
        question = "Which language? Choose one, or type it. Whoever chose none counts as English."
        names = [self.called.get(one, one) for one in known]
        self._list(context, argument, "o_blanguage", question, list(zip(known, names, strict=True)))

    async def take_language(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        typed = incoming.text if isinstance(incoming, Text) else ""
        known = await audiences.languages(await context.savepoint.db())
        labels = {one: self.called.get(one, one) for one in known}
        found = read_choice(typed, labels) or read_part(typed, labels)
        if found is None:
            expect_input(context, "blanguage", argument)
            context.say(f"Nobody chose that language. There are: {', '.join(labels.values())}.")
        else:
            await self._in_language(context, organiser, draft, found)

    async def _in_language(
        self, context: Context, organiser: Organiser, draft: Broadcast, language: str
    ) -> None:
        wanted = audience.load(draft.audience)
        narrowed = replace(wanted, languages=_toggled(wanted.languages, language))
        await self._narrow(context, organiser, draft, narrowed)

    async def by_source(self, context: Context, organiser: Organiser, argument: str) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        sources = await audiences.sources(await context.savepoint.db())
        value = parts(argument)[1]
        chosen = sources[int(value)] if value.isdecimal() and int(value) < len(sources) else None
        if chosen is None:
            expect_input(context, "bsource", str(draft.id))
            question = "Which source code? Choose one, or type it."
            listed = [(str(at), one) for at, one in enumerate(sources)]
            self._list(context, argument, "o_bsource", question, listed)
            return
        await self._by(context, organiser, draft, chosen)

    async def take_source(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        typed = incoming.text.strip() if isinstance(incoming, Text) else ""
        if typed in await audiences.sources(await context.savepoint.db()):
            await self._by(context, organiser, draft, typed)
        else:
            expect_input(context, "bsource", argument)
            context.say("Nobody came by that code. Type it as it stands in the link, after src_.")

    async def _by(self, context: Context, organiser: Organiser, draft: Broadcast, source: str) -> None:
        wanted = audience.load(draft.audience)
        narrowed = replace(wanted, sources=_toggled(wanted.sources, source))
        await self._narrow(context, organiser, draft, narrowed)

    async def rest(self, context: Context, organiser: Organiser, argument: str) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        value = parts(argument)[1]
        if value in RESTS:
            wanted = replace(audience.load(draft.audience), rest_days=int(value))
            await self._narrow(context, organiser, draft, wanted)
            return
        buttons = [button(called, "o_brest", draft.id, days) for days, called in RESTS.items()]
        context.offer("Leave out whoever had an update within:", buttons=buttons)

    # -- when

    async def when(self, context: Context, organiser: Organiser, argument: str) -> None:
        """The usual times by button, any other typed; and whether it can't wait for the sending hours."""
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        value = parts(argument)[1]
        if value in ("now", "tomorrow", "monday"):
            await self._at(context, organiser, draft, self._usual(value, context.now))
            return
        if value == "urgent":
            marks = frozenset() if draft.urgent_by else frozenset({organiser.id})
            draft = await change(context, draft, urgent_by=marks)
        expect_input(context, "btime", str(draft.id))
        urgent = "Not urgent after all" if draft.urgent_by else "It is urgent"
        buttons = [
            button("As soon as approved", "o_bwhen", draft.id, "now"),
            button("Tomorrow 10:00", "o_bwhen", draft.id, "tomorrow"),
            button("Monday 10:00", "o_bwhen", draft.id, "monday"),
            button(urgent, "o_bwhen", draft.id, "urgent"),
        ]
        hours = f"Updates go out between {self.composing.policy.time.hours}, not on Sundays or bank holidays"
        context.offer(
            Title(f"Draft {draft.id}: 4 of 4. When?"),
            f"Choose, or type a day and time, like: tomorrow 14:30, or 27 November 10:00. {hours}, "
            "unless two people "
            "mark it as urgent.",
            *([Footnote("It is marked as urgent by you.")] if draft.urgent_by else []),
            buttons=buttons,
        )

    async def take_time(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        draft = await own(context, organiser, argument)
        if draft is None:
            return
        zone = self.composing.policy.time.zone
        typed = incoming.text if isinstance(incoming, Text) else ""
        moment = parse_datetime(typed, context.now, zone)
        if moment is None:
            expect_input(context, "btime", argument)
            context.say("That is no time to come. Type a day and a time, like: tomorrow 14:30")
            return
        await self._at(context, organiser, draft, moment)

    def _usual(self, name: str, now: datetime) -> datetime | None:
        said = {"tomorrow": "tomorrow 10:00", "monday": "monday 10:00"}.get(name, "")
        return parse_datetime(said, now, self.composing.policy.time.zone) if said else None

    async def _at(
        self, context: Context, organiser: Organiser, draft: Broadcast, moment: datetime | None
    ) -> None:
        """Outside the sending hours it begins with the next ones: the check says so."""
        within_a_year = moment is None or moment - context.now < timedelta(days=366)
        if not within_a_year:
            expect_input(context, "btime", str(draft.id))
            context.say("That is over a year away. Type an earlier day.")
            return
        await change(context, draft, starts_at=moment)
        await self.composing.check(context, organiser, str(draft.id))

    # -- shared

    async def _narrow(
        self, context: Context, organiser: Organiser, draft: Broadcast, wanted: Audience
    ) -> None:
        await change(context, draft, audience=wanted.dump())
        await self.show(context, organiser, str(draft.id))

    def _list(
        self, context: Context, argument: str, name: str, question: str, values: Sequence[tuple[str, str]]
    ) -> None:
        """Values with what they are called, a page at a time, and the way back."""
        number, asked = parts(argument)
        page = asked.removeprefix(PAGE) if asked.startswith(PAGE) else ""
        shown, following = page_of(values, int(page) if page.isdecimal() else 0, BUTTONS - 1)
        buttons = [button(short(called), name, number, value) for value, called in shown]
        listed = [called for _, called in shown]
        if following is not None:
            buttons.append(button(more(following), name, number, f"{PAGE}{following}"))
            listed.append(more(following))
        buttons.append(button("Back", "o_baudience", number))
        context.offer(question, buttons=buttons, listed=[*listed, "Back"])


def _toggled(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    """With the value if it was not there, without it if it was."""
    if value in chosen:
        return tuple(one for one in chosen if one != value)
    return (*chosen, value)
