"""Talk to a person: supporters leave a message on purpose, organisers answer, and neither sees the other's
account. Complaints about personal data take the same road, with their legal clock shown.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol, TypeVar, TypeVarTuple

from bot.core.context import Context
from bot.core.messages import Block, Button, Footnote, Incoming, Paragraph, Text, Title
from bot.core.state import RecentTexts
from bot.helpdesk import complaints
from bot.helpdesk.buttons import (
    AcknowledgeComplaint,
    AskAnswer,
    CloseThread,
    ListThreads,
    SendAnswer,
    ShowThread,
    ThreadAnswer,
    WriteBack,
)
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import CrisisPolicy, Routes
from bot.storage import organisers, threads
from bot.storage.schema.enums import Role, ThreadKind
from bot.storage.threads import Thread
from flows.texts import Texts
from flows.texts.helpdesk import HelpdeskTexts, ThreadButtons

PAGE_SIZE = 5
"""Threads of a page; the sixth button leads to others."""


class _AboutThread(Protocol):
    @property
    def thread(self) -> int: ...


T = TypeVar("T", bound=_AboutThread)
Rest = TypeVarTuple("Rest")


def with_thread(
    handler: Callable[[OrganiserContext, Thread, T, *Rest], Awaitable[None]],
) -> Callable[[OrganiserContext, T, *Rest], Awaitable[None]]:
    """Call a handler with the thread, or say that it is gone."""

    async def handle(ctx: OrganiserContext, about: T, *rest: *Rest) -> None:
        thread = await threads.find(await ctx.db(), about.thread)
        if thread is None:
            ctx.say(_texts(ctx).gone)
        else:
            await handler(ctx, thread, about, *rest)

    return handle


class OrganiserHelpdesk:
    """The organisers' side, and what a supporter's message leads to.

    An answer that is not sent yet is held in memory alone, for an hour.
    """

    def __init__(self) -> None:
        self._drafts = RecentTexts()

    def register(self, routes: Routes) -> None:
        """Let listeners read and answer messages."""
        role = Role.LISTENER
        routes.command("talks", self._open_list, role=role)
        routes.on(ListThreads, self._show_list, role=role)
        routes.on(ShowThread, with_thread(self._show), role=role)
        routes.on(AskAnswer, with_thread(self._ask_answer), role=role)
        routes.on(SendAnswer, with_thread(self._send), role=role)
        routes.on(AcknowledgeComplaint, with_thread(self._acknowledge), role=role)
        routes.on(CloseThread, with_thread(self._close), role=role)
        receive = with_thread(self._receive_answer)
        routes.on_input(ThreadAnswer, receive, role=role, crisis_policy=CrisisPolicy.ALSO)

    async def somebody_listens(self, context: Context) -> bool:
        """Return whether anybody would read a message."""
        return bool(await organisers.with_role(await context.savepoint.db(), Role.LISTENER))

    # -- what supporters do

    async def add(self, context: Context, number: int, text: str) -> bool:
        """Add to the supporter's own open thread; False when there is none."""
        db = await context.savepoint.db()
        thread = await threads.find(db, number)
        if thread is None or thread.person != context.person or thread.closed_at:
            return False
        await threads.add_message(db, thread.id, text, from_supporter=True, now=context.now)
        texts = context.texts.organisers.helpdesk
        title, added = Title(texts.more_on(number=number)), Paragraph(texts.they_wrote(text=text))
        for listener in await organisers.with_role(db, Role.LISTENER):
            context.notify(listener.person, title, added, buttons=_actions(thread, context.texts))
        return True

    async def begin(self, context: Context, kind: ThreadKind, text: str) -> bool:
        """Pass a supporter's message on; False when no organiser listens."""
        db = await context.savepoint.db()
        listeners = await organisers.with_role(db, Role.LISTENER)
        if not listeners:
            return False
        number = await threads.begin(db, context.person, kind, text, context.now)
        thread = await threads.find(db, number)
        if thread is None:
            raise LookupError("a thread that has just begun is there")
        blocks, buttons = _describe(thread, context.now, context.texts), _actions(thread, context.texts)
        for listener in listeners:
            context.notify(listener.person, *blocks, buttons=buttons)
        context.count(f"talk:{kind}")
        return True

    # -- what organisers do

    async def _open_list(self, ctx: OrganiserContext, _: str) -> None:
        await ctx.log("looked at the open messages")
        await self._show_list(ctx, ListThreads(0))

    async def _show_list(self, ctx: OrganiserContext, press: ListThreads) -> None:
        """Show a page of the open threads, the oldest first."""
        waiting = await threads.load_open(await ctx.db())
        texts, labels = _texts(ctx), _labels(ctx.texts)
        if not waiting:
            ctx.say(texts.nobody_waits)
            return
        start = press.start if press.start < len(waiting) else 0
        page, following = waiting[start : start + PAGE_SIZE], start + PAGE_SIZE
        lines = [
            texts.open_line(
                number=thread.id,
                kind=texts.kinds[thread.kind],
                waiting=complaints.waiting_time(thread, ctx.now, ctx.texts),
            )
            for thread in page
        ]
        buttons = [_show_button(thread, ctx.texts) for thread in page]
        if following < len(waiting):
            buttons.append(Button(labels.newer, ListThreads(following).pack()))
        elif start:
            buttons.append(Button(labels.oldest, ListThreads(0).pack()))
        place = texts.open_page(first=start + 1, last=start + len(page), total=len(waiting))
        ctx.offer(Title(texts.open_title), Paragraph("\n".join(lines)), Footnote(place), buttons=buttons)

    async def _show(self, ctx: OrganiserContext, thread: Thread, _: ShowThread) -> None:
        await ctx.log("read", f"message {thread.id}")
        ctx.offer(*_describe(thread, ctx.now, ctx.texts), buttons=_actions(thread, ctx.texts))

    async def _ask_answer(self, ctx: OrganiserContext, thread: Thread, _: AskAnswer) -> None:
        ctx.expect(ThreadAnswer(thread.id))
        ctx.say(*_answered_already(thread, ctx.texts), _texts(ctx).ask_answer(number=thread.id))

    async def _receive_answer(
        self, ctx: OrganiserContext, thread: Thread, pending: ThreadAnswer, incoming: Incoming
    ) -> None:
        """Show the answer as it would go out; nothing goes before the organiser has seen it."""
        if not isinstance(incoming, Text):
            ctx.expect(pending)
            ctx.say(_texts(ctx).words_only)
            return
        self._drafts.put(ctx.person, incoming.text, ctx.now)
        self._preview(ctx, thread, incoming.text)

    def _preview(self, ctx: OrganiserContext, thread: Thread, text: str) -> None:
        texts, labels = _texts(ctx), _labels(ctx.texts)
        ctx.offer(
            Title(texts.answer_title(number=thread.id)),
            *_answered_already(thread, ctx.texts),
            Paragraph(text),
            Footnote(texts.not_sent_yet),
            buttons=[
                Button(labels.send, _version(thread, text).pack()),
                Button(labels.change, AskAnswer(thread.id).pack()),
            ],
        )

    async def _send(self, ctx: OrganiserContext, thread: Thread, press: SendAnswer) -> None:
        """Send exactly the answer that was shown, unless somebody else has answered since."""
        texts = _texts(ctx)
        text = self._drafts.pop(ctx.person, ctx.now)
        if text is None:
            ctx.confirm_choice(ctx.texts.organisers.common.is_over)
            ctx.say(texts.expired)
            return
        if press != _version(thread, text):
            ctx.confirm_choice(texts.look_again)
            self._drafts.put(ctx.person, text, ctx.now)
            if press.messages != len(thread.messages):
                ctx.say(texts.meanwhile(number=thread.id), *_messages(thread, texts)[-1:])
            self._preview(ctx, thread, text)
            return
        ctx.chose(_labels(ctx.texts).send)
        await self._pass_on(ctx, thread, text)
        await ctx.log("answered", f"message {thread.id}")
        await self._notify_others(ctx, thread, texts.answered_by)
        ctx.offer(texts.on_its_way, buttons=[_close_button(thread, ctx.texts)])

    async def _acknowledge(self, ctx: OrganiserContext, thread: Thread, _: AcknowledgeComplaint) -> None:
        """Tell the supporter, in fixed words, that their complaint is looked into."""
        ctx.chose(_labels(ctx.texts).acknowledge(number=thread.id))
        if thread.acknowledged_at is None:
            day = ctx.texts.public.dates.day_of_year(thread.opened_at)
            await self._pass_on(
                ctx, thread, ctx.texts.public.from_organisers.complaint_acknowledged(date=day)
            )
            await ctx.log("acknowledged", f"message {thread.id}")
            await self._notify_others(ctx, thread, _texts(ctx).acknowledged_by)
        buttons = [_answer_button(thread, ctx.texts), _close_button(thread, ctx.texts)]
        ctx.offer(_texts(ctx).acknowledged(number=thread.id), buttons=buttons)

    async def _pass_on(self, ctx: OrganiserContext, thread: Thread, text: str) -> None:
        """Send words to the supporter, who can write back."""
        await threads.add_message(await ctx.db(), thread.id, text, from_supporter=False, now=ctx.now)
        words = ctx.texts.public.from_organisers
        write_back = Button(ctx.texts.buttons.helpdesk.write_back, WriteBack(thread.id).pack())
        ctx.notify(
            thread.person,
            Title(words.title),
            Paragraph(text),
            Footnote(words.how_to_answer),
            buttons=[write_back],
        )

    async def _notify_others(self, ctx: OrganiserContext, thread: Thread, news: Callable[..., str]) -> None:
        """Tell the other listeners what this organiser did."""
        organiser = ctx.texts.organisers.team.organiser_called(ctx.organiser.id, ctx.organiser.name)
        line, show = news(number=thread.id, organiser=organiser), _show_button(thread, ctx.texts)
        for listener in await organisers.with_role(await ctx.db(), Role.LISTENER):
            if listener.id != ctx.organiser.id:
                ctx.notify(listener.person, line, buttons=[show])

    async def _close(self, ctx: OrganiserContext, thread: Thread, _: CloseThread) -> None:
        texts = _texts(ctx)
        if complaints.is_unacknowledged(thread):
            waiting = complaints.waiting_time(thread, ctx.now, ctx.texts)
            first = texts.acknowledge_first(number=thread.id, waiting=waiting)
            ctx.offer(first, buttons=_actions(thread, ctx.texts)[:2])
            return
        if await threads.close(await ctx.db(), thread.id, ctx.now):
            await ctx.log("closed", f"message {thread.id}")
        ctx.confirm_choice(texts.closed_mark)
        ctx.say(texts.closed(number=thread.id))


