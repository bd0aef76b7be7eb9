"""How an answer from the FAQ is laid out, and the lists to choose from around it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.content.catalogue import Content
from bot.core.callbacks import AboutEntry, CommandButton, EntryButton, TopicButton
from bot.core.context import Context
from bot.core.messages import Block, Button, Footnote, Paragraph, Quote, SourceLink, Title
from faq.entry import Entry
from faq.matching.result import MAX_CHOICES

QUESTIONS_A_PAGE = 4
TOPICS_A_PAGE = 5
SHARED_LENGTH = 80
"""A shared text has whole sentences of the answer, up to the first that makes it this long."""
LABEL_LIMIT = 60


class AnswerView:
    """Shows entries and topics. `share_url` makes the channel's link that shares a text."""

    def __init__(self, content: Content, share_url: Callable[[str], str]) -> None:
        self.content = content
        self.entries: Mapping[str, Entry] = {entry.id: entry for entry in content.entries}
        self._support = next((entry for entry in content.entries if entry.support), None)
        """The entry on whom to talk to."""
        self._share_url = share_url
        self._laid_out: dict[tuple[str, bool, bool], tuple[Block, ...]] = {}
        self._shares: dict[str, str] = {}

    def show(self, context: Context, name: str, others: Sequence[str] = ()) -> None:
        """Give an answer, with what can be done about it. `others` are the next best entries."""
        entry, simple = self.entries[name], context.state.simple
        labels = context.texts.buttons.answers
        blocks = self._blocks(context, entry)
        context.answers_given.append((entry.id, entry.digest))
        share = Button(labels.share, url=self._share(context, entry))
        simpler = None
        if entry.easy_read and not simple:
            simpler = Button(labels.simpler, EntryButton(AboutEntry.SIMPLER, entry.id).pack())
        if context.state.in_flow:
            context.say(*blocks, rows=((simpler,), (share,)) if simpler else ((share,),))
            return
        helpful = EntryButton(AboutEntry.HELPFUL, entry.id)
        not_helpful = EntryButton(AboutEntry.NOT_HELPFUL, entry.id, tuple(others)).fitted()
        asked = [Button(labels.helpful, helpful.pack()), Button(labels.not_helpful, not_helpful.pack())]
        if simpler:
            asked.append(simpler)
        context.offer(*blocks, context.texts.public.was_this_it, buttons=asked, more=[share])

    def offer_entries(
        self, context: Context, intro: str, ids: Sequence[str], *, besides: Sequence[Button] = ()
    ) -> None:
        """Offer a few questions, none of them, and what can be done `besides`."""
        buttons = [_question(self.entries[name]) for name in ids if name in self.entries]
        none = Button(context.texts.buttons.answers.none_of_these, CommandButton("none").pack())
        context.offer(intro, buttons=[*buttons, none, *besides])

    def with_support(self, ids: Sequence[str]) -> list[str]:
        """Return a few entries to offer, with the one on whom to talk to among them."""
        if self._support is None or self._support.id in ids:
            return list(ids)
        return [*ids[: MAX_CHOICES - 1], self._support.id]

    def support(self) -> list[Button]:
        """Return a button for the answer on whom to talk to, if there is that answer."""
        return [_question(self._support)] if self._support else []

    def topics(self, context: Context, page: str) -> None:
        """Offer a page of the topics; /topics alone means the first."""
        self.offer_topics(context, context.texts.public.topics, int(page) if page.isdecimal() else 0)

    def offer_topics(self, context: Context, intro: str, page: int = 0) -> None:
        """Offer the topics, five at a time."""
        start, topics = page * TOPICS_A_PAGE, list(self.content.topics.items())
        end, labels = start + TOPICS_A_PAGE, context.texts.buttons.answers
        buttons = [Button(topic.topic, TopicButton(name).pack()) for name, topic in topics[start:end]]
        if len(topics) > TOPICS_A_PAGE:
            following = page + 1 if end < len(topics) else 0
            label = labels.more_topics if following else labels.first_topics
            buttons.append(Button(label, CommandButton("topics", str(following)).pack()))
        context.offer(intro, buttons=buttons)

    def offer_questions(self, context: Context, name: str, page: int) -> None:
        """Offer the questions of a topic, a few at a time."""
        topic, labels = self.content.topics.get(name), context.texts.buttons.answers
        if topic is None:
            self.offer_topics(context, context.texts.public.gone_entry)
            return
        start, end = page * QUESTIONS_A_PAGE, (page + 1) * QUESTIONS_A_PAGE
        buttons = [_question(entry) for entry in topic.entries[start:end]]
        if end < len(topic.entries):
            buttons.append(Button(labels.more_questions, TopicButton(name, page + 1).pack()))
        buttons.append(Button(labels.all_topics, CommandButton("topics").pack()))
        context.offer(context.texts.public.topic_questions(topic=topic.topic), buttons=buttons)

    def _blocks(self, context: Context, entry: Entry) -> tuple[Block, ...]:
        """Return an answer as blocks, laid out once and then kept."""
        key = (entry.id, context.state.simple, entry.review_by < context.now.date())
        if key not in self._laid_out:
            self._laid_out[key] = tuple(_lay_out(context, entry, today=context.now.date()))
        return self._laid_out[key]

    def _share(self, context: Context, entry: Entry) -> str:
        if entry.id not in self._shares:
            needed = self.content.safety.products
            lines = [needed[product].line for product in entry.about if product in needed]
            self._shares[entry.id] = self._share_url(_shared_text(context, entry, lines))
        return self._shares[entry.id]


