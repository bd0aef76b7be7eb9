"""Who a draft is for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.broadcasts import audience
from bot.broadcasts.audience import Audience
from bot.broadcasts.buttons import (
    AboutBroadcast,
    AskTime,
    ChooseRest,
    ListLanguages,
    ListNations,
    ListPledges,
    ListRests,
    ListSources,
    NarrowAudience,
    ResetAudience,
    ShowAudience,
    ToggleLanguage,
    ToggleNation,
    TogglePledge,
    ToggleSource,
    button,
)
from bot.broadcasts.chat.drafts import change, with_own_draft
from bot.broadcasts.policy import BroadcastPolicy
from bot.core.callbacks import PendingInput
from bot.core.messages import Button, Incoming, Text, Title
from bot.core.pagination import BUTTONS, page_of, short
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.storage import audiences
from bot.storage.broadcasts import Broadcast
from bot.storage.schema.enums import Nation, Role
from flows.answer_parsers import read_choice, read_part
from flows.texts import Texts, join_commas
from flows.texts.broadcasts import AudienceTexts

RESTS = (0, 3, 7, 14, 30)
"""Days of rest after an update that can be chosen."""
SUGGESTED = 5


class Constituency(PendingInput, code="bwci"):
    broadcast: int


class Language(PendingInput, code="bwli"):
    broadcast: int


class Source(PendingInput, code="bwsi"):
    broadcast: int


@dataclass(frozen=True, slots=True)
class AudienceWizard:
    """The questions about the audience. The schedule comes next."""

    policy: BroadcastPolicy

    def register(self, routes: Routes) -> None:
        sender = Role.SENDER
        routes.on(ShowAudience, with_own_draft(self._show), role=sender)
        routes.on(ResetAudience, with_own_draft(self._reset), role=sender)
        routes.on(NarrowAudience, with_own_draft(self._offer_ways), role=sender)
        routes.on(ListPledges, with_own_draft(self._list_pledges), role=sender)
        routes.on(TogglePledge, with_own_draft(self._toggle_pledge), role=sender)
        routes.on(ListNations, with_own_draft(self._list_nations), role=sender)
        routes.on(ToggleNation, with_own_draft(self._toggle_nation), role=sender)
        routes.on(ListLanguages, with_own_draft(self._list_languages), role=sender)
        routes.on(ToggleLanguage, with_own_draft(self._toggle_language), role=sender)
        routes.on(ListSources, with_own_draft(self._list_sources), role=sender)
        routes.on(ToggleSource, with_own_draft(self._toggle_source), role=sender)
        routes.on(ListRests, with_own_draft(self._list_rests), role=sender)
        routes.on(ChooseRest, with_own_draft(self._choose_rest), role=sender)
        routes.on_input(Constituency, with_own_draft(self._receive_constituency), role=sender)
        routes.on_input(Language, with_own_draft(self._receive_language), role=sender)
        routes.on_input(Source, with_own_draft(self._receive_source), role=sender)

    async def _show(self, ctx: OrganiserContext, draft: Broadcast, _: object = None) -> None:
        """Show the audience so far, its exact number, and what each rule takes out."""
        chosen, labels, number = audience.load(draft.audience), ctx.texts.buttons.broadcasts, draft.id
        counts = await audience.count(
            await ctx.db(), chosen, self.policy.channel, ctx.now, self.policy.wordings
        )
        rest = labels.rest(rest=_rest_label(chosen.rest_days, ctx.texts))
        buttons = [
            button(labels.go_on_when, AskTime(number)),
            button(labels.narrow, NarrowAudience(number)),
            button(rest, ListRests(number)),
        ]
        if chosen != _everybody(chosen):
            buttons.append(button(labels.everybody, ResetAudience(number)))
        ctx.offer(
            Title(_words(ctx).title(number=number)),
            chosen.in_words(self.policy.labels, ctx.texts),
            counts.in_words(ctx.texts),
            buttons=buttons,
        )

    async def _offer_ways(self, ctx: OrganiserContext, draft: Broadcast, _: NarrowAudience) -> None:
        """Offer what it can be narrowed by: the step before has room for few buttons."""
        labels, number = ctx.texts.buttons.broadcasts, draft.id
        buttons = [
            button(labels.by_pledge, ListPledges(number)),
            button(labels.by_place, ListNations(number)),
            button(labels.by_language, ListLanguages(number)),
            button(labels.by_source, ListSources(number)),
            button(labels.back, ShowAudience(number)),
        ]
        ctx.offer(_words(ctx).narrow, buttons=buttons)

    async def _reset(self, ctx: OrganiserContext, draft: Broadcast, _: ResetAudience) -> None:
        await self._set(ctx, draft, _everybody(audience.load(draft.audience)))

    # -- by pledge

    async def _list_pledges(self, ctx: OrganiserContext, draft: Broadcast, press: ListPledges) -> None:
        pledges = await audiences.pledge_types(await ctx.db())
        choices = [(self._label(pledge), TogglePledge(draft.id, pledge)) for pledge in pledges]
        _offer_page(
            ctx, _words(ctx).which_pledge, choices, press.page, lambda page: ListPledges(draft.id, page)
        )

    async def _toggle_pledge(self, ctx: OrganiserContext, draft: Broadcast, press: TogglePledge) -> None:
        await self._toggle(ctx, draft, "pledges", press.pledge)

    # -- by place: a nation by button, a constituency typed

    async def _list_nations(self, ctx: OrganiserContext, draft: Broadcast, _: ListNations) -> None:
        ctx.expect(Constituency(draft.id))
        buttons = [button(self._label(nation), ToggleNation(draft.id, nation)) for nation in Nation]
        ctx.offer(_words(ctx).which_nation, buttons=buttons)

    async def _toggle_nation(self, ctx: OrganiserContext, draft: Broadcast, press: ToggleNation) -> None:
        await self._toggle(ctx, draft, "nations", press.nation)

    async def _receive_constituency(
        self, ctx: OrganiserContext, draft: Broadcast, pending: Constituency, incoming: Incoming
    ) -> None:
        typed = incoming.text.strip().casefold() if isinstance(incoming, Text) else ""
        known = await audiences.constituencies(await ctx.db())
        place = next((place for place in known if place.casefold() == typed), None)
        if place is not None:
            await self._toggle(ctx, draft, "constituencies", place)
            return
        ctx.expect(pending)
        similar = [place for place in known if typed and typed in place.casefold()][:SUGGESTED]
        words = _words(ctx)
        ctx.say(
            words.similar_constituency(places=join_commas(similar, ctx.texts))
            if similar
            else words.no_constituency
        )

    # -- by language

    async def _list_languages(self, ctx: OrganiserContext, draft: Broadcast, press: ListLanguages) -> None:
        ctx.expect(Language(draft.id))
        languages = await audiences.languages(await ctx.db())
        choices = [(self._label(language), ToggleLanguage(draft.id, language)) for language in languages]
        question = _words(ctx).which_language
        _offer_page(ctx, question, choices, press.page, lambda page: ListLanguages(draft.id, page))

    async def _toggle_language(self, ctx: OrganiserContext, draft: Broadcast, press: ToggleLanguage) -> None:
        await self._toggle(ctx, draft, "languages", press.language)

    async def _receive_language(
        self, ctx: OrganiserContext, draft: Broadcast, pending: Language, incoming: Incoming
    ) -> None:
        typed = incoming.text if isinstance(incoming, Text) else ""
        languages = await audiences.languages(await ctx.db())
        labels = {language: self._label(language) for language in languages}
        language = read_choice(typed, labels) or read_part(typed, labels)
        if language is None:
            ctx.expect(pending)
            ctx.say(_words(ctx).no_language(languages=join_commas(list(labels.values()), ctx.texts)))
        else:
            await self._toggle(ctx, draft, "languages", language)

    # -- by source

    async def _list_sources(self, ctx: OrganiserContext, draft: Broadcast, press: ListSources) -> None:
        ctx.expect(Source(draft.id))
        sources = await audiences.sources(await ctx.db())
        choices = [(source, ToggleSource(draft.id, index)) for index, source in enumerate(sources)]
        question = _words(ctx).which_source
        _offer_page(ctx, question, choices, press.page, lambda page: ListSources(draft.id, page))

    async def _toggle_source(self, ctx: OrganiserContext, draft: Broadcast, press: ToggleSource) -> None:
        sources = await audiences.sources(await ctx.db())
        if press.index < len(sources):
            await self._toggle(ctx, draft, "sources", sources[press.index])
        else:
            await self._list_sources(ctx, draft, ListSources(draft.id))

    async def _receive_source(
        self, ctx: OrganiserContext, draft: Broadcast, pending: Source, incoming: Incoming
    ) -> None:
        typed = incoming.text.strip() if isinstance(incoming, Text) else ""
        if typed in await audiences.sources(await ctx.db()):
            await self._toggle(ctx, draft, "sources", typed)
        else:
            ctx.expect(pending)
            ctx.say(_words(ctx).no_source)

    # -- rest after an update

    async def _list_rests(self, ctx: OrganiserContext, draft: Broadcast, _: ListRests) -> None:
        buttons = [button(_rest_label(days, ctx.texts), ChooseRest(draft.id, days)) for days in RESTS]
        ctx.offer(_words(ctx).rest, buttons=buttons)

    async def _choose_rest(self, ctx: OrganiserContext, draft: Broadcast, press: ChooseRest) -> None:
        await self._set(ctx, draft, replace(audience.load(draft.audience), rest_days=press.days))

    # -- shared

    async def _toggle(self, ctx: OrganiserContext, draft: Broadcast, part: str, value: str) -> None:
        """Add a value to a part of the audience, or take it out if it is there."""
        chosen = audience.load(draft.audience)
        values: tuple[str, ...] = getattr(chosen, part)
        without = tuple(each for each in values if each != value)
        toggled = without if value in values else (*values, value)
        await self._set(ctx, draft, replace(chosen, **{part: toggled}))  # type: ignore[arg-type]  # its parts

    async def _set(self, ctx: OrganiserContext, draft: Broadcast, chosen: Audience) -> None:
        await self._show(ctx, await change(ctx, draft, audience=chosen.dump()))

    def _label(self, key: str) -> str:
        return self.policy.labels.get(key, key)


def _offer_page(
    ctx: OrganiserContext,
    question: str,
    choices: Sequence[tuple[str, AboutBroadcast]],
    page: int,
    page_button: Callable[[int], AboutBroadcast],
) -> None:
    """Offer a page of choices with their whole names, and the ways on and back."""
    labels = ctx.texts.buttons.broadcasts
    shown, following = page_of(choices, page, BUTTONS - 1)
    offered: list[tuple[str, Button]] = [(name, button(short(name), press)) for name, press in shown]
    if following is not None:
        more = labels.show_more if following else labels.show_first
        offered.append((more, button(more, page_button(following))))
    draft = page_button(0).broadcast
    offered.append((labels.back, button(labels.back, ShowAudience(draft))))
    ctx.offer(question, buttons=[each for _, each in offered], choices=[name for name, _ in offered])


def _everybody(chosen: Audience) -> Audience:
    """Return an audience that is not narrowed, with the same rest, and for the same correction."""
    return Audience(entry=chosen.entry, rest_days=chosen.rest_days)


def _rest_label(days: int, texts: Texts) -> str:
    labels = texts.buttons.broadcasts
    return labels.rest_days(days) if days else labels.no_rest


def _words(ctx: OrganiserContext) -> AudienceTexts:
    return ctx.texts.organisers.broadcasts.audience
