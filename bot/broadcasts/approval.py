"""The approval request: message, facts, and buttons tied to this exact version."""

from datetime import datetime
from hashlib import sha256

from bot.broadcasts import audience
from bot.broadcasts.buttons import ApproveBroadcast, ReturnBroadcast, about, button
from bot.broadcasts.estimate import cost, count_people, describe_schedule
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.results import name
from bot.broadcasts.status import buttons
from bot.core.messages import Block, Button, Paragraph, Title
from bot.storage import organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.savepoint import Database
from bot.storage.schema.enums import Role
from flows.texts import Texts


def digest(broadcast: Broadcast) -> str:
    """Return the version of everything that is approved: message, audience, time and urgency."""
    parts = (broadcast.message, broadcast.audience, broadcast.starts_at, sorted(broadcast.urgent_by))
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def choices(broadcast: Broadcast, texts: Texts) -> list[Button]:
    """Return the buttons that approve this version, return it or stop it."""
    labels, number, version = texts.buttons.broadcasts, broadcast.id, digest(broadcast)
    approve = labels.approve[broadcast.kind](number=number)
    approvals = [button(approve, ApproveBroadcast(number, version))]
    if broadcast.urgent_by and broadcast.kind.sends_message:
        urgent = labels.approve_urgent(number=number)
        approvals.append(button(urgent, ApproveBroadcast(number, version, urgent=True)))
    return [*approvals, about(labels.return_, ReturnBroadcast, broadcast), *buttons(broadcast, texts)]


async def request(
    db: Database, policy: BroadcastPolicy, broadcast: Broadcast, now: datetime, texts: Texts
) -> list[Block]:
    """Return who asks and why, who gets it, when it begins and would be over, and what it costs."""
    words = texts.organisers.broadcasts.review
    lines = [await _origin(db, broadcast, texts)]
    if broadcast.lost_role:
        lines.append(words.asked_again[broadcast.lost_role])
    return [
        Title(words.title(name=name(broadcast, texts))),
        Paragraph("\n".join(lines)),
        *await prospect(db, policy, broadcast, now, texts),
        Paragraph(words.will_be_held(hold=policy.hold_in_words(texts))),
    ]


async def prospect(
    db: Database, policy: BroadcastPolicy, broadcast: Broadcast, now: datetime, texts: Texts
) -> list[Block]:
    """Return who gets it, when it begins and would be over, and what it costs: for author and approver."""
    if broadcast.original_id is not None:
        people = await count_people(db, policy, broadcast, now)
        recipients = texts.organisers.broadcasts.review.replaces(people, original=broadcast.original_id)
    else:
        chosen = audience.load(broadcast.audience)
        counts = await audience.count(db, chosen, policy.channel, now, policy.wordings)
        people = counts.kept
        recipients = f"{chosen.in_words(policy.labels, texts)}\n{counts.in_words(texts)}"
    schedule = describe_schedule(policy, broadcast, people, now, texts)
    charges = [Paragraph(line) for line in cost(policy, broadcast, people, texts)]
    return [Paragraph(recipients), Paragraph("\n".join(schedule)), *charges]


async def _origin(db: Database, broadcast: Broadcast, texts: Texts) -> str:
    words = texts.organisers.broadcasts.review
    if broadcast.author_id is None:
        return words.from_command_line
    senders = {sender.id for sender in await organisers.with_role(db, Role.SENDER)}
    still_sender = broadcast.author_id in senders
    return (words.from_organiser if still_sender else words.from_former_sender)(number=broadcast.author_id)