def _lay_out(context: Context, entry: Entry, today: date) -> list[Block]:
    """Return question, myth, answer, date and sources."""
    texts = context.texts.public
    answer = entry.easy_read if context.state.simple and entry.easy_read else entry.answer
    blocks: list[Block] = [Title(entry.question)]
    if entry.myth:
        blocks.append(Quote(texts.myth, entry.myth))
    blocks.append(Paragraph(answer))
    if entry.as_of and texts.dates.partial(entry.as_of) not in answer:
        blocks.append(Footnote(texts.as_of(date=texts.dates.partial(entry.as_of))))
    if entry.review_by < today:
        blocks.append(Footnote(texts.overdue(date=texts.dates.day(entry.review_by))))
    for source in entry.sources:
        dated = texts.undated if source.date == "undated" else texts.dates.partial(source.date)
        blocks.append(SourceLink(texts.source, source.title, source.url, dated))
    return blocks


def _shared_text(context: Context, entry: Entry, safety_lines: Sequence[str]) -> str:
    """Return what sharing an answer says: the question, its first sentences, how old they are, one source."""
    texts, beginning = context.texts.public, _beginning(entry, safety_lines)
    parts = [entry.question, beginning]
    if entry.as_of and texts.dates.partial(entry.as_of) not in beginning:
        parts.append(texts.as_of(date=texts.dates.partial(entry.as_of)))
    if entry.sources:
        parts.append(texts.shared_source(url=entry.sources[0].url))
    return " ".join(parts)


def _beginning(entry: Entry, safety_lines: Sequence[str]) -> str:
    """Return the first sentences of an answer, and the safety lines that go with it."""
    beginning = ""
    for sentence in re.split(r"(?<=[.?]) +|\n+", entry.answer):
        beginning = f"{beginning} {sentence}".strip()
        if len(beginning) >= SHARED_LENGTH:
            break
    return " ".join([beginning, *(line for line in safety_lines if line not in beginning)])


def _question(entry: Entry) -> Button:
    label = entry.question
    if len(label) > LABEL_LIMIT:
        label = f"{label[: LABEL_LIMIT - 1].rsplit(' ', 1)[0]}…"
    return Button(label, EntryButton(AboutEntry.SHOW, entry.id).pack())
