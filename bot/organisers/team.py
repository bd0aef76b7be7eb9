"""The team: invite people, see who may do what, and take roles away."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar, TypeVarTuple

from bot.core.context import Context
from bot.core.messages import Button, Footnote, Incoming, Paragraph, SetMenu, Text, Title
from bot.organisers import audit_text, invitations
from bot.organisers.buttons import (
    AskInvitedName,
    AskNewName,
    AskRemoval,
    ChooseInvitedRole,
    ChooseRoleToTake,
    ConfirmRemoval,
    InvitedName,
    InviteUnnamed,
    NewName,
    Reason,
    RemovalReason,
    RemoveBecause,
    ShowMember,
    ShowTeam,
)
from bot.organisers.context import OrganiserContext
from bot.organisers.roles import may
from bot.organisers.routes import Routes
from bot.storage import message_deletions, organisers
from bot.storage.organisers import Organiser
from bot.storage.schema.enums import Role
from faq.pii import strip_personal_details
from flows.texts import Texts, join_list
from flows.texts.team import TeamButtons, TeamTexts

SHOWN = 4
"""Of the team at once, so that a message has at most six buttons."""
LONGEST_NAME = 20
LONGEST_LABEL = 24


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
            ctx.say(_texts(ctx).gone)
        else:
            await handler(ctx, member, about, *rest)

    return handle


def with_removable(
    handler: Callable[[OrganiserContext, Organiser, R, *Rest], Awaitable[None]],
) -> Callable[[OrganiserContext, R, *Rest], Awaitable[None]]:
    """Call a handler with a member who can lose the role, or say why they can't."""

    async def handle(ctx: OrganiserContext, member: Organiser, about: R, *rest: *Rest) -> None:
        if about.role and about.role not in member.roles:
            ctx.say(_texts(ctx).role_gone(member=_capital(_called(ctx, member))))
        elif about.role in (None, Role.OWNER) and await organisers.is_only_owner(await ctx.db(), member.id):
            ctx.say(_texts(ctx).only_owner)
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
        routes.command("team", self._open_team, role=owner)
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
        texts = context.texts.organisers
        context.say(texts.team.joined(role=texts.roles[role], deed=texts.team.deeds[role]))
        self._set_menu(context, context.person, organiser.roles if organiser else frozenset())
        return True

    # -- who there is

    async def _open_team(self, ctx: OrganiserContext, _: str) -> None:
        await ctx.log("looked at the team")
        await self._show_team(ctx, ShowTeam())

    async def _show_team(self, ctx: OrganiserContext, press: ShowTeam) -> None:
        team = await organisers.load_team(await ctx.db())
        start = press.start if press.start < len(team) else 0
        labels = _labels(ctx)
        buttons = [Button(labels.invite, ChooseInvitedRole().pack())]
        buttons += [
            Button(_change_label(labels, member), ShowMember(member.id).pack())
            for member in team[start : start + SHOWN]
        ]
        if len(team) > SHOWN:
            following = start + SHOWN if start + SHOWN < len(team) else 0
            buttons.append(Button(labels.show_others, ShowTeam(following).pack()))
        lines = "\n".join(_line(ctx, member) for member in team)
        ctx.offer(Title(_texts(ctx).title), Paragraph(lines), buttons=buttons)

    async def _show_member(self, ctx: OrganiserContext, member: Organiser, _: ShowMember) -> None:
        """Show one of the team, and what can be changed about them."""
        number, labels = member.id, _labels(ctx)
        buttons = [Button(labels.change_name, AskNewName(number).pack())]
        if len(member.roles) > 1:
            buttons.append(Button(labels.take_one_role, ChooseRoleToTake(number).pack()))
        buttons += [
            Button(labels.remove(number=number), AskRemoval(number, None).pack()),
            Button(labels.back, ShowTeam().pack()),
        ]
        roles = _deeds(ctx.texts, sorted(member.roles))
        more = Footnote(_texts(ctx).another_role)
        ctx.offer(Title(_line(ctx, member)), Paragraph(roles), more, buttons=buttons)

    # -- inviting

    async def _choose_invited_role(self, ctx: OrganiserContext, _: ChooseInvitedRole) -> None:
        texts, labels = _texts(ctx), _labels(ctx)
        buttons = [
            Button(labels.invite_role(role=texts.with_article[role]), AskInvitedName(role).pack())
            for role in Role
        ]
        ctx.offer(texts.ask_role, Paragraph(_deeds(ctx.texts, list(Role))), buttons=buttons)

    async def _ask_invited_name(self, ctx: OrganiserContext, press: AskInvitedName) -> None:
        ctx.chose(ctx.texts.organisers.roles[press.role])
        ctx.expect(InvitedName(press.role))
        unnamed = Button(_labels(ctx).no_name, InviteUnnamed(press.role).pack())
        ctx.offer(_texts(ctx).ask_name, buttons=[unnamed])

    async def _receive_invited_name(
        self, ctx: OrganiserContext, pending: InvitedName, incoming: Incoming
    ) -> None:
        name = await self._read_name(ctx, incoming)
        if name is None:
            ctx.expect(pending)
        else:
            await self._invite(ctx, pending.role, name)

    async def _invite_unnamed(self, ctx: OrganiserContext, press: InviteUnnamed) -> None:
        ctx.chose(_labels(ctx).no_name)
        await self._invite(ctx, press.role, "")

    async def _invite(self, ctx: OrganiserContext, role: Role, name: str) -> None:
        code = await invitations.make(await ctx.db(), role, ctx.organiser.id, ctx.now, name)
        ctx.clear_menu()  # a number typed next must not make another invitation
        texts = _texts(ctx)
        invited = texts.invited(person=name or texts.one_person, role=texts.with_article[role])
        ctx.say(invited, Paragraph(self._start_link(code)))

    # -- names

    async def _ask_new_name(self, ctx: OrganiserContext, member: Organiser, _: AskNewName) -> None:
        ctx.expect(NewName(member.id))
        ctx.say(_texts(ctx).ask_new_name(member=_capital(_called(ctx, member))))

    async def _receive_new_name(
        self, ctx: OrganiserContext, member: Organiser, pending: NewName, incoming: Incoming
    ) -> None:
        name = await self._read_name(ctx, incoming, of=member.id)
        if name is None:
            ctx.expect(pending)
            return
        await organisers.rename(await ctx.db(), member.id, name)
        await ctx.log("changed a name", f"organiser {member.id}")
        ctx.say(_texts(ctx).renamed(number=member.id, name=name))

    async def _read_name(
        self, ctx: OrganiserContext, incoming: Incoming, of: int | None = None
    ) -> str | None:
        """Return a working name, or say what is wrong with it."""
        name = " ".join(incoming.text.split()) if isinstance(incoming, Text) else ""
        taken = await organisers.names(await ctx.db())
        if not any(map(str.isalpha, name)) or len(name) > LONGEST_NAME or strip_personal_details(name).kinds:
            ctx.say(_texts(ctx).name_refused(longest=LONGEST_NAME))
        elif any(other.casefold() == name.casefold() and number != of for number, other in taken.items()):
            ctx.say(_texts(ctx).name_taken(name=name, example=f"{name[: LONGEST_NAME - 3]} B"))
        else:
            return name
        return None

    # -- taking away

    async def _choose_role_to_take(
        self, ctx: OrganiserContext, member: Organiser, _: ChooseRoleToTake
    ) -> None:
        buttons = [
            Button(
                _labels(ctx).take(role=ctx.texts.organisers.roles[role]), AskRemoval(member.id, role).pack()
            )
            for role in sorted(member.roles)
        ]
        ctx.offer(_texts(ctx).ask_role_to_take(member=_called(ctx, member)), buttons=buttons)

    async def _ask_removal(self, ctx: OrganiserContext, member: Organiser, press: AskRemoval) -> None:
        name = _called(ctx, member)
        if press.role:
            role = ctx.texts.organisers.roles[press.role]
            question = _texts(ctx).confirm_role(role=role, member=name)
        else:
            question = _texts(ctx).confirm_all(member=name)
        yes = Button(_yes(ctx, press), ConfirmRemoval(member.id, press.role).pack())
        no = Button(_labels(ctx).no_back, ShowMember(member.id).pack())
        ctx.offer(question, buttons=[yes, no])

    async def _ask_reason(self, ctx: OrganiserContext, member: Organiser, press: ConfirmRemoval) -> None:
        ctx.chose(_yes(ctx, press))
        ctx.expect(RemovalReason(member.id, press.role))
        buttons = [
            Button(_labels(ctx).reasons[reason], RemoveBecause(member.id, press.role, reason).pack())
            for reason in Reason
        ]
        ctx.offer(_texts(ctx).ask_reason(member=_called(ctx, member)), buttons=buttons)

    async def _remove_because(self, ctx: OrganiserContext, member: Organiser, press: RemoveBecause) -> None:
        reason = _labels(ctx).reasons[press.reason]
        ctx.chose(reason)
        await self._remove(ctx, member, press.role, reason)

    async def _receive_reason(
        self, ctx: OrganiserContext, member: Organiser, pending: RemovalReason, incoming: Incoming
    ) -> None:
        reason = audit_text.read(incoming)
        if reason is None:
            ctx.expect(pending)
            ctx.say(_texts(ctx).reason_refused(longest=audit_text.LONGEST))
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
        left = member.roles - {role} if role else frozenset()
        if not may(left, Role.EXPORTER):
            await message_deletions.expedite(db, member.person)
        self._set_menu(ctx.context, member.person, left)
        ctx.clear_menu()
        name = _capital(_called(ctx, member))
        if left:
            roles = join_list([ctx.texts.organisers.roles[kept] for kept in sorted(left)], ctx.texts)
            ctx.say(_texts(ctx).still_has(member=name, roles=roles))
        else:
            ctx.say(_texts(ctx).has_left(member=name))

    def _set_menu(self, context: Context, address: str, roles: frozenset[Role]) -> None:
        commands = {**self._public, **self._routes.menu(roles, context.texts)}
        context.notifications.append((address, SetMenu(tuple(commands.items()))))


