"""What a supporter reads that is neither an answer nor a step of a conversation: `public.yaml`."""

from typing import Annotated

from flows.texts.phrase import Phrase, Section, Table, names

DESCRIPTION_LIMIT, SHORT_DESCRIPTION_LIMIT = 512, 120
"""Characters of a bot's descriptions (Bot API, setMyDescription and setMyShortDescription)."""

WithTitle = Annotated[Phrase, names("title")]
WithDate = Annotated[Phrase, names("date")]
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


class PublicTexts(Section):
    """Every text, with the {names} it says."""

    lists: Lists
    about_short: Annotated[Phrase, names(limit=SHORT_DESCRIPTION_LIMIT)]
    about: Annotated[Phrase, names(limit=DESCRIPTION_LIMIT)]
    welcome: WithController
    welcome_no_controller: Phrase
    welcome_back: Phrase
    help: Phrase
    ask_me: Phrase
    topics: Phrase
    topic_questions: Annotated[Phrase, names("topic")]
    settings: Annotated[Phrase, names("reading")]
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
    can_send_on: Phrase
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
    mydata_nothing: Phrase
    mydata_title: Phrase
    mydata_answers: Phrase
    mydata_given: Phrase
    mydata_talks: Annotated[Phrase, names("number")]
    mydata_organiser: Annotated[Phrase, names("number", "roles", "name")]
    mydata_end: Phrase
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
    receipt_title: Phrase
    receipt_end: Phrase
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
    talk_passed_on: Phrase
    talk_nobody: Annotated[Phrase, names("contact")]
    talk_no_controller: Phrase
    talk_words_only: Phrase
    complaint_ask: Phrase
    complaint_passed_on: Phrase
    send_on_gone: Phrase
    kinds: Kinds
