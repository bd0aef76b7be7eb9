"""The team: invite people, see who may do what, take roles away, and read what was done."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.buttons import CommandButton, encode
from bot.chat import Button, Paragraph, SetMenu, Title
from bot.exchange import Exchange
from bot.organisers import invitations
from bot.organisers.desk import Duty
from bot.organisers.roles import Role
from bot.storage import organisers
from bot.storage.organisers import LogLine, Organiser

LINES_SHOWN = 20
REMOVABLE_SHOWN = 4
"""Of the team at once, so that a message has at most six buttons."""
ABOUT: Mapping[Role, str] = {
    Role.OWNER: "invites and removes, and may do everything",
    Role.SENDER: "writes and approves broadcasts",
    Role.EXPORTER: "exports records",
    Role.EDITOR: "sees unanswered questions, never people",
    Role.VIEWER: "sees figures only",
    Role.LISTENER: "answers people who ask to talk to a person",
}


class Team:
    """`start_link` makes a link of a start code; `public` are the commands that everybody has."""

    def __init__(self, start_link: Callable[[str], str], public: Mapping[str, str]) -> None:
        self._start_link = start_link
        self._public = public
        self._menu: Callable[[frozenset[Role]], Mapping[str, str]] = lambda _: {}

    def show_menus_of(self, menu: Callable[[frozenset[Role]], Mapping[str, str]]) -> None:
        """Tell which commands each role has, once all duties are known."""
        self._menu = menu

    def duties(self) -> dict[str, Duty]:
        return {
            "team": Duty(Role.OWNER, self._show, "See the team, invite and remove"),
            "log": Duty(Role.OWNER, self._log, "See what organisers did"),
            "o_invite": Duty(Role.OWNER, self._invite),
            "o_role": Duty(Role.OWNER, self._make_invitation),
            "o_remove": Duty(Role.OWNER, self._ask_remove),
            "o_remove_yes": Duty(Role.OWNER, self._remove),
            "o_team": Duty(Role.OWNER, self._show),
        }

    async def accept(self, exchange: Exchange, code: str) -> bool:
        """Take up an invitation; False when it does not hold: to a stranger it looks like any other link."""
        db = await exchange.work.records()
        role = await invitations.accept(db, exchange.person, code, exchange.now)
        if role is None:
            return False
        found = await organisers.find(db, exchange.person)
        roles = frozenset(Role(one) for one in found.roles) if found else frozenset()
        exchange.say(
            f"You are an organiser now: {role}. That means: {ABOUT[role]}. Your commands are in the menu."
        )
        self._set_menu(exchange, exchange.person, roles)
        return True

    async def _show(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        team = await organisers.everybody(await exchange.work.records())
        lines = [
            f"Organiser {one.id}{' (you)' if one.id == organiser.id else ''}: {', '.join(sorted(one.roles))}"
            for one in team
        ]
        buttons = [Button("Invite somebody", encode(CommandButton("o_invite")))]
        start = int(argument) if argument.isdecimal() else 0
        buttons += [
            Button(f"Remove organiser {one.id}", encode(CommandButton("o_remove", str(one.id))))
            for one in team[start : start + REMOVABLE_SHOWN]
        ]
        if len(team) > REMOVABLE_SHOWN:
            following = start + REMOVABLE_SHOWN if start + REMOVABLE_SHOWN < len(team) else 0
            buttons.append(Button("Remove others", encode(CommandButton("o_team", str(following)))))
        exchange.offer(Title("The team"), Paragraph("\n".join(lines)), buttons=buttons)

    async def _invite(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser, argument
        lines = "\n".join(f"{role}: {about}" for role, about in ABOUT.items())
        buttons = [Button(str(role), encode(CommandButton("o_role", role))) for role in ABOUT]
        exchange.offer("What may the new organiser do?", Paragraph(lines), buttons=buttons)

    async def _make_invitation(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        db = await exchange.work.records()
        code = await invitations.make(db, Role(argument), organiser.id, exchange.now)
        exchange.mark(f"You chose: {argument}")
        # A number typed next is meant for something else: it must not make another invitation.
        exchange.state = replace(exchange.state, menu=())
        exchange.say(
            f"This link makes one person {an(argument)}. It works once, for 48 hours. Send it to them alone:",
            Paragraph(self._start_link(code)),
        )

    async def _ask_remove(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser
        yes = Button(f"Yes, remove {argument}", encode(CommandButton("o_remove_yes", argument)))
        no = Button("No, go back", encode(CommandButton("o_team")))
        exchange.offer(f"Take every role from organiser {argument}, at once?", buttons=[yes, no])

    async def _remove(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        db = await exchange.work.records()
        team = await organisers.everybody(db)
        leaving = next((one for one in team if str(one.id) == argument), None)
        if leaving is None:
            exchange.say("That person is no organiser any more.")
            return
        if leaving.roles & {Role.OWNER} and not any(
            one.roles & {Role.OWNER} for one in team if one != leaving
        ):
            exchange.say("You are the only owner. Invite another owner first.")
            return
        await organisers.remove(db, leaving.id)
        await organisers.write_log(
            db, organiser.id, "removed", now=exchange.now, about=f"organiser {leaving.id}"
        )
        self._set_menu(exchange, leaving.person, frozenset())
        exchange.mark("You chose: remove")
        exchange.say(f"Organiser {leaving.id} has no roles any more.")

    async def _log(self, exchange: Exchange, organiser: Organiser, argument: str) -> None:
        del organiser, argument
        lines = await organisers.read_log(await exchange.work.records(), LINES_SHOWN)
        exchange.say(
            Title("What organisers did, newest first"),
            Paragraph("\n".join(map(in_words, lines)) or "Nothing"),
        )

    def _set_menu(self, exchange: Exchange, address: str, roles: frozenset[Role]) -> None:
        commands = {**self._public, **self._menu(roles)}
        exchange.to_others.append((address, SetMenu(tuple(commands.items()))))


def an(role: str) -> str:
    """A role with its article: "an owner", "a sender"."""
    return f"{'an' if role[:1] in 'aeiou' else 'a'} {role}"


def in_words(line: LogLine) -> str:
    """2026-11-23 10:04, organiser 2: approved (broadcast 7)."""
    who = f"organiser {line.organiser_id}" if line.organiser_id else "the command line"
    about = f" ({line.about})" if line.about else ""
    why = f", because: {line.why}" if line.why else ""
    return f"{line.at[:16].replace('T', ' ')}, {who}: {line.what}{about}{why}"
