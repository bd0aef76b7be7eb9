"""What a supporter reads that is neither an answer nor a step of a conversation: `public.yaml`."""

from typing import Annotated

from flows.texts.dates import DateTexts
from flows.texts.helpdesk import FromOrganisers
from flows.texts.phrase import MENU_LIMIT, Phrase, Section, Table, names

DESCRIPTION_LIMIT, SHORT_DESCRIPTION_LIMIT = 512, 120
"""Characters of a bot's descriptions (Bot API, setMyDescription and setMyShortDescription)."""

MenuLine = Annotated[Phrase, names(limit=MENU_LIMIT)]
WithTitle = Annotated[Phrase, names("title")]
WithDate = Annotated[Phrase, names("date")]
WithText = Annotated[Phrase, names("text")]
LeftTalk = Annotated[Phrase, names("number", "date")]
ClosedTalk = Annotated[Phrase, names("number", "date", "closed")]
WithController = Annotated[Phrase, names("controller")]


class Kinds(Table):
    """What each kind of thing the bot can't read is called: "a photo"."""

    photo: Phrase
    voice: Phrase
    video: Phrase
    audio: Phrase
    sticker: Phrase
    document: Phrase
    location: Phrase
    contact: Phrase
    poll: Phrase
    dice: Phrase
    game: Phrase
    animation: Phrase
    story: Phrase
    forward: Phrase
    other: Phrase


class Lists(Section):
    """How things are listed in a sentence: "a, b and c"."""

    comma: Annotated[Phrase, names("start", "end")]
    last_and: Annotated[Phrase, names("start", "end")]
    last_or: Annotated[Phrase, names("start", "end")]


class FlowTexts(Section):
    """Around the questions of a conversation."""

    can_skip: Phrase
    progress: Annotated[Phrase, names("number", "total")]
    summary: Annotated[Phrase, names("name", "answer")]
    chosen: Annotated[Phrase, names("choice")]
    """A choice in a list that has been ticked."""


class MyDataTexts(Section):
    """What /mydata shows, a line for each thing that is kept."""

    nothing: Phrase
    title: Phrase
    answers: Phrase
    given: Phrase
    since: WithDate
    nation: Annotated[Phrase, names("nation")]
    constituency: Annotated[Phrase, names("constituency")]
    language: Annotated[Phrase, names("language")]
    affected: Annotated[Phrase, names("products")]
    source: Annotated[Phrase, names("source")]
    adult: Phrase
    chat: Phrase
    agreed: Annotated[Phrase, names("date", "version")]
    agreed_and_withdrawn: Annotated[Phrase, names("date", "version", "withdrawn")]
    pledge: Annotated[Phrase, names("pledge", "date")]
    talks: Annotated[Phrase, names("number")]
    message: LeftTalk
    message_closed: ClosedTalk
    complaint: LeftTalk
    complaint_closed: ClosedTalk
    you_wrote: WithText
    they_answered: WithText
    organiser: Annotated[Phrase, names("number", "roles", "name")]
    no_roles: Phrase
    no_name: Phrase
    end: Phrase


class ReceiptTexts(Section):
    """What somebody has just agreed to, and what not."""

    title: Phrase
    agreed: Annotated[Phrase, names("name")]
    declined: Annotated[Phrase, names("name")]
    end: Phrase


class TerminalTexts(Section):
    """What a terminal shows in the place of what it can't."""

    file: Annotated[Phrase, names("name")]
    photo: Phrase
    document: Phrase


class CommandTexts(Table):
    """What the menu says of each command that anybody may type."""

    start: MenuLine
    help: MenuLine
    topics: MenuLine
    join: MenuLine
    pledge: MenuLine
    mydata: MenuLine
    forget: MenuLine
    stop: MenuLine
    cancel: MenuLine
    settings: MenuLine
    privacy: MenuLine
    verify: MenuLine
    talk: MenuLine
    urgent: MenuLine


