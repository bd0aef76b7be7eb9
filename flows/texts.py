"""The stock phrases: everything the bot says that is neither an FAQ answer nor a step of a conversation."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from flows.questions import PLACEHOLDER
from flows.script import Words

MESSAGE_LIMIT = 4096
"""Characters a message may have (Bot API, sendMessage)."""
DESCRIPTION_LIMIT, SHORT_DESCRIPTION_LIMIT = 512, 120
"""Characters of a bot's descriptions (Bot API, setMyDescription and setMyShortDescription)."""


def may_name(*names: str, limit: int = MESSAGE_LIMIT) -> Any:
    """Check that a phrase has no other {names} in it than these, and no more characters than the limit."""

    def check(text: str) -> str:
        for found in PLACEHOLDER.finditer(text):
            if found[1] not in names:
                known = ", ".join(f"{{{name}}}" for name in names) or "none"
                raise ValueError(f"{{{found[1]}}} can't stand here; the names this text knows: {known}")
        if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
            raise ValueError("a name is a plain {name} in lower-case letters; no other { or } may stand here")
        if len(text) > limit:
            raise ValueError(f"{len(text)} characters; this text holds {limit}")
        return text

    return AfterValidator(check)


Plain = Annotated[Words, may_name()]
WithTitle = Annotated[Words, may_name("title")]
WithDate = Annotated[Words, may_name("date")]
WithCalled = Annotated[Words, may_name("called")]
WithController = Annotated[Words, may_name("controller")]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kinds(_Written):
    """What each kind of thing the bot can't read is called: "a photo"."""

    photo: Plain
    voice: Plain
    video: Plain
    audio: Plain
    sticker: Plain
    document: Plain
    location: Plain
    contact: Plain
    poll: Plain
    dice: Plain
    game: Plain
    animation: Plain
    story: Plain
    forward: Plain
    other: Plain


class Texts(_Written):
    """Every phrase, with the {names} it may hold."""

    about_short: Annotated[Words, may_name(limit=SHORT_DESCRIPTION_LIMIT)]
    about: Annotated[Words, may_name(limit=DESCRIPTION_LIMIT)]
    welcome: WithController
    welcome_no_controller: Plain
    welcome_back: Plain
    help: Plain
    ask_me: Plain
    topics: Plain
    topic_questions: Annotated[Words, may_name("topic")]
    settings: Annotated[Words, may_name("reading")]
    settings_simple: Plain
    settings_plain: Plain
    privacy: Annotated[Words, may_name("controller", "contact")]
    privacy_no_controller: Plain
    privacy_rights: Annotated[Words, may_name("contact")]
    verify: WithController
    verify_no_controller: Plain
    not_collecting: Plain
    unsure: Plain
    unsure_in_hardship: Plain
    hardship_again: Plain
    can_leave: Plain
    can_send_on: Plain
    leave_instead: Plain
    leave_question_gone: Plain
    question_left: Plain
    did_you_mean: Plain
    update_reply: Plain
    update_did_you_mean: Plain
    no_question: Plain
    not_on_the_list: Plain
    none_of_these: Plain
    not_that_one: Plain
    glad: Plain
    noted: Plain
    as_of: WithDate
    overdue: WithDate
    gone_entry: Plain
    not_understood: Plain
    flow_help: Plain
    or_your_answer: Plain
    carry_on_reminder: WithTitle
    cancelled: WithTitle
    nothing_to_cancel: Plain
    nothing_sent: Plain
    nothing_to_carry_on: Plain
    script_changed: WithTitle
    ended_button: Plain
    earlier_button: Plain
    unknown_button: Plain
    already_in_flow: WithTitle
    update_footer: Annotated[Words, may_name("controller", "contact")]
    update_stop: Plain
    stop_what: Plain
    stopped: Plain
    stopped_nothing: Plain
    started_again: Plain
    mydata_nothing: Plain
    mydata_title: Plain
    mydata_answers: Plain
    mydata_given: Plain
    mydata_talks: Annotated[Words, may_name("number")]
    mydata_organiser: Annotated[Words, may_name("number", "roles", "name")]
    mydata_end: Plain
    withdrawn_consent: WithCalled
    withdrawn_pledge: WithCalled
    nothing_to_withdraw: Plain
    forget_ask: Plain
    forget_ask_organiser: Plain
    forget_only_owner: Plain
    forget_nothing: Plain
    forgetting: Plain
    forgotten: Plain
    forget_kept: Plain
    receipt_title: Plain
    receipt_end: Plain
    personal_details: Plain
    edited: Plain
    unreadable: Annotated[Words, may_name("kind")]
    group: Plain
    apology_late: Plain
    apology_error: Plain
    too_long: Plain
    unknown_command: Plain
    you_are_welcome: Plain
    talk_ask: Plain
    write_back_ask: Plain
    talk_passed_on: Plain
    talk_nobody: Annotated[Words, may_name("contact")]
    talk_no_controller: Plain
    talk_words_only: Plain
    complaint_ask: Plain
    complaint_passed_on: Plain
    send_on_gone: Plain
    kinds: Kinds


def worded(phrase: str, **values: str) -> str:
    """A phrase with its names filled in."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], phrase)
