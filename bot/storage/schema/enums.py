"""The words that CHECK constraints of the database allow.

Only the standard library is imported here, because commands need some of them before they open a database.
"""

from enum import StrEnum


class Nation(StrEnum):
    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern_ireland"
    ELSEWHERE = "elsewhere"


class TombstoneReason(StrEnum):
    """Why a pledge ended."""

    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Role(StrEnum):
    """A person may hold several. Owners invite and remove, and may do everything else too."""

    OWNER = "owner"
    SENDER = "sender"
    """Writes and approves broadcasts."""
    EXPORTER = "exporter"
    EDITOR = "editor"
    """Sees unanswered questions and what is to be mended in the words; never people."""
    VIEWER = "viewer"
    """Sees figures only."""
    LISTENER = "listener"
    """Gets messages that supporters leave, and answers them."""


class BroadcastState(StrEnum):
    DRAFT = "draft"
    AWAITING = "awaiting_approval"
    HELD = "held"
    """Approved; for a short while anybody of the team can still stop it before anything goes out."""
    SCHEDULED = "scheduled"
    """Waits for its time, the sending hours, or another broadcast to end."""
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"


class BroadcastKind(StrEnum):
    UPDATE = "update"
    CORRECTION = "correction"
    """For those alone who were given an answer that changed."""
    EDIT = "edit"
    """New words in the place of those that another broadcast sent."""
    RECALL = "recall"
    """Deletes what another broadcast sent."""

    @property
    def sends_message(self) -> bool:
        """Whether people get a new message, for which their consent and the sending hours count."""
        return self in (BroadcastKind.UPDATE, BroadcastKind.CORRECTION)


class PauseReason(StrEnum):
    HOURS = "hours"
    ORGANISER = "organiser"
    TROUBLE = "trouble"
    """The channel refused many messages in a row."""


class LostRole(StrEnum):
    """Whose role was lost after the approval."""

    AUTHOR = "author"
    APPROVER = "approver"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNSURE = "unsure"
    """It may or may not have arrived."""
    WITHDRAWN = "withdrawn"
    RECALLED = "recalled"
    """Sent, then deleted by a recall."""


class ThreadKind(StrEnum):
    TALK = "talk"
    REPLY = "reply"
    """A question that the bot could not answer, such as a reply to an update."""
    COMPLAINT = "complaint"
    """About personal data: it has a legal deadline."""


class ExportState(StrEnum):
    CHOOSING = "choosing"
    WAITING = "waiting"
    SENDING = "sending"
    """It may have arrived, so it is not sent again after a crash."""


class OutboxState(StrEnum):
    WAITING = "waiting"
    FAILED = "failed"


class Granularity(StrEnum):
    """What an organiser can choose: the last 14 days, the last 12 weeks, or everything."""

    DAY = "day"
    WEEK = "week"
    ALL = "all"
