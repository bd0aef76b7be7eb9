"""The team: invite people, see who may do what, take roles away, and read what was done."""

import re
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar, TypeVarTuple

from bot.core.callbacks import Callback, PendingInput
from bot.core.context import Context
from bot.core.messages import (
    Button,
    Footnote,
    Incoming,
    Paragraph,
    SetMenu,
    Text,
    Title,
)
from bot.organisers import audit_text, invitations
from bot.organisers.context import OrganiserContext
from bot.organisers.roles import may
from bot.organisers.routes import Routes
from bot.storage import audit_log, message_deletions, organisers
from bot.storage.audit_log import AuditEntry
from bot.storage.enums import Role
from bot.storage.organisers import Organiser
from faq.pii import strip_personal_details

LINES_SHOWN = 20
SHOWN = 4
"""Of the team at once, so that a message has at most six buttons."""
LONGEST_NAME = 20
LONGEST_LABEL = 24
ABOUT: Mapping[Role, str] = {
    Role.OWNER: "invites and removes, and may do everything",
    Role.SENDER: "writes and approves broadcasts",
    Role.EXPORTER: "exports records",
    Role.EDITOR: "sees unanswered questions, never people",
    Role.VIEWER: "sees figures only",
    Role.LISTENER: "answers people who ask to talk to a person",
}
_NAME = (
    "What do you call them? A short working name, such as Ann. Only organisers see it, and it is never in "
    "the log."
)
_ONLY_OWNER = (
    "That is the only owner, and a team needs one. First make somebody else an owner with /team and a new "
    "invitation."
)


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
    """Reasons that are offered, beside one's own."""

    ASKED = "a"
    LEFT = "l"
    SAFETY = "s"


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


REASONS = {
    Reason.ASKED: "They asked for it",
    Reason.LEFT: "They left the team",
    Reason.SAFETY: "A worry about safety",
}


class _AboutMember(Protocol):
    @property
    def member(self) -> int: ...


class _Removal(_AboutMember, Protocol):
    @property
    def role(self) -> Role | None: ...


M = TypeVar("M", bound=_AboutMember)
R = TypeVar("R", bound=_Removal)
Rest = TypeVarTuple("Rest")


def with_member(
    handler: Callable[[OrganiserContext, Organiser, M, *Rest], Awaitable[None]],
) -> Callable[[OrganiserContext, M, *Rest], Awaitable[None]]:
    """Call a handler with the member of the team, or say that they have left."""

    async def handle(ctx: OrganiserContext, about: M, *rest: *Rest) -> None:
        member = await organisers.find_by_number(await ctx.db(), about.member)
        if member is None:
            ctx.say("That person is no organiser any more.")
        else:
            await handler(ctx, member, about, *rest)

    return handle


def with_removable(
    handler: Callable[[OrganiserContext, Organiser, R, *Rest], Awaitable[None]],
) -> Callable[[OrganiserContext, R, *Rest], Awaitable[None]]:
    """Call a handler with a member who can lose the role, or say why they can't."""

    async def handle(ctx: OrganiserContext, member: Organiser, about: R, *rest: *Rest) -> None:
        if about.role and about.role not in member.roles:
            ctx.say(f"{_capital(member.label)} has not got that role any more.")
        elif about.role in (None, Role.OWNER) and await organisers.is_only_owner(await ctx.db(), member.id):
            ctx.say(_ONLY_OWNER)
        else:
            await handler(ctx, member, about, *rest)

    return with_member(handle)


