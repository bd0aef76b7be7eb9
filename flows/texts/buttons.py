"""What buttons say: `buttons.yaml`."""

from typing import Annotated

from flows.texts.helpdesk import HelpdeskButtons, ThreadButtons
from flows.texts.phrase import LABEL_LIMIT, Phrase, Section, names
from flows.texts.reports import ReportButtons
from flows.texts.team import TeamButtons

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

    team: TeamButtons
    threads: ThreadButtons
    reports: ReportButtons


class ButtonLabels(Section):
    """Every label, in sections."""

    answers: AnswerButtons
    helpdesk: HelpdeskButtons
    organisers: OrganiserButtons
