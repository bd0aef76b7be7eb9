"""The team: invite people, see who may do what, take roles away, and read what was done."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core.callbacks import CommandButton, encode
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
from bot.organisers import audit_text as reasons
from bot.organisers import invitations
from bot.organisers.roles import may
from bot.organisers.router import InputRoute, Route, expect_input
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
REASONS = ("They asked for it", "They left the team", "A worry about safety")
"""Offered, beside a reason of one's own."""
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


class Team:
    """`start_link` makes a link of a start code; `public` are the commands that everybody has."""

    def __init__(self, start_link: Callable[[str], str], public: Mapping[str, str]) -> None:
        self._start_link = start_link
        self._public = public
        self._menu: Callable[[frozenset[Role]], Mapping[str, str]] = lambda _: {}

    def show_menus_of(self, menu: Callable[[frozenset[Role]], Mapping[str, str]]) -> None:
        """Tell which commands each role has, once all duties are known."""
        self._menu = menu

    def duties(self) -> dict[str, Route]:
        return {
            "team": Route(Role.OWNER, self._show, "See the team, invite and remove"),
            "log": Route(Role.OWNER, self._log, "See what organisers did"),
            "o_log": Route(Role.OWNER, self._log),
            "o_team": Route(Role.OWNER, self._show),
            "o_invite": Route(Role.OWNER, self._invite),
            "o_role": Route(Role.OWNER, self._ask_name),
            "o_link": Route(Role.OWNER, self._without_name),
            "o_member": Route(Role.OWNER, self._member),
            "o_name": Route(Role.OWNER, self._ask_new_name),
            "o_take": Route(Role.OWNER, self._choose_role),
            "o_remove": Route(Role.OWNER, self._ask_remove),
            "o_remove_yes": Route(Role.OWNER, self._ask_why),
            "o_because": Route(Role.OWNER, self._because),
        }

    def awaited(self) -> dict[str, InputRoute]:
        return {
            "invited_name": InputRoute(Role.OWNER, self._take_name),
            "new_name": InputRoute(Role.OWNER, self._take_new_name),
            "why": InputRoute(Role.OWNER, self._take_why, logged=True),
        }

    async def accept(self, context: Context, code: str) -> bool:
        """Take up an invitation; False when it does not hold: to a stranger it looks like any other link."""
        db = await context.savepoint.db()
        role = await invitations.accept(db, context.person, code, context.now)
        if role is None:
            return False
        found = await organisers.find(db, context.person)
        roles = found.roles if found else frozenset()
        context.say(
            f"You are an organiser now: {role}. That means: {ABOUT[role]}. Your commands are in the menu."
        )
        self._set_menu(context, context.person, roles)
        return True

    # -- who there is

    async def _show(self, context: Context, organiser: Organiser, argument: str) -> None:
        db = await context.savepoint.db()
        team = await organisers.load_team(db)
        if not argument:
            await audit_log.write(db, organiser.id, "looked at the team", now=context.now)
        start = int(argument) if argument.isdecimal() and int(argument) < len(team) else 0
        buttons = [Button("Invite somebody", encode(CommandButton("o_invite")))]
        buttons += [
            Button(_label(f"Change {one.id}", one.name), encode(CommandButton("o_member", str(one.id))))
            for one in team[start : start + SHOWN]
        ]
        if len(team) > SHOWN:
            following = start + SHOWN if start + SHOWN < len(team) else 0
            buttons.append(Button("Show others", encode(CommandButton("o_team", str(following)))))
        lines = "\n".join(_line(one, organiser) for one in team)
        context.offer(Title("The team"), Paragraph(lines), buttons=buttons)

    async def _member(self, context: Context, organiser: Organiser, argument: str) -> None:
        """One of the team, and what can be changed about them."""
        one = await self._found(context, argument)
        if one is None:
            return
        number = str(one.id)
        buttons = [Button("Change the name", encode(CommandButton("o_name", number)))]
        if len(one.roles) > 1:
            buttons.append(Button("Take one role away", encode(CommandButton("o_take", number))))
        buttons += [
            Button(f"Remove organiser {number}", encode(CommandButton("o_remove", number))),
            Button("Back to the team", encode(CommandButton("o_team", "0"))),
        ]
        roles = "\n".join(f"{role}: {ABOUT[role]}" for role in sorted(one.roles))
        more = Footnote("For another role, invite them once more: the link adds it.")
        context.offer(Title(_line(one, organiser)), Paragraph(roles), more, buttons=buttons)

    # -- inviting

    async def _invite(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser, argument
        lines = "\n".join(f"{role}: {about}" for role, about in ABOUT.items())
        buttons = [
            Button(f"Invite {with_article(role)}", encode(CommandButton("o_role", role))) for role in ABOUT
        ]
        context.offer("What may the new organiser do?", Paragraph(lines), buttons=buttons)

    async def _ask_name(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        context.confirm_choice(f"You chose: {argument}")
        expect_input(context, "invited_name", Role(argument))
        skip = Button("Go on without a name", encode(CommandButton("o_link", Role(argument))))
        context.offer(_NAME, buttons=[skip])

    async def _take_name(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        name = await self._read_name(context, incoming)
        if name is None:
            expect_input(context, "invited_name", argument)
            return
        await self._make_invitation(context, organiser, Role(argument), name)

    async def _without_name(self, context: Context, organiser: Organiser, argument: str) -> None:
        context.confirm_choice("You chose: go on without a name")
        await self._make_invitation(context, organiser, Role(argument), "")

    async def _make_invitation(self, context: Context, organiser: Organiser, role: Role, name: str) -> None:
        db = await context.savepoint.db()
        code = await invitations.make(db, role, organiser.id, context.now, name)
        # A number typed next is meant for something else: it must not make another invitation.
        context.state = replace(context.state, menu=())
        whom = f"{name} {with_article(role)}" if name else f"one person {with_article(role)}"
        context.say(
            f"This link makes {whom}. It works once, for 48 hours. Send it to them alone:",
            Paragraph(self._start_link(code)),
        )

    # -- names

    async def _ask_new_name(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        one = await self._found(context, argument)
        if one is not None:
            expect_input(context, "new_name", str(one.id))
            context.say(f"{_capital(one.label)}. {_NAME} /cancel leaves.")

    async def _take_new_name(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        one = await self._found(context, argument)
        if one is None:
            return
        name = await self._read_name(context, incoming, of=one.id)
        if name is None:
            expect_input(context, "new_name", argument)
            return
        db = await context.savepoint.db()
        await organisers.rename(db, one.id, name)
        about = f"organiser {one.id}"
        await audit_log.write(db, organiser.id, "changed a name", now=context.now, subject=about)
        context.say(f"Organiser {one.id} is called {name} from now on.")

    async def _read_name(self, context: Context, incoming: Incoming, of: int | None = None) -> str | None:
        """A working name; says what is wrong with one that can't be taken."""
        name = " ".join(incoming.text.split()) if isinstance(incoming, Text) else ""
        taken = await organisers.names(await context.savepoint.db())
        if not any(map(str.isalpha, name)) or len(name) > LONGEST_NAME or strip_personal_details(name).kinds:
            context.say(
                f"A name has letters, and at most {LONGEST_NAME} of them, such as Ann. /cancel leaves."
            )
        elif any(one.casefold() == name.casefold() and number != of for number, one in taken.items()):
            context.say(
                f"Somebody is called {name} already. Choose another, such as {name[:17]} B. /cancel leaves."
            )
        else:
            return name
        return None

    # -- taking away

    async def _choose_role(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        one = await self._found(context, argument)
        if one is not None:
            buttons = [
                Button(f"Take away: {role}", encode(CommandButton("o_remove", f"{one.id}.{role}")))
                for role in sorted(one.roles)
            ]
            context.offer(f"Which role do you take from {one.label}?", buttons=buttons)

    async def _ask_remove(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        one, role = await self._leaving(context, argument)
        if one is None:
            return
        number = str(one.id)
        label = f"Yes, take {role}" if role else f"Yes, remove {number}"
        yes = Button(label, encode(CommandButton("o_remove_yes", argument)))
        no = Button("No, go back", encode(CommandButton("o_member", number)))
        what = f"the role {role}" if role else "every role"
        context.offer(f"Take {what} from {one.label}, at once?", buttons=[yes, no])

    async def _ask_why(self, context: Context, organiser: Organiser, argument: str) -> None:
        del organiser
        one, _ = await self._leaving(context, argument)
        if one is None:
            return
        context.confirm_choice("You chose: yes")
        expect_input(context, "why", argument)
        buttons = [
            Button(reason, encode(CommandButton("o_because", f"{argument}.{at}")))
            for at, reason in enumerate(REASONS)
        ]
        context.offer(
            f"Why? The reason does it, at once, for {one.label}. Choose one, or type one sentence without "
            "names: it goes into the log. /cancel leaves.",
            buttons=buttons,
        )

    async def _because(self, context: Context, organiser: Organiser, argument: str) -> None:
        whom, _, at = argument.rpartition(".")
        reason = REASONS[int(at)] if at.isdecimal() and int(at) < len(REASONS) else REASONS[0]
        context.confirm_choice(f"You chose: {reason.lower()}")
        await self._take_away(context, organiser, whom, reason)

    async def _take_why(
        self, context: Context, organiser: Organiser, incoming: Incoming, argument: str
    ) -> None:
        why = reasons.read(incoming)
        if why is None:
            expect_input(context, "why", argument)
            context.say(
                f"Type the reason in one sentence, at most {reasons.LONGEST} characters. /cancel leaves."
            )
            return
        await self._take_away(context, organiser, argument, why)

    async def _take_away(self, context: Context, organiser: Organiser, argument: str, why: str) -> None:
        one, role = await self._leaving(context, argument)
        if one is None:
            return
        db = await context.savepoint.db()
        if role:
            await organisers.revoke(db, one.id, Role(role))
        else:
            await organisers.revoke_all(db, one.id)
        what, about = (
            ("took a role", f"organiser {one.id}, {role}") if role else ("removed", f"organiser {one.id}")
        )
        await audit_log.write(db, organiser.id, what, now=context.now, subject=about, reason=why)
        left = frozenset(held for held in one.roles if role and held != role)
        if not may(left, Role.EXPORTER):
            await message_deletions.expedite(db, one.person)
        self._set_menu(context, one.person, left)
        context.state = replace(context.state, menu=())
        kept = f"is {in_a_row(left)} still" if left else "has no roles any more"
        context.say(f"{_capital(one.label)} {kept}.")

    async def _leaving(self, context: Context, argument: str) -> tuple[Organiser | None, str]:
        """Whom a button takes something from, and which role, if not all; says so when that can't be."""
        number, _, role = argument.partition(".")
        one = await self._found(context, number)
        if one is None or (role and role not in one.roles):
            if one is not None:
                context.say(f"{_capital(one.label)} has not got that role any more.")
            return None, ""
        takes_ownership = not role or role == Role.OWNER
        if takes_ownership and await organisers.is_only_owner(await context.savepoint.db(), one.id):
            context.say(_ONLY_OWNER)
            return None, ""
        return one, role

    async def _found(self, context: Context, argument: str) -> Organiser | None:
        db = await context.savepoint.db()
        one = await organisers.find_by_number(db, int(argument)) if argument.isdecimal() else None
        if one is None:
            context.say("That person is no organiser any more.")
        return one

    # -- what was done

    async def _log(self, context: Context, organiser: Organiser, argument: str) -> None:
        """The newest lines; older ones by button."""
        db = await context.savepoint.db()
        before = int(argument) if argument.isdecimal() else None
        if before is None:
            await audit_log.write(db, organiser.id, "looked at the log", now=context.now)
        lines = await audit_log.read(db, LINES_SHOWN + 1, before)
        shown, names = lines[:LINES_SHOWN], await organisers.names(db)
        title = Title("What organisers did, newest first")
        words = Paragraph("\n".join(in_words(line, names) for line in shown) or "Nothing")
        if len(lines) > LINES_SHOWN:
            older = Button("Show older lines", encode(CommandButton("o_log", str(shown[-1].id))))
            context.offer(title, words, buttons=[older])
        else:
            context.say(title, words)

    def _set_menu(self, context: Context, address: str, roles: frozenset[Role]) -> None:
        commands = {**self._public, **self._menu(roles)}
        context.notifications.append((address, SetMenu(tuple(commands.items()))))


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


def _line(one: Organiser, organiser: Organiser) -> str:
    you = ", you" if one.id == organiser.id else ""
    return f"{_capital(one.label)}{you}: {', '.join(sorted(one.roles))}"


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _label(what: str, name: str) -> str:
    """What a button does and to whom, inside its length."""
    whole = f"{what}, {name}" if name else what
    return whole if len(whole) <= LONGEST_LABEL else f"{whole[: LONGEST_LABEL - 1]}…"
