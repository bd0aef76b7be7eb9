"""What the buttons of the team and of the log carry, and what owners are asked to send."""

from enum import StrEnum

from bot.core.callbacks import Callback, PendingInput
from bot.storage.schema.enums import Role


class ShowTeam(Callback, code="team"):
    """The team, with buttons for a few of them from `start` on."""

    start: int = 0


class ShowMember(Callback, code="tm"):
    member: int


class ChooseInvitedRole(Callback, code="ti"):
    pass


class AskInvitedName(Callback, code="tin"):
    role: Role


class InviteUnnamed(Callback, code="tiu"):
    role: Role


class AskNewName(Callback, code="tn"):
    member: int


class ChooseRoleToTake(Callback, code="tk"):
    member: int


class AskRemoval(Callback, code="tr"):
    """Take one role away from a member, or all of them; so with the buttons that follow."""

    member: int
    role: Role | None


class ConfirmRemoval(Callback, code="try"):
    member: int
    role: Role | None


class Reason(StrEnum):
    """Reasons that are offered, beside one's own. The texts have each by its value."""

    ASKED = "asked"
    LEFT = "left"
    SAFETY = "safety"


class RemoveBecause(Callback, code="trb"):
    member: int
    role: Role | None
    reason: Reason


class ShowLog(Callback, code="tl"):
    """Lines of the log that are older than the one with the number `before`."""

    before: int


class InvitedName(PendingInput, code="itn"):
    role: Role


class NewName(PendingInput, code="itm"):
    member: int


class RemovalReason(PendingInput, code="itr"):
    member: int
    role: Role | None