class Team:
    """`start_link` makes a link of a start code; `public` are the commands that everybody has."""

    def __init__(self, start_link: Callable[[str], str], public: Mapping[str, str], routes: Routes) -> None:
        self._start_link = start_link
        self._public = public
        self._routes = routes
        owner = Role.OWNER
        routes.command("team", self._team, role=owner, about="See the team, invite and remove")
        routes.command("log", self._log, role=owner, about="See what organisers did")
        routes.on(ShowTeam, self._show_team, role=owner)
        routes.on(ShowMember, with_member(self._show_member), role=owner)
        routes.on(ChooseInvitedRole, self._choose_invited_role, role=owner)
        routes.on(AskInvitedName, self._ask_invited_name, role=owner)
        routes.on(InviteUnnamed, self._invite_unnamed, role=owner)
        routes.on(AskNewName, with_member(self._ask_new_name), role=owner)
        routes.on(ChooseRoleToTake, with_member(self._choose_role_to_take), role=owner)
        routes.on(AskRemoval, with_removable(self._ask_removal), role=owner)
        routes.on(ConfirmRemoval, with_removable(self._ask_reason), role=owner)
        routes.on(RemoveBecause, with_removable(self._remove_because), role=owner)
        routes.on(ShowLog, self._show_log, role=owner)
        routes.on_input(InvitedName, self._receive_invited_name, role=owner)
        routes.on_input(NewName, with_member(self._receive_new_name), role=owner)
        routes.on_input(RemovalReason, with_removable(self._receive_reason), role=owner, logged=True)

    async def accept(self, context: Context, code: str) -> bool:
        """Take up an invitation; False when it does not hold: to a stranger it looks like any other link."""
        db = await context.savepoint.db()
        role = await invitations.accept(db, context.person, code, context.now)
        if role is None:
            return False
        organiser = await organisers.find(db, context.person)
        context.say(
            f"You are an organiser now: {role}. That means: {ABOUT[role]}. Your commands are in the menu."
        )
        self._set_menu(context, context.person, _roles(organiser) if organiser else frozenset())
        return True

    # -- who there is

    async def _team(self, ctx: OrganiserContext, _: str) -> None:
        await ctx.log("looked at the team")
        await self._show_team(ctx, ShowTeam())

    async def _show_team(self, ctx: OrganiserContext, press: ShowTeam) -> None:
        team = await organisers.load_team(await ctx.db())
        start = press.start if press.start < len(team) else 0
        buttons = [Button("Invite somebody", ChooseInvitedRole().pack())]
        buttons += [
            Button(_label(f"Change {member.id}", member.name), ShowMember(member.id).pack())
            for member in team[start : start + SHOWN]
        ]
        if len(team) > SHOWN:
            following = start + SHOWN if start + SHOWN < len(team) else 0
            buttons.append(Button("Show others", ShowTeam(following).pack()))
        lines = "\n".join(_line(member, ctx.organiser) for member in team)
        ctx.offer(Title("The team"), Paragraph(lines), buttons=buttons)

    async def _show_member(self, ctx: OrganiserContext, member: Organiser, _: ShowMember) -> None:
        """Show one of the team, and what can be changed about them."""
        number = member.id
        buttons = [Button("Change the name", AskNewName(number).pack())]
        if len(member.roles) > 1:
            buttons.append(Button("Take one role away", ChooseRoleToTake(number).pack()))
        buttons += [
            Button(f"Remove organiser {number}", AskRemoval(number, None).pack()),
            Button("Back to the team", ShowTeam().pack()),
        ]
        roles = "\n".join(f"{role}: {ABOUT[Role(role)]}" for role in sorted(member.roles))
        more = Footnote("For another role, invite them once more: the link adds it.")
        ctx.offer(Title(_line(member, ctx.organiser)), Paragraph(roles), more, buttons=buttons)

    # -- inviting

    async def _choose_invited_role(self, ctx: OrganiserContext, _: ChooseInvitedRole) -> None:
        lines = "\n".join(f"{role}: {about}" for role, about in ABOUT.items())
        buttons = [Button(f"Invite {with_article(role)}", AskInvitedName(role).pack()) for role in ABOUT]
        ctx.offer("What may the new organiser do?", Paragraph(lines), buttons=buttons)

    async def _ask_invited_name(self, ctx: OrganiserContext, press: AskInvitedName) -> None:
        ctx.confirm_choice(f"You chose: {press.role}")
        ctx.expect(InvitedName(press.role))
        ctx.offer(_NAME, buttons=[Button("Go on without a name", InviteUnnamed(press.role).pack())])

    async def _receive_invited_name(
        self, ctx: OrganiserContext, pending: InvitedName, incoming: Incoming
    ) -> None:
        name = await self._read_name(ctx, incoming)
        if name is None:
            ctx.expect(pending)
        else:
            await self._invite(ctx, pending.role, name)

    async def _invite_unnamed(self, ctx: OrganiserContext, press: InviteUnnamed) -> None:
        ctx.confirm_choice("You chose: go on without a name")
        await self._invite(ctx, press.role, "")

    async def _invite(self, ctx: OrganiserContext, role: Role, name: str) -> None:
        code = await invitations.make(await ctx.db(), role, ctx.organiser.id, ctx.now, name)
        ctx.clear_menu()  # a number typed next must not make another invitation
        whom = f"{name} {with_article(role)}" if name else f"one person {with_article(role)}"
        ctx.say(
            f"This link makes {whom}. It works once, for 48 hours. Send it to them alone:",
            Paragraph(self._start_link(code)),
        )

    # -- names

    async def _ask_new_name(self, ctx: OrganiserContext, member: Organiser, _: AskNewName) -> None:
        ctx.expect(NewName(member.id))
        ctx.say(f"{_capital(member.label)}. {_NAME} /cancel leaves.")

    async def _receive_new_name(
        self, ctx: OrganiserContext, member: Organiser, pending: NewName, incoming: Incoming
    ) -> None:
        name = await self._read_name(ctx, incoming, of=member.id)
        if name is None:
            ctx.expect(pending)
            return
        await organisers.rename(await ctx.db(), member.id, name)
        await ctx.log("changed a name", f"organiser {member.id}")
        ctx.say(f"Organiser {member.id} is called {name} from now on.")

    async def _read_name(
        self, ctx: OrganiserContext, incoming: Incoming, of: int | None = None
    ) -> str | None:
        """Return a working name, or say what is wrong with it."""
        name = " ".join(incoming.text.split()) if isinstance(incoming, Text) else ""
        taken = await organisers.names(await ctx.db())
        if not any(map(str.isalpha, name)) or len(name) > LONGEST_NAME or strip_personal_details(name).kinds:
            ctx.say(f"A name has letters, and at most {LONGEST_NAME} of them, such as Ann. /cancel leaves.")
        elif any(other.casefold() == name.casefold() and number != of for number, other in taken.items()):
            ctx.say(
                f"Somebody is called {name} already. Choose another, such as {name[:17]} B. /cancel leaves."
            )
        else:
            return name
        return None

    # -- taking away

    async def _choose_role_to_take(
        self, ctx: OrganiserContext, member: Organiser, _: ChooseRoleToTake
    ) -> None:
        buttons = [
            Button(f"Take away: {role}", AskRemoval(member.id, role).pack())
            for role in sorted(_roles(member))
        ]
        ctx.offer(f"Which role do you take from {member.label}?", buttons=buttons)

    async def _ask_removal(self, ctx: OrganiserContext, member: Organiser, press: AskRemoval) -> None:
        number, role = member.id, press.role
        label = f"Yes, take {role}" if role else f"Yes, remove {number}"
        yes = Button(label, ConfirmRemoval(number, role).pack())
        no = Button("No, go back", ShowMember(number).pack())
        what = f"the role {role}" if role else "every role"
        ctx.offer(f"Take {what} from {member.label}, at once?", buttons=[yes, no])

    async def _ask_reason(self, ctx: OrganiserContext, member: Organiser, press: ConfirmRemoval) -> None:
        ctx.confirm_choice("You chose: yes")
        ctx.expect(RemovalReason(member.id, press.role))
        buttons = [
            Button(words, RemoveBecause(member.id, press.role, reason).pack())
            for reason, words in REASONS.items()
        ]
        ctx.offer(
            f"Why? The reason does it, at once, for {member.label}. Choose one, or type one sentence "
            "without names: it goes into the log. /cancel leaves.",
            buttons=buttons,
        )

    async def _remove_because(self, ctx: OrganiserContext, member: Organiser, press: RemoveBecause) -> None:
        reason = REASONS[press.reason]
        ctx.confirm_choice(f"You chose: {reason.lower()}")
        await self._remove(ctx, member, press.role, reason)

    async def _receive_reason(
        self, ctx: OrganiserContext, member: Organiser, pending: RemovalReason, incoming: Incoming
    ) -> None:
        reason = audit_text.read(incoming)
        if reason is None:
            ctx.expect(pending)
            ctx.say(
                f"Type the reason in one sentence, at most {audit_text.LONGEST} characters. /cancel leaves."
            )
        else:
            await self._remove(ctx, member, pending.role, reason)

    async def _remove(self, ctx: OrganiserContext, member: Organiser, role: Role | None, why: str) -> None:
        """Take one role away from a member, or all of them."""
        db = await ctx.db()
        if role:
            await organisers.revoke(db, member.id, role)
            await ctx.log("took a role", f"organiser {member.id}, {role}", why)
        else:
            await organisers.revoke_all(db, member.id)
            await ctx.log("removed", f"organiser {member.id}", why)
        left = _roles(member) - {role} if role else frozenset()
        if not may(left, Role.EXPORTER):
            await message_deletions.expedite(db, member.person)
        self._set_menu(ctx.context, member.person, left)
        ctx.clear_menu()
        kept = f"is {in_a_row(left)} still" if left else "has no roles any more"
        ctx.say(f"{_capital(member.label)} {kept}.")

    # -- what was done

    async def _log(self, ctx: OrganiserContext, _: str) -> None:
        await ctx.log("looked at the log")
        await self._show_lines(ctx, None)

    async def _show_log(self, ctx: OrganiserContext, press: ShowLog) -> None:
        await self._show_lines(ctx, press.before)

    async def _show_lines(self, ctx: OrganiserContext, before: int | None) -> None:
        """Show a page of the log; older lines by button."""
        db = await ctx.db()
        lines = await audit_log.read(db, LINES_SHOWN + 1, before)
        shown, names = lines[:LINES_SHOWN], await organisers.names(db)
        title = Title("What organisers did, newest first")
        words = Paragraph("\n".join(in_words(line, names) for line in shown) or "Nothing")
        if len(lines) > LINES_SHOWN:
            ctx.offer(title, words, buttons=[Button("Show older lines", ShowLog(shown[-1].id).pack())])
        else:
            ctx.say(title, words)

    def _set_menu(self, context: Context, address: str, roles: frozenset[Role]) -> None:
        commands = {**self._public, **self._routes.menu(roles)}
        context.notifications.append((address, SetMenu(tuple(commands.items()))))


