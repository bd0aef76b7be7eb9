"""What each command does, typed, spoken or pressed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.content.flow_actions import Controller
from bot.conversation.answers import Answers
from bot.conversation.flow_runner import Walk
from bot.core.callbacks import (
    AboutEntry,
    CommandButton,
    EntryButton,
    decode,
    encode,
)
from bot.core.context import Exchange
from bot.core.messages import (
    Button,
    Choices,
    Paragraph,
    Quote,
)
from bot.core.state import Recent
from bot.helpdesk.supporter_side import Messages
from bot.organisers.router import Desk
from bot.storage import unanswered
from bot.supporters.my_data import OwnData
from faq.pii import strip_personal_details
from flows.events import Typed
from flows.texts import worded

PUBLIC: Mapping[str, str] = {
    "start": "Begin, or come back to where you were",
    "help": "What I can do",
    "topics": "Choose from all questions",
    "join": "Join the campaign",
    "pledge": "Say what you will do",
    "mydata": "See what is kept about you",
    "forget": "Erase everything about you",
    "stop": "Stop campaign updates",
    "cancel": "Leave what you are in the middle of",
    "settings": "Simpler or usual words",
    "privacy": "What happens with your data",
    "verify": "Check that this is the real bot",
    "talk": "Leave a message for a person",
    "urgent": "Phone numbers for help now",
}
"""The commands anybody may type, as the menu lists them."""

BUTTONS = 6
"""As many as a message has at most."""
Handler = Callable[[Exchange, str], Awaitable[None] | None]


class Commands:
    """Runs commands. `controller` is None while no data may be collected."""

    def __init__(
        self,
        answers: Answers,
        walk: Walk,
        own_data: OwnData,
        *,
        controller: Controller | None,
        recent: Recent,
        desk: Desk,
        messages: Messages,
    ) -> None:
        self.own_data = own_data
        self.messages = messages
        self.desk = desk
        self._answers = answers
        self._walk = walk
        self._controller = controller
        self._recent = recent
        self._texts = answers.texts
        self._handlers: dict[str, Handler] = {
            "start": self._start,
            "help": self._help,
            "topics": self._topics,
            "join": lambda exchange, _: self._begin(exchange, "join"),
            "pledge": lambda exchange, _: self._begin(exchange, "pledge"),
            "mydata": lambda exchange, _: own_data.show(exchange),
            "forget": lambda exchange, _: own_data.ask_forget(exchange),
            "forget_yes": self._forget,
            "forget_no": self._keep,
            "stop": self._stop,
            "stop_what": self._stop_what,
            "ask": lambda exchange, _: self.offer_start(exchange),
            "undo_stop": lambda exchange, _: own_data.undo_stop(exchange),
            "withdraw": own_data.withdraw,
            "unpledge": own_data.unpledge,
            "cancel": self._cancel,
            "carry_on": self._carry_on,
            "settings": self._settings,
            "simple": self._simple,
            "confused": self._confused,
            "about": self._about,
            "plain": self._plain,
            "privacy": self._privacy,
            "verify": self._verify,
            "urgent": self._urgent,
            "none": self._none,
            "mine": self._mine,
            "leave_question": self._leave_question,
            "thanks": self._thanks,
            "talk": lambda exchange, thread: messages.ask(exchange, "talk", thread),
            "complain": lambda exchange, _: messages.ask(exchange, "complaint"),
            "send_on": self._send_on,
        }

    async def typed(self, exchange: Exchange, name: str, argument: str) -> None:
        """A command as somebody typed it: only public ones are known, and to organisers their own."""
        if name in PUBLIC:
            await self.run(exchange, name, argument)
        elif name.startswith("o_") or not await self.desk.run(exchange, name, argument):
            exchange.say(self._texts.unknown_command)
            self._ask_again(exchange)

    async def run(self, exchange: Exchange, name: str, argument: str = "") -> None:
        """Any command, also those that only buttons carry."""
        handler = self._handlers.get(name)
        if handler is None:
            if not await self.desk.run(exchange, name, argument):
                exchange.say(self._texts.unknown_button)
                self.offer_start(exchange)
            return
        waiting = handler(exchange, argument)
        if waiting is not None:
            await waiting

    def opened(self, exchange: Exchange) -> None:
        """Somebody came back: to the question they had come to, if there is one."""
        if exchange.state.position is None:
            self._welcome(exchange)
        else:
            self._carry_on(exchange, "")

    def offer_start(self, exchange: Exchange) -> None:
        exchange.offer(self._texts.ask_me, buttons=self._beginnings())

    def no_question(self, exchange: Exchange, *, number: bool) -> None:
        """There was nothing to look up in a message; a `number` may be meant for the list shown last."""
        menu = exchange.state.menu
        if exchange.state.paused:
            exchange.say(self._answers.words.safety.crisis_flow_waits)
        elif number and len(menu) > BUTTONS:
            exchange.say(self._texts.not_on_the_list, Choices(tuple(label for label, _ in menu)))
        elif number and menu:
            again = [Button(label, data) for label, data in menu]
            exchange.offer(self._texts.not_on_the_list, buttons=again)
        else:
            exchange.offer(self._texts.no_question, buttons=self._beginnings())

    def _beginnings(self) -> list[Button]:
        """Where a conversation can begin; without a controller, nothing that collects."""
        return _START if self._controller else _START[:1] + _START[3:]

    async def unsure(self, exchange: Exchange) -> None:
        """Nothing matched: say so, and offer topics and a way to leave the question for the organisers."""
        await self._offer_ways_on(exchange, self._texts.unsure)

    async def unsure_in_hardship(self, exchange: Exchange, *, again: bool) -> None:
        """The same to somebody who finds it hard, with whom they can talk to first."""
        words = self._texts.hardship_again if again else self._texts.unsure_in_hardship
        await self._offer_ways_on(exchange, words, self._answers.support())

    async def _offer_ways_on(self, exchange: Exchange, words: str, first: Sequence[Button] = ()) -> None:
        """What is left where there is no answer; a person only where somebody reads messages."""
        ways, told = [*first, *_WITHOUT_ANSWER], self._texts.can_leave
        if await self.messages.can_be_taken(exchange):
            ways.append(_SEND_ON)
            told = f"{told} {self._texts.can_send_on}"
        exchange.offer(words, told, buttons=ways)

    def unsure_of_reply(self, exchange: Exchange) -> None:
        """The same of what may be a reply to an update."""
        exchange.offer(self._texts.update_reply, buttons=[SEND_ON, _WITHOUT_ANSWER[0]])

    # -- coming and going

    async def _start(self, exchange: Exchange, argument: str) -> None:
        kind, _, value = argument.partition("_")
        if kind == "org" and await self.desk.accept(exchange, value):
            return
        if kind == "src" and value:
            source = value[:40]
            exchange.count(f"source:{source}")
            exchange.state = replace(exchange.state, source=source)
        if kind == "faq" and value in self._answers.entries:
            entry = self._answers.entries[value]
            exchange.count(f"answered:{value}")
            self._answers.show(exchange, entry, simple=exchange.state.simple)
            self._ask_again(exchange)
        elif argument in ("join", "pledge"):
            await self._begin(exchange, argument)
        else:
            self.opened(exchange)

    def _welcome(self, exchange: Exchange) -> None:
        if self._controller:
            words = worded(self._texts.welcome, controller=self._controller.name)
            exchange.offer(words, buttons=self._beginnings())
        else:
            exchange.offer(self._texts.welcome_no_controller, buttons=self._beginnings())

    async def _begin(self, exchange: Exchange, flow: str) -> None:
        position = exchange.state.position
        if self._controller is None:
            exchange.say(self._texts.not_collecting)
        elif position is not None:
            exchange.state = replace(exchange.state, paused=False)
            exchange.say(worded(self._texts.already_in_flow, title=self._walk.title(position)))
            self._walk.ask_again(exchange)
        else:
            exchange.mark("You chose this.")
            await self._walk.begin(exchange, flow)

    def _carry_on(self, exchange: Exchange, _: str) -> None:
        position = exchange.state.position
        if position is None:
            exchange.offer(self._texts.nothing_to_carry_on, buttons=self._beginnings())
            return
        exchange.state = replace(exchange.state, paused=False)
        exchange.say(worded(self._texts.carry_on_reminder, title=self._walk.title(position)))
        self._walk.ask_again(exchange)

    def _cancel(self, exchange: Exchange, run: str) -> None:
        position = exchange.state.position
        if (exchange.state.desk or exchange.state.leaving) and not run:
            exchange.state = replace(exchange.state, desk="", leaving="")
            exchange.say(self._texts.nothing_sent)
            self._ask_again(exchange)
            return
        if position is None or (run and run != position.run):
            exchange.mark("This is over.")
            exchange.say(self._texts.nothing_to_cancel)
            return
        title = self._walk.title(position)
        exchange.mark("You left.")
        self._walk.leave(exchange)
        exchange.say(worded(self._texts.cancelled, title=title))

    async def _stop(self, exchange: Exchange, _: str) -> None:
        if exchange.state.position is not None:
            self._cancel(exchange, "")
        await self.own_data.stop(exchange)

    def _stop_what(self, exchange: Exchange, _: str) -> None:
        """ "stop it" can mean the updates, these questions, or something that is no business of ours."""
        in_flow = exchange.state.position is not None
        exchange.offer(self._texts.stop_what, buttons=_STOP_WHAT_IN_FLOW if in_flow else _STOP_WHAT)

    # -- what the bot says about itself

    async def _help(self, exchange: Exchange, _: str) -> None:
        exchange.say(self._texts.help)
        if own := await self.desk.commands_of(exchange):
            lines = "\n\n".join(f"/{name} – {about[:1].lower()}{about[1:]}" for name, about in own.items())
            exchange.say(f"As an organiser you can also type:\n\n{lines}")
        if exchange.state.position is not None:
            exchange.say(self._texts.flow_help)
        self._ask_again(exchange)

    def _privacy(self, exchange: Exchange, _: str) -> None:
        if self._controller:
            who = {"controller": self._controller.name, "contact": self._controller.contact}
            exchange.say(worded(self._texts.privacy, **who))
            rights = worded(self._texts.privacy_rights, contact=self._controller.contact)
            link = self._controller.privacy_url
            complain = Button("Make a complaint", encode(CommandButton("complain")))
            notice = [Paragraph(f"The full notice: {link}")] if link else []
            exchange.offer(rights, *notice, buttons=[complain])
        else:
            exchange.say(self._texts.privacy_no_controller)
        self._ask_again(exchange)

    def _verify(self, exchange: Exchange, _: str) -> None:
        if self._controller:
            exchange.say(worded(self._texts.verify, controller=self._controller.name))
        else:
            exchange.say(self._texts.verify_no_controller)
        self._ask_again(exchange)

    def _urgent(self, exchange: Exchange, _: str) -> None:
        exchange.say(*self._answers.words.safety.crisis)

    def _settings(self, exchange: Exchange, _: str) -> None:
        simple = exchange.state.simple
        words = worded(self._texts.settings, reading="simpler" if simple else "usual")
        other = ("Use usual words", "plain") if simple else ("Use simpler words", "simple")
        exchange.offer(words, buttons=[Button(other[0], encode(CommandButton(other[1])))])

    def _simple(self, exchange: Exchange, _: str) -> None:
        exchange.state = replace(exchange.state, simple=True)
        exchange.say(self._texts.settings_simple)
        if found := _can_be_simpler(exchange):
            entry = self._answers.entries[found.entry]
            self._answers.show(exchange, entry, found.others, simple=True)
        self._ask_again(exchange)

    async def _confused(self, exchange: Exchange, _: str) -> None:
        """Somebody could not follow: the answer shown last in simpler words, or what can be typed."""
        if _can_be_simpler(exchange):
            self._simple(exchange, "")
        else:
            await self._help(exchange, "")

    def _about(self, exchange: Exchange, _: str) -> None:
        exchange.say(self._texts.about)
        self._ask_again(exchange)

    def _thanks(self, exchange: Exchange, _: str) -> None:
        exchange.say(self._texts.you_are_welcome)
        self._ask_again(exchange)

    def _plain(self, exchange: Exchange, _: str) -> None:
        exchange.state = replace(exchange.state, simple=False)
        exchange.say(self._texts.settings_plain)
        self._ask_again(exchange)

    def _topics(self, exchange: Exchange, page: str) -> None:
        number = int(page) if page.isdecimal() else 0
        self._answers.offer_topics(exchange, self._texts.topics, number)

    # -- a person's own data

    async def _forget(self, exchange: Exchange, _: str) -> None:
        exchange.mark("You chose: erase it")
        self._recent.drop(exchange.person)
        await self.own_data.forget(exchange)

    def _keep(self, exchange: Exchange, _: str) -> None:
        exchange.mark("You chose: keep it")
        exchange.say(self._texts.forget_kept)
        self._ask_again(exchange)

    # -- questions

    async def _none(self, exchange: Exchange, _: str) -> None:
        exchange.mark("You chose: none of these")
        exchange.count("none_of_these")
        await self._offer_ways_on(exchange, self._texts.none_of_these)
        self._ask_again(exchange)

    async def _send_on(self, exchange: Exchange, _: str) -> None:
        await self.messages.send_on(exchange)
        self._ask_again(exchange)

    async def _mine(self, exchange: Exchange, _: str) -> None:
        """What looked like a question was meant as the answer."""
        text = self._recent.take(exchange.person, exchange.now)
        if exchange.state.position is None:
            self._carry_on(exchange, "")
        elif text is None:
            self._walk.ask_again(exchange)
        else:
            await self._walk.answer(exchange, Typed(text))

    async def _leave_question(self, exchange: Exchange, _: str) -> None:
        """Keep a question for the organisers: pressing the button is the agreement. Never who asked."""
        text = self._recent.take(exchange.person, exchange.now)
        if not text:
            exchange.say(self._texts.leave_question_gone)
            self._ask_again(exchange)
            return
        kept = strip_personal_details(text).text
        await unanswered.add(await exchange.work.records(), kept, exchange.now)
        exchange.mark("You left your question.")
        exchange.say(self._texts.question_left, Quote("Your question:", kept))
        self._ask_again(exchange)

    def _ask_again(self, exchange: Exchange) -> None:
        if exchange.state.position is not None and not exchange.state.paused:
            self._walk.ask_again(exchange)


def _can_be_simpler(exchange: Exchange) -> EntryButton | None:
    """The answer on the screen that has a simpler form."""
    for _, data in exchange.state.menu:
        button = decode(data)
        if isinstance(button, EntryButton) and button.about is AboutEntry.SIMPLER:
            return button
    return None


_START = [
    Button("Browse topics", encode(CommandButton("topics"))),
    Button("Join the campaign", encode(CommandButton("join"))),
    Button("Make a pledge", encode(CommandButton("pledge"))),
    Button("Privacy", encode(CommandButton("privacy"))),
]
SEND_ON = Button("Send to the organisers", encode(CommandButton("send_on")))
"""What may be a reply to an update, passed on."""
_WITHOUT_ANSWER = [
    Button("Browse topics", encode(CommandButton("topics"))),
    Button("Leave my question", encode(CommandButton("leave_question"))),
]
_SEND_ON = Button("Send it to a person", encode(CommandButton("send_on")))
_STOP_WHAT = [
    Button("Stop updates", encode(CommandButton("stop"))),
    Button("Ask something else", encode(CommandButton("ask"))),
]
_STOP_WHAT_IN_FLOW = [
    _STOP_WHAT[0],
    Button("Leave these questions", encode(CommandButton("cancel"))),
    Button("Carry on", encode(CommandButton("carry_on"))),
]
