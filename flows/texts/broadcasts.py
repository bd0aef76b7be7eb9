"""What organisers read and press about broadcasts: the section `broadcasts` of two files."""

from typing import Annotated

from flows.texts.phrase import LABEL_LIMIT, Phrase, Plural, Section, Table, names

Label = Annotated[Phrase, names(limit=LABEL_LIMIT)]
NumberedLabel = Annotated[Phrase, names("number", limit=LABEL_LIMIT)]
WithName = Annotated[Phrase, names("name")]
WithNumber = Annotated[Phrase, names("number")]
WithTime = Annotated[Phrase, names("time")]
PluralWithName = Annotated[Plural, names("name")]


class BroadcastNames(Table):
    """What a broadcast of each kind is called."""

    update: WithNumber
    correction: WithNumber
    edit: WithNumber
    recall: WithNumber


class StateNames(Table):
    """How a broadcast of each state stands."""

    draft: Phrase
    awaiting_approval: Phrase
    held: Phrase
    scheduled: Phrase
    sending: Phrase
    paused: Phrase
    done: Phrase
    stopped: Phrase


class ComposeTexts(Section):
    """From the message to asking for approval."""

    not_settled: Phrase
    title: Phrase
    how: Phrase
    how_alone: Phrase
    known: Annotated[Phrase, names("lines")]
    list_title: Phrase
    nothing: Phrase
    begin_new: Phrase
    not_sendable: Phrase
    too_long: Plural
    meant_for_bot: Annotated[Phrase, names("text")]
    link_title: WithNumber
    ask_link: Phrase
    bad_link: Annotated[Phrase, names("limit")]
    with_link: Phrase
    edit_with_file: Phrase
    send_again: Phrase
    check_title: WithNumber
    tested: Phrase
    chose_discard: Phrase
    discarded: WithNumber
    nobody: Phrase
    nobody_corrected: Phrase
    confirm: Annotated[Phrase, names("people")]
    wrong_number: Phrase
    held_alone: Annotated[Phrase, names("name", "hold")]
    no_approver: Phrase
    asked: PluralWithName
    gone: Phrase
    not_changeable: WithNumber


class CorrectionTexts(Section):
    """Which answer a correction is about."""

    nobody: Phrase
    which: Phrase
    unknown: Phrase
    correction_of: Annotated[Phrase, names("question")]


class RemovedTexts(Table):
    """What each rule says of the people whom it takes out."""

    def __getitem__(self, key: str) -> Plural:  # type: ignore[override]  # each is by number
        plural: Plural = getattr(self, key)
        return plural

    unreachable: Plural
    pledge: Plural
    place: Plural
    language: Plural
    no_language: Plural
    source: Plural
    entry: Plural
    flow: Plural
    rest: Annotated[Plural, names("rest")]


class AudienceTexts(Section):
    """Who gets it: `description` is a sentence of `everybody` and clauses, which `and_` joins."""

    title: WithNumber
    narrow: Phrase
    which_pledge: Phrase
    which_nation: Phrase
    no_constituency: Phrase
    similar_constituency: Annotated[Phrase, names("places")]
    which_language: Phrase
    no_language: Annotated[Phrase, names("languages")]
    which_source: Phrase
    no_source: Phrase
    rest: Phrase
    description: Annotated[Phrase, names("audience")]
    everybody: Phrase
    and_: Annotated[Phrase, names("start", "clause")]
    in_languages: Annotated[Phrase, names("languages")]
    in_languages_or_none: Annotated[Phrase, names("languages")]
    given_answer: Annotated[Phrase, names("question")]
    pledged: Annotated[Phrase, names("pledges")]
    lives_in: Annotated[Phrase, names("places")]
    came_by: Annotated[Phrase, names("sources")]
    agreed: Plural
    rest_days: Plural
    removed: RemovedTexts
    kept: Plural


class ClosedTexts(Table):
    """Why nothing goes out at a time."""

    sunday: Phrase
    bank_holiday: Phrase
    hours: Annotated[Phrase, names("hours")]


class ScheduleTexts(Section):
    """When it goes out, and what it costs."""

    title: WithNumber
    choose: Annotated[Phrase, names("hours")]
    marked: Phrase
    no_time: Phrase
    too_far: Phrase
    begins: WithTime
    begins_if_confirmed: WithTime
    begins_if_approved: WithTime
    not_earlier: ClosedTexts
    over: Annotated[Phrase, names("time", "pace")]
    marked_once: Phrase
    with_both_marks: WithTime
    cost: Annotated[Plural, names("rate")]
    seconds: Plural
    minutes: Plural


class AskedAgainTexts(Table):
    """Why it needs approval once more: who lost the role."""

    author: Phrase
    approver: Phrase


