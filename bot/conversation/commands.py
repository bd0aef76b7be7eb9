"""What each command does, typed, spoken or pressed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.config.controller import Controller
from bot.conversation.answers import AnswerView
from bot.conversation.flow_runner import FlowRunner
from bot.core.callbacks import (
    AboutEntry,
    Callback,
    CommandButton,
    EntryButton,
    decode,
    encode,
)
from bot.core.context import Context
from bot.core.messages import (
    Button,
    Choices,
    Paragraph,
    Quote,
)
from bot.core.state import RecentTexts
from bot.helpdesk.supporter_side import SupporterHelpdesk
from bot.organisers.router import OrganiserRouter
from bot.storage import unanswered
from bot.storage.enums import ThreadKind
from bot.supporters.my_data import MyData
from faq.pii import strip_personal_details
from flows.events import TypedAnswer
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
Handler = Callable[[Context, str], Awaitable[None] | None]


class Commands:
    """Runs commands. `controller` is None while no data may be collected."""

    def __init__(
        self,
        answers: AnswerView,
        walk: FlowRunner,
        my_data: MyData,
        *,
        controller: Controller | None,
        recent: RecentTexts,
        desk: OrganiserRouter,
        messages: SupporterHelpdesk,
    ) -> None:
        self.my_data = my_data
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
            "join": lambda context, _: self._begin(context, "join"),
            "pledge": lambda context, _: self._begin(context, "pledge"),
            "mydata": lambda context, _: my_data.show(context),
            "forget": lambda context, _: my_data.ask_forget(context),
            "forget_yes": self._forget,
            "forget_no": self._keep,
            "stop": self._stop,
            "stop_what": self._stop_what,
            "ask": lambda context, _: self.offer_start(context),
            "undo_stop": lambda context, _: my_data.undo_stop(context),
            "withdraw": my_data.withdraw,
            "unpledge": my_data.unpledge,
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
            "talk": lambda context, thread: messages.ask(context, ThreadKind.TALK, thread),
            "complain": lambda context, _: messages.ask(context, ThreadKind.COMPLAINT),
            "send_on": self._send_on,
        }

    async def typed(self, context: Context, name: str, argument: str) -> None:
        """A command as somebody typed it: only public ones are known, and to organisers their own."""
        if name in PUBLIC:
            await self.run(context, name, argument)
        elif not await self.desk.run_command(context, name, argument):
            context.say(self._texts.unknown_command)
            self._ask_again(context)

    async def run(self, context: Context, name: str, argument: str = "") -> None:
        """Any command, also those that only buttons carry."""
        handler = self._handlers.get(name)
        if handler is None:
            await self.press(context, CommandButton(name, argument))
            return
        waiting = handler(context, argument)
        if waiting is not None:
            await waiting

    async def press(self, context: Context, button: Callback | None) -> None:
        """Do what an organiser's button stands for; to anybody else it is an old button."""
        if button is None or not await self.desk.press(context, button):
            context.say(self._texts.unknown_button)
            self.offer_start(context)

    def opened(self, context: Context) -> None:
        """Somebody came back: to the question they had come to, if there is one."""
        if context.state.position is None:
            self._welcome(context)
        else:
            self._carry_on(context, "")

    def offer_start(self, context: Context) -> None:
        context.offer(self._texts.ask_me, buttons=self._beginnings())

    def no_question(self, context: Context, *, number: bool) -> None:
        """There was nothing to look up in a message; a `number` may be meant for the list shown last."""
        choices = context.state.menu.shown
        if context.state.paused:
            context.say(self._answers.words.safety.crisis_flow_waits)
        elif number and len(choices) > BUTTONS:
            context.say(self._texts.not_on_the_list, Choices(tuple(choice.label for choice in choices)))
        elif number and choices:
            again = [Button(choice.label, choice.data) for choice in choices]
            context.offer(self._texts.not_on_the_list, buttons=again)
        else:
            context.offer(self._texts.no_question, buttons=self._beginnings())

    def _beginnings(self) -> list[Button]:
        """Where a conversation can begin; without a controller, nothing that collects."""
        return _START if self._controller else _START[:1] + _START[3:]

    async def unsure(self, context: Context) -> None:
        """Nothing matched: say so, and offer topics and a way to leave the question for the organisers."""
        await self._offer_ways_on(context, self._texts.unsure)

    async def unsure_in_hardship(self, context: Context, *, again: bool) -> None:
        """The same to somebody who finds it hard, with whom they can talk to first."""
        words = self._texts.hardship_again if again else self._texts.unsure_in_hardship
        await self._offer_ways_on(context, words, self._answers.support())

    async def _offer_ways_on(self, context: Context, words: str, first: Sequence[Button] = ()) -> None:
        """What is left where there is no answer; a person only where somebody reads messages."""
        ways, told = [*first, *_WITHOUT_ANSWER], str(self._texts.can_leave)
        if await self.messages.can_be_taken(context):
            ways.append(_SEND_ON)
            told = f"{told} {self._texts.can_send_on}"
        context.offer(words, told, buttons=ways)

    def unsure_of_reply(self, context: Context) -> None:
        """The same of what may be a reply to an update."""
        context.offer(self._texts.update_reply, buttons=[SEND_ON, _WITHOUT_ANSWER[0]])

    # -- coming and going

    async def _start(self, context: Context, argument: str) -> None:
        kind, _, value = argument.partition("_")
        if kind == "org" and await self.desk.accept(context, value):
            return
        if kind == "src" and value:
            source = value[:40]
            context.count(f"source:{source}")
            context.state = replace(context.state, source=source)
        if kind == "faq" and value in self._answers.entries:
            entry = self._answers.entries[value]
            context.count(f"answered:{value}")
            self._answers.show(context, entry, simple=context.state.simple)
            self._ask_again(context)
        elif argument in ("join", "pledge"):
            await self._begin(context, argument)
        else:
            self.opened(context)

    def _welcome(self, context: Context) -> None:
        if self._controller:
            words = worded(self._texts.welcome, controller=self._controller.name)
            context.offer(words, buttons=self._beginnings())
        else:
            context.offer(self._texts.welcome_no_controller, buttons=self._beginnings())

    async def _begin(self, context: Context, flow: str) -> None:
        position = context.state.position
        if self._controller is None:
            context.say(self._texts.not_collecting)
        elif position is not None:
            context.state = replace(context.state, paused=False)
            context.say(worded(self._texts.already_in_flow, title=self._walk.title(position)))
            self._walk.ask_again(context)
        else:
            context.confirm_choice("You chose this.")
            await self._walk.begin(context, flow)

    def _carry_on(self, context: Context, _: str) -> None:
        position = context.state.position
        if position is None:
            context.offer(self._texts.nothing_to_carry_on, buttons=self._beginnings())
            return
        context.state = replace(context.state, paused=False)
        context.say(worded(self._texts.carry_on_reminder, title=self._walk.title(position)))
        self._walk.ask_again(context)

    def _cancel(self, context: Context, run: str) -> None:
        position = context.state.position
        if (context.state.pending_input or context.state.pending_message) and not run:
            context.state = replace(context.state, pending_input="", pending_message="")
            context.say(self._texts.nothing_sent)
            self._ask_again(context)
            return
        if position is None or (run and run != position.run):
            context.confirm_choice("This is over.")
            context.say(self._texts.nothing_to_cancel)
            return
        title = self._walk.title(position)
        context.confirm_choice("You left.")
        self._walk.leave(context)
        context.say(worded(self._texts.cancelled, title=title))

    async def _stop(self, context: Context, _: str) -> None:
        if context.state.position is not None:
            self._cancel(context, "")
        await self.my_data.stop(context)

    def _stop_what(self, context: Context, _: str) -> None:
        """ "stop it" can mean the updates, these questions, or something that is no business of ours."""
        in_flow = context.state.position is not None
        context.offer(self._texts.stop_what, buttons=_STOP_WHAT_IN_FLOW if in_flow else _STOP_WHAT)

    # -- what the bot says about itself

    async def _help(self, context: Context, _: str) -> None:
        context.say(self._texts.help)
        if own := await self.desk.commands_of(context):
            lines = "\n\n".join(f"/{name} – {about[:1].lower()}{about[1:]}" for name, about in own.items())
            context.say(f"As an organiser you can also type:\n\n{lines}")
        if context.state.position is not None:
            context.say(self._texts.flow_help)
        self._ask_again(context)

    def _privacy(self, context: Context, _: str) -> None:
        if self._controller:
            who = {"controller": self._controller.name, "contact": self._controller.contact}
            context.say(worded(self._texts.privacy, **who))
            rights = worded(self._texts.privacy_rights, contact=self._controller.contact)
            link = self._controller.privacy_url
            complain = Button("Make a complaint", encode(CommandButton("complain")))
            notice = [Paragraph(f"The full notice: {link}")] if link else []
            context.offer(rights, *notice, buttons=[complain])
        else:
            context.say(self._texts.privacy_no_controller)
        self._ask_again(context)

    def _verify(self, context: Context, _: str) -> None:
        if self._controller:
            context.say(worded(self._texts.verify, controller=self._controller.name))
        else:
            context.say(self._texts.verify_no_controller)
        self._ask_again(context)

    def _urgent(self, context: Context, _: str) -> None:
        context.say(*self._answers.words.safety.crisis)

    def _settings(self, context: Context, _: str) -> None:
        simple = context.state.simple
        words = worded(self._texts.settings, reading="simpler" if simple else "usual")
        other = ("Use usual words", "plain") if simple else ("Use simpler words", "simple")
        context.offer(words, buttons=[Button(other[0], encode(CommandButton(other[1])))])

    def _simple(self, context: Context, _: str) -> None:
        context.state = replace(context.state, simple=True)
        context.say(self._texts.settings_simple)
        if found := _can_be_simpler(context):
            entry = self._answers.entries[found.entry]
            self._answers.show(context, entry, found.others, simple=True)
        self._ask_again(context)

    async def _confused(self, context: Context, _: str) -> None:
        """Somebody could not follow: the answer shown last in simpler words, or what can be typed."""
        if _can_be_simpler(context):
            self._simple(context, "")
        else:
            await self._help(context, "")

    def _about(self, context: Context, _: str) -> None:
        context.say(self._texts.about)
        self._ask_again(context)

    def _thanks(self, context: Context, _: str) -> None:
        context.say(self._texts.you_are_welcome)
        self._ask_again(context)

    def _plain(self, context: Context, _: str) -> None:
        context.state = replace(context.state, simple=False)
        context.say(self._texts.settings_plain)
        self._ask_again(context)

    def _topics(self, context: Context, page: str) -> None:
        number = int(page) if page.isdecimal() else 0
        self._answers.offer_topics(context, self._texts.topics, number)

    # -- a person's own data

    async def _forget(self, context: Context, _: str) -> None:
        context.confirm_choice("You chose: erase it")
        self._recent.drop(context.person)
        await self.my_data.forget(context)

    def _keep(self, context: Context, _: str) -> None:
        context.confirm_choice("You chose: keep it")
        context.say(self._texts.forget_kept)
        self._ask_again(context)

    # -- questions

    async def _none(self, context: Context, _: str) -> None:
        context.confirm_choice("You chose: none of these")
        context.count("none_of_these")
        await self._offer_ways_on(context, self._texts.none_of_these)
        self._ask_again(context)

    async def _send_on(self, context: Context, _: str) -> None:
        await self.messages.send_on(context)
        self._ask_again(context)

    async def _mine(self, context: Context, _: str) -> None:
        """What looked like a question was meant as the answer."""
        text = self._recent.pop(context.person, context.now)
        if context.state.position is None:
            self._carry_on(context, "")
        elif text is None:
            self._walk.ask_again(context)
        else:
            await self._walk.answer(context, TypedAnswer(text))

    async def _leave_question(self, context: Context, _: str) -> None:
        """Keep a question for the organisers: pressing the button is the agreement. Never who asked."""
        text = self._recent.pop(context.person, context.now)
        if not text:
            context.say(self._texts.leave_question_gone)
            self._ask_again(context)
            return
        kept = strip_personal_details(text).text
        await unanswered.add(await context.savepoint.db(), kept, context.now)
        context.confirm_choice("You left your question.")
        context.say(self._texts.question_left, Quote("Your question:", kept))
        self._ask_again(context)

    def _ask_again(self, context: Context) -> None:
        if context.state.position is not None and not context.state.paused:
            self._walk.ask_again(context)


def _can_be_simpler(context: Context) -> EntryButton | None:
    """The answer on the screen that has a simpler form."""
    for choice in context.state.menu.shown:
        button = decode(choice.data)
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