def _roles(organiser: Organiser) -> frozenset[Role]:
    return frozenset(Role(role) for role in organiser.roles)


def with_article(role: str) -> str:
    """A role with its article: "an owner", "a sender"."""
    return f"{'an' if role[:1] in 'aeiou' else 'a'} {role}"


def in_words(entry: AuditEntry, names: Mapping[int, str]) -> str:
    """2026-11-23 10:04, organiser 2 (Ann): approved (broadcast 7). The log itself has no names."""
    number = entry.organiser_id
    who = organisers.label(number, names.get(number, "")) if number else "the command line"
    subject = f" ({_with_names(entry.subject, names)})" if entry.subject else ""
    reason = f", because: {entry.reason}" if entry.reason else ""
    return f"{entry.logged_at:%Y-%m-%d %H:%M}, {who}: {entry.action}{subject}{reason}"


def _with_names(subject: str, names: Mapping[int, str]) -> str:
    """Return a subject with the team's names beside the numbers of organisers."""
    return re.sub(
        r"\borganiser (\d+)",
        lambda match: organisers.label(int(match[1]), names.get(int(match[1]), "")),
        subject,
    )


def in_a_row(roles: frozenset[Role]) -> str:
    """listener and viewer"""
    *before, last = sorted(roles)
    return f"{', '.join(before)} and {last}" if before else str(last)


def _line(member: Organiser, organiser: Organiser) -> str:
    you = ", you" if member.id == organiser.id else ""
    return f"{_capital(member.label)}{you}: {', '.join(sorted(member.roles))}"


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _label(what: str, name: str) -> str:
    """What a button does and to whom, inside its length."""
    whole = f"{what}, {name}" if name else what
    return whole if len(whole) <= LONGEST_LABEL else f"{whole[: LONGEST_LABEL - 1]}…"
