"""How an answer from the FAQ is laid out, and the lists to choose from around it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from bot.content.catalogue import Content
from bot.core.callbacks import (
    AboutEntry,
    CommandButton,
    EntryButton,
    TopicButton,
    encode,
)
from bot.core.context import Context
from bot.core.dates import in_words, known_date
from bot.core.messages import (
    Block,
    Button,
    Footnote,
    Paragraph,
    Quote,
    SourceLink,
    Title,
)
from faq.entry import Entry, Product
from faq.matching.result import OFFERED
from flows.texts import worded

QUESTIONS_A_PAGE = 4
TOPICS_A_PAGE = 5
SHARED_LENGTH = 80
"""A shared text has whole sentences of the answer, up to the first that makes it this long."""
SAFETY_LINE = (
    "If you take valproate, do not stop or change it without talking to your doctor, nurse or pharmacist."
)
"""Goes with every text about using valproate (MHRA, 31 January 2024)."""
LABEL_LIMIT = 60
SUPPORT = "i_am_struggling"
"""The entry on whom to talk to."""


class AnswerView:
    """Shows entries and topics."""

    def __init__(self, words: Content, share_link: str) -> None:
        self.words = words
        self.texts = words.texts.public
        self.entries: Mapping[str, Entry] = {entry.id: entry for entry in words.entries}
        self._share_link = share_link
        self._laid_out: dict[tuple[str, bool, bool], tuple[Block, ...]] = {}
        self._shares: dict[str, Button] = {}

    def show(self, context: Context, entry: Entry, others: Sequence[str] = (), *, simple: bool) -> None:
        """Give an answer, with what can be done about it. `others` are the next best entries."""
        blocks = self.blocks(entry, context.now.date(), simple=simple)
        context.answers_given.append((entry.id, entry.digest))
        share = self._share(entry)
        simpler = self._simpler(entry, simple)
        if context.state.position and not context.state.paused:
            rows = ((simpler,), (share,)) if simpler else ((share,),)
            context.say(*blocks, rows=rows)
            return
        asked = [
            Button("Yes, that was it", encode(EntryButton(AboutEntry.HELPFUL, entry.id))),
            Button(
                "No, something else", encode(EntryButton(AboutEntry.NOT_HELPFUL, entry.id, tuple(others)))
            ),
        ]
        if simpler:
            asked.append(simpler)
        context.offer(*blocks, Paragraph("Was this what you asked?"), buttons=asked, more=[share])

    def blocks(self, entry: Entry, today: date, *, simple: bool) -> tuple[Block, ...]:
        """An answer as blocks: question, myth, answer, date and sources. Laid out once and then kept."""
        overdue = entry.review_by < today
        kept = self._laid_out.get((entry.id, simple, overdue))
        if kept is None:
            kept = self._laid_out[entry.id, simple, overdue] = self._lay_out(entry, simple, overdue)
        return kept

    def _lay_out(self, entry: Entry, simple: bool, overdue: bool) -> tuple[Block, ...]:
        blocks: list[Block] = [Title(entry.question)]
        if entry.myth:
            blocks.append(Quote("Myth:", entry.myth))
        words = entry.easy_read if simple and entry.easy_read else entry.answer
        blocks.append(Paragraph(words))
        if entry.as_of and known_date(entry.as_of) not in words:
            blocks.append(Footnote(self._as_of(entry.as_of)))
        if overdue:
            blocks.append(Footnote(worded(self.texts.overdue, date=in_words(entry.review_by))))
        for source in entry.sources:
            dated = source.date if source.date == "undated" else known_date(source.date)
            blocks.append(SourceLink(source.title, source.url, dated))
        return tuple(blocks)

    def _as_of(self, written: str) -> str:
        return worded(self.texts.as_of, date=known_date(written))

    def offer_entries(
        self, context: Context, intro: str, ids: Sequence[str], *, besides: Sequence[Button] = ()
    ) -> None:
        """Offer a few questions, none of them, and what can be done `besides`."""
        buttons = [self._question_button(self.entries[name]) for name in ids if name in self.entries]
        none = Button("None of these", encode(CommandButton("none")))
        context.offer(intro, buttons=[*buttons, none, *besides])

    def with_support(self, ids: Sequence[str]) -> list[str]:
        """A few entries to offer, with the one on whom to talk to among them."""
        if SUPPORT in ids or SUPPORT not in self.entries:
            return list(ids)
        return [*ids[: OFFERED - 1], SUPPORT]

    def support(self) -> list[Button]:
        """A button for the answer on whom to talk to, if there is that answer."""
        return [self._question_button(self.entries[SUPPORT])] if SUPPORT in self.entries else []

    def offer_topics(self, context: Context, intro: str, page: int = 0) -> None:
        """The topics, five at a time."""
        start = page * TOPICS_A_PAGE
        named = list(self.words.topics.items())
        buttons = [
            Button(topic.topic, encode(TopicButton(name)))
            for name, topic in named[start : start + TOPICS_A_PAGE]
        ]
        more = page + 1 if start + TOPICS_A_PAGE < len(named) else 0
        if len(named) > TOPICS_A_PAGE:
            label = "More topics" if more else "First topics"
            buttons.append(Button(label, encode(CommandButton("topics", str(more)))))
        context.offer(intro, buttons=buttons)

    def offer_questions(self, context: Context, name: str, page: int) -> None:
        """The questions of a topic, five at a time."""
        topic = self.words.topics.get(name)
        if topic is None:
            self.offer_topics(context, self.texts.gone_entry)
            return
        start = page * QUESTIONS_A_PAGE
        shown = topic.entries[start : start + QUESTIONS_A_PAGE]
        buttons = [self._question_button(entry) for entry in shown]
        if start + QUESTIONS_A_PAGE < len(topic.entries):
            buttons.append(Button("More questions", encode(TopicButton(name, page + 1))))
        buttons.append(Button("All topics", encode(CommandButton("topics"))))
        context.offer(worded(self.texts.topic_questions, topic=topic.topic), buttons=buttons)

    def _question_button(self, entry: Entry) -> Button:
        return Button(_short(entry.question), encode(EntryButton(AboutEntry.SHOW, entry.id)))

    def _simpler(self, entry: Entry, simple: bool) -> Button | None:
        if simple or not entry.easy_read:
            return None
        return Button("Say it simpler", encode(EntryButton(AboutEntry.SIMPLER, entry.id)))

    def _share(self, entry: Entry) -> Button:
        if entry.id not in self._shares:
            self._shares[entry.id] = Button("Share", url=self._share_url(entry))
        return self._shares[entry.id]

    def _share_url(self, entry: Entry) -> str:
        source = f" Source: {entry.sources[0].url}" if entry.sources else ""
        said = _beginning(entry)
        dated = f" {self._as_of(entry.as_of)}" if entry.as_of and known_date(entry.as_of) not in said else ""
        text = f"{entry.question} {said}{dated}{source}"
        link = quote(self._share_link, safe="")
        return f"https://t.me/share/url?url={link}&text={quote(text, safe='')}"


def _beginning(entry: Entry) -> str:
    """The first sentences of an answer, and the safety line where it belongs."""
    said = ""
    for sentence in re.split(r"(?<=[.?]) +|\n+", entry.answer):
        said = f"{said} {sentence}".strip()
        if len(said) >= SHARED_LENGTH:
            break
    if Product.VALPROATE in entry.about and SAFETY_LINE not in said:
        said = f"{said} {SAFETY_LINE}"
    return said


def _short(question: str) -> str:
    if len(question) <= LABEL_LIMIT:
        return question
    return f"{question[: LABEL_LIMIT - 1].rsplit(' ', 1)[0]}…"