def _texts(ctx: OrganiserContext) -> HelpdeskTexts:
    return ctx.texts.organisers.helpdesk


def _labels(texts: Texts) -> ThreadButtons:
    return texts.buttons.organisers.threads


def _describe(thread: Thread, now: datetime, texts: Texts) -> list[Block]:
    """Return a thread with its messages and dates."""
    words = texts.organisers.helpdesk
    return [
        Title(words.titles[thread.kind](number=thread.id)),
        *_messages(thread, words),
        Footnote(words.dates(dates=complaints.dates(thread, now, texts))),
    ]


def _messages(thread: Thread, texts: HelpdeskTexts) -> list[Paragraph]:
    return [
        Paragraph(
            (texts.they_wrote if message.from_supporter else texts.organisers_answered)(text=message.text)
        )
        for message in thread.messages
    ]


def _actions(thread: Thread, texts: Texts) -> list[Button]:
    """Return what can be done with a thread. A complaint is acknowledged before it is closed."""
    answer, close = _answer_button(thread, texts), _close_button(thread, texts)
    if not complaints.is_unacknowledged(thread):
        return [answer, close]
    label = _labels(texts).acknowledge(number=thread.id)
    return [Button(label, AcknowledgeComplaint(thread.id).pack()), answer, close]


def _show_button(thread: Thread, texts: Texts) -> Button:
    return Button(_labels(texts).show(number=thread.id), ShowThread(thread.id).pack())


def _answer_button(thread: Thread, texts: Texts) -> Button:
    return Button(_labels(texts).answer(number=thread.id), AskAnswer(thread.id).pack())


def _close_button(thread: Thread, texts: Texts) -> Button:
    return Button(_labels(texts).close(number=thread.id), CloseThread(thread.id).pack())


def _answered_already(thread: Thread, texts: Texts) -> list[Block]:
    """Return a warning where the last message is an answer, so that nobody is answered twice by accident."""
    if not thread.messages or thread.messages[-1].from_supporter:
        return []
    day = texts.public.dates.day_of_year(thread.messages[-1].sent_at)
    return [Paragraph(texts.organisers.helpdesk.answered_already(number=thread.id, date=day))]


def _version(thread: Thread, text: str) -> SendAnswer:
    """Return what sends an answer as it is shown: no word and no message may have changed since."""
    digest = hashlib.sha256(f"{thread.id} {text}".encode()).hexdigest()[:12]
    return SendAnswer(thread.id, len(thread.messages), digest)