def _texts(ctx: OrganiserContext) -> TeamTexts:
    return ctx.texts.organisers.team


def _labels(ctx: OrganiserContext) -> TeamButtons:
    return ctx.texts.buttons.organisers.team


def _deeds(texts: Texts, roles: list[Role]) -> str:
    """Return a line for each role with what it may do."""
    role_names, team = texts.organisers.roles, texts.organisers.team
    return "\n".join(team.role(role=role_names[role], deed=team.deeds[role]) for role in roles)


def _called(ctx: OrganiserContext, member: Organiser) -> str:
    return _texts(ctx).organiser_called(member.id, member.name)


def _line(ctx: OrganiserContext, member: Organiser) -> str:
    """Return a member with their roles: Organiser 2 (Ann), you: listener, viewer."""
    roles = ", ".join(sorted(ctx.texts.organisers.roles[role] for role in member.roles))
    line = _texts(ctx).member_self if member.id == ctx.organiser.id else _texts(ctx).member
    return line(member=_capital(_called(ctx, member)), roles=roles)


def _capital(name: str) -> str:
    """Return what begins a sentence with a capital."""
    return f"{name[:1].upper()}{name[1:]}"


def _yes(ctx: OrganiserContext, removal: _Removal) -> str:
    """Return the label that confirms a removal."""
    if removal.role:
        return _labels(ctx).yes_take(role=ctx.texts.organisers.roles[removal.role])
    return _labels(ctx).yes_remove(number=removal.member)


def _change_label(labels: TeamButtons, member: Organiser) -> str:
    """Return whom a button is about, cut where it is too long for one."""
    if not member.name:
        return labels.change(number=member.id)
    label = labels.change_named(number=member.id, name=member.name)
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
