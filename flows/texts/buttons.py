"""What buttons say: `buttons.yaml`."""

from typing import Annotated

from flows.texts.broadcasts import BroadcastButtons
from flows.texts.exports import ExportButtons
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


class FlowLabels(Section):
    """Below the questions of a conversation. What was chosen is also written in these words."""

    agree: Label
    confirm: Label
    """At a summary whose script says nothing else."""
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


class ConversationButtons(Section):
    """Where a conversation begins, what is offered where there is no answer, and settings."""

    browse_topics: Label
    join: Label
    pledge: Label
    privacy: Label
    leave_question: Label
    send_to_person: Label
    send_to_organisers: Label
    stop_updates: Label
    ask_something_else: Label
    leave_questions: Label
    carry_on: Label
    complain: Label
    use_usual_words: Label
    use_simpler_words: Label
    my_answer: Label


class OrganiserButtons(Section):
    """What organisers press."""

    team: TeamButtons
    threads: ThreadButtons
    reports: ReportButtons


class ButtonLabels(Section):
    """Every label, in sections."""

    answers: AnswerButtons
    helpdesk: HelpdeskButtons
    flow: FlowLabels
    my_data: MyDataButtons
    conversation: ConversationButtons
    organisers: OrganiserButtons
    broadcasts: BroadcastButtons
    exports: ExportButtons