class PublicTexts(Section):
    """Every text, with the {names} it says."""

    lists: Lists
    dates: DateTexts
    flow: FlowTexts
    about_short: Annotated[Phrase, names(limit=SHORT_DESCRIPTION_LIMIT)]
    about: Annotated[Phrase, names(limit=DESCRIPTION_LIMIT)]
    welcome: WithController
    welcome_no_controller: Phrase
    help: Phrase
    ask_me: Phrase
    topics: Phrase
    topic_questions: Annotated[Phrase, names("topic")]
    settings_are_usual: Phrase
    settings_are_simple: Phrase
    settings_simple: Phrase
    settings_plain: Phrase
    privacy: Annotated[Phrase, names("controller", "contact")]
    privacy_no_controller: Phrase
    privacy_rights: Annotated[Phrase, names("contact")]
    verify: WithController
    verify_no_controller: Phrase
    not_collecting: Phrase
    unsure: Phrase
    unsure_in_hardship: Phrase
    hardship_again: Phrase
    can_leave: Phrase
    can_leave_or_send_on: Phrase
    leave_instead: Phrase
    leave_question_gone: Phrase
    question_left: Phrase
    did_you_mean: Phrase
    update_reply: Phrase
    update_did_you_mean: Phrase
    no_question: Phrase
    not_on_the_list: Phrase
    none_of_these: Phrase
    not_that_one: Phrase
    glad: Phrase
    noted: Phrase
    source: Phrase
    as_of: WithDate
    overdue: WithDate
    gone_entry: Phrase
    not_understood: Phrase
    flow_help: Phrase
    or_your_answer: Phrase
    carry_on_reminder: WithTitle
    cancelled: WithTitle
    nothing_to_cancel: Phrase
    nothing_sent: Phrase
    nothing_to_carry_on: Phrase
    script_changed: WithTitle
    ended_button: Phrase
    earlier_button: Phrase
    unknown_button: Phrase
    already_in_flow: WithTitle
    update_footer: Annotated[Phrase, names("controller", "contact")]
    update_stop: Phrase
    stop_what: Phrase
    stopped: Phrase
    stopped_nothing: Phrase
    started_again: Phrase
    my_data: MyDataTexts
    withdrawn_consent: Annotated[Phrase, names("called")]
    withdrawn_pledge: Annotated[Phrase, names("called")]
    nothing_to_withdraw: Phrase
    forget_ask: Phrase
    forget_ask_organiser: Phrase
    forget_only_owner: Phrase
    forget_nothing: Phrase
    forgetting: Phrase
    forgotten: Phrase
    forget_kept: Phrase
    receipt: ReceiptTexts
    personal_details: Phrase
    edited: Phrase
    unreadable: Annotated[Phrase, names("kind")]
    group: Phrase
    apology_late: Phrase
    apology_error: Phrase
    too_long: Phrase
    unknown_command: Phrase
    you_are_welcome: Phrase
    talk_ask: Phrase
    write_back_ask: Phrase
    sent_on: Phrase
    you_sent: Phrase
    talk_passed_on: Phrase
    talk_nobody: Annotated[Phrase, names("contact")]
    talk_no_controller: Phrase
    complaint_ask: Phrase
    complaint_passed_on: Phrase
    from_organisers: FromOrganisers
    send_on_gone: Phrase
    terminal: TerminalTexts
    kinds: Kinds
    type_the_words: Phrase
    was_this_it: Phrase
    myth: Phrase
    undated: Phrase
    shared_source: Annotated[Phrase, names("url")]
    over: Phrase
    you_left: Phrase
    you_chose_this: Phrase
    you_chose: Annotated[Phrase, names("choice")]
    you_said: Annotated[Phrase, names("answer")]
    you_chose_none: Phrase
    you_chose_erase: Phrase
    you_chose_keep: Phrase
    you_left_question: Phrase
    your_question: Phrase
    that_conversation: Phrase
    privacy_notice: Annotated[Phrase, names("url")]
    help_organisers: Annotated[Phrase, names("commands")]
    help_line: Annotated[Phrase, names("command", "about")]
    commands: CommandTexts
