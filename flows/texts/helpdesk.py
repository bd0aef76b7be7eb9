"""What listeners read of the messages that supporters leave, and what those are told of it."""

from typing import Annotated

from flows.texts.phrase import LABEL_LIMIT, Phrase, Plural, Section, Table, names

WithNumber = Annotated[Phrase, names("number")]
WithText = Annotated[Phrase, names("text")]
Label = Annotated[Phrase, names(limit=LABEL_LIMIT)]
NumberLabel = Annotated[Phrase, names("number", limit=LABEL_LIMIT)]


class ThreadKinds(Table):
    """What a message is, by its kind."""

    talk: Phrase
    reply: Phrase
    complaint: Phrase


class ThreadTitles(Table):
    """What stands above a message, by its kind."""

    talk: WithNumber
    reply: WithNumber
    complaint: WithNumber


class WaitingTexts(Section):
    """How long a message has waited, and the legal clock of a complaint."""

    today: Phrase
    age: Plural
    acknowledged: Annotated[Phrase, names("age")]
    complaint: Annotated[Phrase, names("age", "left")]
    overdue: Plural
    due: Plural
    due_today: Phrase
    left_on: Annotated[Phrase, names("date")]
    acknowledged_on: Annotated[Phrase, names("date", "acknowledged")]
    due_on: Annotated[Phrase, names("date", "due", "left")]


class HelpdeskTexts(Section):
    """Messages of supporters, and answers to them."""

    waiting: WaitingTexts
    kinds: ThreadKinds
    titles: ThreadTitles
    more_on: WithNumber
    they_wrote: WithText
    organisers_answered: WithText
    dates: Annotated[Phrase, names("dates")]
    open_title: Phrase
    open_line: Annotated[Phrase, names("number", "kind", "waiting")]
    open_page: Annotated[Phrase, names("first", "last", "total")]
    nobody_waits: Phrase
    gone: Phrase
    ask_answer: WithNumber
    words_only: Phrase
    answer_title: WithNumber
    answered_already: Annotated[Phrase, names("number", "date")]
    not_sent_yet: Phrase
    expired: Phrase
    look_again: Phrase
    meanwhile: WithNumber
    on_its_way: Phrase
    answered_by: Annotated[Phrase, names("number", "organiser")]
    acknowledged_by: Annotated[Phrase, names("number", "organiser")]
    acknowledged: WithNumber
    acknowledge_first: Annotated[Phrase, names("number", "waiting")]
    closed: WithNumber
    closed_mark: Phrase


class FromOrganisers(Section):
    """What a supporter gets from the organisers."""

    title: Phrase
    how_to_answer: Phrase
    complaint_acknowledged: Annotated[Phrase, names("date")]


class ThreadButtons(Section):
    """Below a message that a supporter left. They may be typed long after: each says what it belongs to."""

    show: NumberLabel
    answer: NumberLabel
    acknowledge: NumberLabel
    close: NumberLabel
    newer: Label
    oldest: Label
    send: Label
    change: Label


class HelpdeskButtons(Section):
    """What supporters press."""

    write_back: Label
