"""What whoever may approve a broadcast is shown, and the buttons that hold for those very words."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from bot.broadcasts import audience, results
from bot.broadcasts import estimate as outlook
from bot.broadcasts.buttons import button
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.status import buttons
from bot.core.messages import (
    Block,
    Button,
    Paragraph,
    Title,
)
from bot.storage import organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import LostRole, Role
from bot.storage.savepoint import Database

AGAIN: Mapping[LostRole, str] = {LostRole.AUTHOR: "wrote it", LostRole.APPROVER: "approved it"}
"""Who lost the role, so that it needs approval once more."""


def digest(broadcast: Broadcast) -> str:
    """Of everything that is approved: a button with another one is for an earlier version."""
    version = (broadcast.message, broadcast.audience, broadcast.starts_at, sorted(broadcast.urgent_by))
    return sha256("\0".join(map(str, version)).encode()).hexdigest()[:12]


def choices(broadcast: Broadcast) -> list[Button]:
    """Approve these words, send them back, or stop it."""
    seen = digest(broadcast)
    found = [button(results.labelled("Approve", broadcast), "o_byes", broadcast.id, seen)]
    if broadcast.urgent_by and broadcast.kind.sends_message:
        found.append(button(f"Approve {broadcast.id} as urgent", "o_burgent", broadcast.id, seen))
    back = button(results.labelled("Return", broadcast), "o_bback", broadcast.id)
    return [*found, back, *buttons(broadcast)]


async def about(db: Database, policy: BroadcastPolicy, broadcast: Broadcast, now: datetime) -> list[Block]:
    """Who asks and why, who gets it, when, until when, and at what cost."""
    blocks: list[Block] = [Title(f"{results.name(broadcast)} waits for approval")]
    asked = [f"Above is the message. It comes from {await _author(db, broadcast)}."]
    if broadcast.lost_role:
        who = AGAIN[broadcast.lost_role]
        asked.append(
            f"It was approved before. It is asked again because whoever {who} is no sender any more."
        )
    blocks.append(Paragraph("\n".join(asked)))
    return [*blocks, *await prospect(db, policy, broadcast, now), _held(policy)]


async def prospect(db: Database, policy: BroadcastPolicy, broadcast: Broadcast, now: datetime) -> list[Block]:
    """Who gets it, when it begins and would be over, and what it costs; the same for author and approver."""
    if broadcast.original_id is not None:
        people = await outlook.count_people(db, policy, broadcast, now)
        number = "1 message" if people == 1 else f"{people:,} messages"
        whom = f"It replaces the words of {number} of broadcast {broadcast.original_id}. Nobody is notified."
    else:
        wanted = audience.load(broadcast.audience)
        counted = await audience.count(db, wanted, policy.channel, now, policy.wordings)
        people = counted.kept
        whom = f"{wanted.in_words(policy.labels)}\n{counted.in_words()}"
    lines = outlook.describe_schedule(policy, broadcast, people, now)
    cost = [Paragraph(line) for line in outlook.cost(policy, broadcast, people)]
    return [Paragraph(whom), Paragraph("\n".join(lines)), *cost]


def _held(policy: BroadcastPolicy) -> Paragraph:
    return Paragraph(f"After approval it is held for {policy.hold_in_words()}, in which anybody can stop it.")


async def _author(db: Database, broadcast: Broadcast) -> str:
    if broadcast.author_id is None:
        return "the command line"
    senders = {one.id for one in await organisers.with_role(db, Role.SENDER)}
    gone = "" if broadcast.author_id in senders else ", who is no sender any more"
    return f"organiser {broadcast.author_id}{gone}"
