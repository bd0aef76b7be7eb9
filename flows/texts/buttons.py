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


class OrganiserButtons(Section):
    """What organisers press."""

    invite: Label


class ButtonLabels(Section):
    """Every label, in sections."""

    answers: AnswerButtons
    organisers: OrganiserButtons
