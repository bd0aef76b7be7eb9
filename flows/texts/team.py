"""What owners read of the team and of the log."""

from typing import Annotated

from flows.texts.phrase import LABEL_LIMIT, Phrase, Section, Table, names

WithMember = Annotated[Phrase, names("member")]
Label = Annotated[Phrase, names(limit=LABEL_LIMIT)]
NumberLabel = Annotated[Phrase, names("number", limit=LABEL_LIMIT)]
RoleLabel = Annotated[Phrase, names("role", limit=LABEL_LIMIT)]


class ByRole(Table):
    """Something of each role."""

    owner: Phrase
    sender: Phrase
    exporter: Phrase
    editor: Phrase
    viewer: Phrase
    listener: Phrase


class TeamTexts(Section):
    """Who may do what, inviting and removing."""

    title: Phrase
    organiser: Annotated[Phrase, names("number")]
    organiser_named: Annotated[Phrase, names("number", "name")]
    member: Annotated[Phrase, names("member", "roles")]
    member_self: Annotated[Phrase, names("member", "roles")]
    role: Annotated[Phrase, names("role", "deed")]
    deeds: ByRole
    """What each role may do."""
    with_article: ByRole
    """Each role as in "make somebody an owner"."""
    joined: Annotated[Phrase, names("role", "deed")]
    gone: Phrase
    another_role: Phrase
    ask_role: Phrase
    ask_name: Phrase
    ask_new_name: WithMember
    invited: Annotated[Phrase, names("person", "role")]
    one_person: Phrase
    renamed: Annotated[Phrase, names("number", "name")]
    name_refused: Annotated[Phrase, names("longest")]
    name_taken: Annotated[Phrase, names("name", "example")]
    ask_role_to_take: WithMember
    confirm_role: Annotated[Phrase, names("role", "member")]
    confirm_all: WithMember
    role_gone: WithMember
    only_owner: Phrase
    ask_reason: WithMember
    reason_refused: Annotated[Phrase, names("longest")]
    has_left: WithMember
    still_has: Annotated[Phrase, names("member", "roles")]

    def organiser_called(self, number: int, name: str) -> str:
        """Return an organiser's number, and their name if they have one: organiser 2 (Ann)."""
        return self.organiser_named(number=number, name=name) if name else self.organiser(number=number)


class LogTexts(Section):
    """The log of what organisers did, and what may not go into it."""

    title: Phrase
    nothing: Phrase
    line: Annotated[Phrase, names("time", "organiser", "deed")]
    line_about: Annotated[Phrase, names("time", "organiser", "deed", "about")]
    because: Annotated[Phrase, names("line", "reason")]
    command_line: Phrase
    struck_out: Phrase
    no_names: Phrase


class Reasons(Table):
    """Why somebody was removed: offered as buttons, and written into the log."""

    asked: Label
    left: Label
    safety: Label


class TeamButtons(Section):
    """Below the team, one of its members, and the log."""

    invite: Label
    change: NumberLabel
    change_named: Annotated[Phrase, names("number", "name", limit=LABEL_LIMIT)]
    show_others: Label
    change_name: Label
    take_one_role: Label
    remove: NumberLabel
    back: Label
    invite_role: RoleLabel
    no_name: Label
    take: RoleLabel
    yes_take: RoleLabel
    yes_remove: NumberLabel
    no_back: Label
    reasons: Reasons
    older_lines: Label