class ReviewTexts(Section):
    """Asking for approval, approving and returning."""

    title: WithName
    from_command_line: Phrase
    from_organiser: WithNumber
    from_former_sender: WithNumber
    asked_again: AskedAgainTexts
    replaces: Annotated[Plural, names("original")]
    will_be_held: Annotated[Phrase, names("hold")]
    earlier_version: Phrase
    changed_since: WithName
    you_approved: Phrase
    approved: Annotated[Phrase, names("name", "hold")]
    your_own: Phrase
    being_changed: Phrase
    changed_by_author: WithName
    over: Phrase
    already: Annotated[Phrase, names("name", "state")]
    made_on_command_line: Phrase
    author_gone: Phrase
    you_returned: Phrase
    returned: WithName
    returned_to_you: Annotated[Phrase, names("organiser", "number")]


class NextTexts(Table):
    """What comes next in each state before it begins."""

    awaiting_approval: Phrase
    held: Phrase
    scheduled: Phrase


class ControlTexts(Section):
    """Looking at a broadcast, stopping, pausing and resuming it."""

    state: Annotated[Phrase, names("name", "state")]
    words_since: WithNumber
    next: NextTexts
    you_stopped: Phrase
    stopped: WithName
    paused: WithName
    not_now: ClosedTexts
    resumed: WithName


class FollowUpTexts(Section):
    """What can be done with a broadcast that is over."""

    under_way: WithName
    recall_too_late: Phrase
    ask_recall: PluralWithName
    chose_recall: Phrase
    recall_begins: WithName
    ask_edit: WithName
    ask_edit_alone: WithName
    ask_resend: PluralWithName
    chose_resend: Phrase
    resent: Plural


class NotificationTexts(Section):
    """What organisers are told when a broadcast reaches a state."""

    held: Annotated[Phrase, names("name", "time")]
    can_be_stopped: Phrase
    hold_over: WithName
    refused: WithName
    never_began: WithName
    report: Phrase


class CountTexts(Section):
    """How many copies are in each state."""

    sent: Plural
    edited: Plural
    deleted: Plural
    recalled: Plural
    blocked: Plural
    failed: Plural
    unsure: Plural
    withdrawn: Plural


class WhyPausedTexts(Table):
    """Why it is paused."""

    hours: Phrase
    organiser: Phrase
    trouble: Phrase


class ResultTexts(Section):
    """How it goes, and what became of it."""

    counts: CountTexts
    so_far: Annotated[Phrase, names("handled", "all", "counts")]
    begins_now: Phrase
    seconds_left: Annotated[Plural, names("rate")]
    minutes_left: Annotated[Plural, names("rate")]
    hours_left: Annotated[Plural, names("rate")]
    why_paused: WhyPausedTexts
    done: WithName
    stopped: WithName
    people: Annotated[Plural, names("counts")]
    failed: Annotated[Plural, names("reason")]
    failed_without_reason: Plural
    unsure: Plural
    opted_out: Plural


class BroadcastTexts(Section):
    """Every text about broadcasts."""

    kinds: BroadcastNames
    of_original: Annotated[Phrase, names("name", "original")]
    states: StateNames
    compose: ComposeTexts
    corrections: CorrectionTexts
    audience: AudienceTexts
    schedule: ScheduleTexts
    review: ReviewTexts
    control: ControlTexts
    follow_up: FollowUpTexts
    notifications: NotificationTexts
    results: ResultTexts


class LabelsByKind(Table):
    """A label for each kind of broadcast. It says which one it is about, since it can be typed."""

    update: NumberedLabel
    correction: NumberedLabel
    edit: NumberedLabel
    recall: NumberedLabel


class SentLabels(Table):
    """A label for each kind of broadcast that sends new messages."""

    update: NumberedLabel
    correction: NumberedLabel


class BroadcastButtons(Section):
    """What organisers press about broadcasts."""

    approve: LabelsByKind
    return_: LabelsByKind
    stop: LabelsByKind
    pause: LabelsByKind
    resume: LabelsByKind
    show: LabelsByKind
    recall: SentLabels
    edit: SentLabels
    approve_urgent: NumberedLabel
    go_on_with_draft: NumberedLabel
    results: NumberedLabel
    resend: NumberedLabel
    show_older: Label
    show_newer: Label
    show_newest: Label
    show_more: Label
    show_first: Label
    correct_answer: Label
    no_link: Label
    change_message: Label
    go_on: Label
    ask_approval: Label
    send_test: Label
    change_audience: Label
    change_time: Label
    discard: Label
    go_on_when: Label
    narrow: Label
    everybody: Label
    by_pledge: Label
    by_place: Label
    by_language: Label
    by_source: Label
    back: Label
    rest: Annotated[Phrase, names("rest", limit=LABEL_LIMIT)]
    rest_days: Annotated[Plural, names(limit=LABEL_LIMIT)]
    no_rest: Label
    as_soon_as_approved: Label
    tomorrow: Label
    monday: Label
    urgent: Label
    not_urgent: Label
    recall_yes: Annotated[Plural, names(limit=LABEL_LIMIT)]
    resend_yes: Annotated[Plural, names(limit=LABEL_LIMIT)]
    no_: Label
