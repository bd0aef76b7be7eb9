"""What buttons say: `buttons.yaml`."""

from typing import Annotated

from flows.texts.phrase import LABEL_LIMIT, Phrase, Section, names

Label = Annotated[Phrase, names(limit=LABEL_LIMIT)]


class AnswerButtons(Section):
    """Below an answer, and on the lists of topics and questions."""

    helpful: Label
    not_helpful: Label
    simpler: Label
    share: Label
    none_of_these: Label
    more_topics: Label
    first_topics: Label
    all_topics: Label
    more_questions: Label


class FlowLabels(Section):
    """Below the questions of a conversation. What was chosen is also written in these words."""

    agree: Label
    yes: Label
    no: Label
    none: Label
    """Where nothing was chosen."""
    change: Annotated[Phrase, names("answer", limit=LABEL_LIMIT)]
    done: Label
    back: Label
    skip: Label
    cancel: Label


class MyDataButtons(Section):
    """Below what is kept about somebody, and what follows from that."""

    take_back: Annotated[Phrase, names("name", limit=LABEL_LIMIT)]
    erase: Label
    erase_yes: Label
    erase_no: Label
    undo: Label


class HelpdeskButtons(Section):
    """Where a message could not be passed on."""

    leave_question: Label


class OrganiserButtons(Section):
    """What organisers press."""

    invite: Label


class ButtonLabels(Section):
    """Every label, in sections."""

    answers: AnswerButtons
    flow: FlowLabels
    my_data: MyDataButtons
    helpdesk: HelpdeskButtons
    organisers: OrganiserButtons
