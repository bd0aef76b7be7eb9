"""One incoming thing in, replies and effects out: the order in which the bot listens.

What an organiser was asked to send, where it holds no words of danger; else crisis, then medicine, then
commands and whole messages that stand for one, then buttons, then an answer to the open question, then the
FAQ, then "I am not sure".
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.conversation.answers import AnswerView
from bot.conversation.commands import SEND_ON, Commands
from bot.conversation.flow_runner import FlowRunner
from bot.core.callbacks import (
    AboutEntry,
    AnswerButton,
    CommandButton,
    EntryButton,
    TopicButton,
    decode,
    encode,
)
from bot.core.context import Context
from bot.core.messages import (
    Blocked,
    Button,
    ButtonPress,
    Command,
    Edited,
    Incoming,
    SessionStarted,
    Text,
    Unblocked,
    Unreadable,
)
from bot.core.small_talk import holds_question, is_number, sounds_asked
from bot.core.spoken_commands import plain_command, spoken_command
from bot.core.state import ConversationState, RecentTexts
from bot.core.thanks import begins_with_thanks, sounds_pleased
from bot.organisers.router import CrisisPolicy
from faq.guards.distress import tells_of_hardship
from faq.guards.guards import Guarded, Guards
from faq.matching.matcher import Matcher
from faq.matching.result import Answered, Suggested, Unmatched
from faq.pii import DetailKind, strip_personal_details
from flows.answer_parsers import plain
from flows.events import ButtonAnswer, TypedAnswer
from flows.position import ScriptChangedError
from flows.texts import worded

LONGEST_QUESTION = 1500
"""Characters of a message that are tried against the FAQ; guards read all of it."""
BESIDE_A_MESSAGE = frozenset({"cancel", "help", "privacy", "urgent", "verify", "settings"})
"""Commands after which a person may still type the message they were about to leave for the organisers."""

TO_A_PERSON_TOO = frozenset({"thanks", "about"})
"""What whole messages stand for that are passed on when they are typed as a message for the organisers."""
CARE_AGAIN_AFTER = 6
"""Messages after which a kind word may be said again: sooner it would sound like a machine."""
ASKED_FOR = {"email": DetailKind.EMAIL, "postcode": DetailKind.POSTCODE, "date": DetailKind.BIRTH_DATE}
"""Personal details that a step of a flow may ask for."""


class Decision(StrEnum):
    CRISIS = "crisis"
    MEDICINE = "medicine"
    STOP = "stop"
    COMMAND = "command"
    ANSWERED = "answered"
    SUGGESTED = "suggested"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Classification:
    """What a message is taken for, before anything is said."""

    decision: Decision
    command: str = ""
    outcome: Answered | Suggested | Unmatched | None = None
    details: frozenset[DetailKind] = frozenset()
    """Kinds of personal details that were struck out."""
    text: str = ""
    """The message without personal details."""
    asks: bool = True
    """Whether anything to look up was left without them."""


class Conversation:
    """Answers people, one incoming thing at a time."""

    def __init__(
        self,
        matcher: Matcher,
        guards: Guards,
        *,
        answers: AnswerView,
        walk: FlowRunner,
        commands: Commands,
        recent: RecentTexts,
    ) -> None:
        self._matcher = matcher
        self._guards = guards
        self._answers = answers
        self._walk = walk
        self._commands = commands
        self._recent = recent
        self._texts = answers.texts
        self._safety = answers.words.safety

    def consider(self, text: str) -> Classification:
        """What a message is taken for when no question is open."""
        guarded = self._guarded(text)
        return Classification(Decision(guarded[0].value)) if guarded else self._heard(text)

    def _heard(self, text: str) -> Classification:
        """The same, of a message that the guards have let through: they are asked once for each message."""
        command = spoken_command(text)
        if command:
            return Classification(Decision.STOP if command == "stop" else Decision.COMMAND, command)
        stripped = strip_personal_details(text)
        asked = stripped.rest if stripped.kinds else text
        asks = not stripped.kinds or holds_question(asked)
        outcome = self._matcher.match(asked[:LONGEST_QUESTION]) if asks else Unmatched(())
        if isinstance(outcome, Unmatched) and begins_with_thanks(text) and not tells_of_hardship(text):
            return Classification(Decision.COMMAND, "thanks")
        kinds = {Answered: Decision.ANSWERED, Suggested: Decision.SUGGESTED, Unmatched: Decision.UNMATCHED}
        return Classification(
            kinds[type(outcome)], outcome=outcome, details=stripped.kinds, text=stripped.text, asks=asks
        )

    async def respond(self, context: Context, incoming: Incoming) -> None:
        """Answer one incoming thing."""
        try:
            await self._respond(context, incoming)
        except ScriptChangedError:
            self._walk.start_over(context)

    async def _respond(self, context: Context, incoming: Incoming) -> None:
        if await self._awaited(context, incoming):
            return
        self._let_go(context, incoming)
        match incoming:
            case Text(text):
                await self._hear(context, text)
            case Command(name, argument):
                await self._commands.typed(context, name, argument)
            case ButtonPress(data, shown):
                context.shown = shown
                await self._pressed(context, data)
            case Unreadable() | Edited():
                self._cannot_read(context, incoming)
            case Blocked():
                await self._commands.my_data.blocked(context)
            case SessionStarted():
                self._commands.opened(context)
            case Unblocked():
                pass

    async def _awaited(self, context: Context, incoming: Incoming) -> bool:
        """Whether an organiser was asked to send this, such as the message of a broadcast."""
        if not context.state.pending_input or not isinstance(incoming, Text | Unreadable):
            return False
        words = incoming.text if isinstance(incoming, Text) else incoming.caption
        if isinstance(incoming, Text) and spoken_command(words) == "cancel":
            return False
        waiting, heed = context.state.pending_input, self._commands.desk.crisis_policy(context)
        if heed is not CrisisPolicy.IGNORE and Guarded.CRISIS in self._guarded(words, context.state):
            self._in_crisis(context)
            if heed is CrisisPolicy.REPLACE:
                return True
            context.state = replace(context.state, pending_input=waiting)
        return await self._commands.desk.receive(context, incoming)

    def _let_go(self, context: Context, incoming: Incoming) -> None:
        """Whoever gives a command has left what they were asked to send: words typed afterwards are meant for
        something else. /cancel lets go by itself and says so. And a button pressed before may be pressed
        again once something was typed: that is no double tap."""
        state = context.state
        if isinstance(incoming, Command) and incoming.name != "cancel":
            state = replace(state, pending_input="")
        if isinstance(incoming, Command) and incoming.name not in BESIDE_A_MESSAGE:
            state = replace(state, pending_message="")
        if isinstance(incoming, Command | Text):
            state = replace(state, recent_presses=())
        context.state = state

    def _cannot_read(self, context: Context, incoming: Unreadable | Edited) -> None:
        """Say what can be read; the words that came with it are read for danger alone."""
        words = incoming.text if isinstance(incoming, Edited) else incoming.caption
        if self._in_danger(context, words):
            return
        if isinstance(incoming, Edited):
            context.say(self._texts.edited)
        else:
            known = getattr(self._texts.kinds, incoming.kind, self._texts.kinds.other)
            context.say(worded(self._texts.unreadable, kind=known))
        self._ask_again(context)

    # -- words

    async def _hear(self, context: Context, text: str) -> None:
        if self._in_danger(context, text):
            return
        if context.state.care_cooldown:
            context.state = replace(context.state, care_cooldown=context.state.care_cooldown - 1)
        command = spoken_command(text)
        if command and not (context.state.pending_message and command in TO_A_PERSON_TOO):
            await self._commands.run(context, command)
        elif context.state.pending_message:
            await self._commands.messages.take(context, text)
            self._ask_again(context)
        elif not await self._chosen(context, text) and not await self._answered(context, text):
            if sounds_pleased(text) and await self._commands.messages.after_update(context):
                await self._commands.run(context, "thanks")
            elif holds_question(text):
                await self._look_up(context, self._heard(text))
            else:
                await self._no_question(context, text)

    async def _no_question(self, context: Context, text: str) -> None:
        number = is_number(text)
        waits = number or context.state.paused
        if not waits and await self._commands.messages.after_update(context):
            self._recent.put(context.person, text, context.now)
            self._commands.unsure_of_reply(context)
        else:
            self._commands.no_question(context, number=number)

    def _in_danger(self, context: Context, text: str) -> bool:
        """Whether the words are of danger or of changing a medicine, which is then answered."""
        guarded = self._guarded(text, context.state)
        if Guarded.CRISIS in guarded:
            self._in_crisis(context)
            if Guarded.MEDICINE in guarded:  # one line of it: who is in danger needs the numbers
                context.say(self._safety.medicine[0])
        elif Guarded.MEDICINE in guarded:
            context.count("medicine")
            context.say(*self._safety.medicine)
            self._ask_again(context)
        return bool(guarded)

    def _guarded(self, text: str, state: ConversationState | None = None) -> tuple[Guarded, ...]:
        """What the guards say, of all but the bot's own words: a plain command, or a choice on the screen."""
        said = plain(text)
        listed = state.menu.labels if state else ()
        if plain_command(text) is not None or said in map(plain, listed):
            return ()
        return self._guards.check(text)

    def _in_crisis(self, context: Context) -> None:
        """The numbers first, nothing to choose, nothing kept but a count. A flow waits."""
        context.count("crisis")
        context.say(*self._safety.crisis)
        waiting = context.state.position is not None
        context.clear_menu()
        context.state = replace(context.state, paused=waiting, pending_message="", pending_input="")
        if waiting:
            context.say(self._safety.crisis_flow_waits)

    async def _chosen(self, context: Context, text: str) -> bool:
        """Whether the message named something on the list shown last, which is then done."""
        menu = context.state.menu
        data = menu.choose(text, question_open=context.state.question_open) or menu.guess(text)
        if data is None:
            return False
        await self._pressed(context, data)
        return True

    async def _answered(self, context: Context, text: str) -> bool:
        """Whether the message was dealt with as something said to the open question."""
        if context.state.position is None or context.state.paused:
            return False
        open_text = self._walk.open_text(context)
        if not self._walk.accepts(context, text):
            return await self._beside_the_question(context, text)
        considered = self._heard(text) if open_text else None
        if considered and considered.details:
            context.say(self._texts.personal_details)
            self._ask_again(context)
        elif considered and considered.decision is Decision.ANSWERED:
            await self._look_up(context, considered)
            self._recent.put(context.person, text, context.now)
            mine = Button("That was my answer", encode(CommandButton("mine")))
            context.offer(self._texts.or_your_answer, buttons=[mine])
        else:
            await self._walk.answer(context, TypedAnswer(text))
        return True

    async def _beside_the_question(self, context: Context, text: str) -> bool:
        """A message that is no answer to the open question: perhaps a question of the person's own."""
        considered = self._heard(text)
        if considered.decision in (Decision.ANSWERED, Decision.COMMAND):
            return False
        if considered.details - {ASKED_FOR.get(self._walk.asks_for(context))}:
            context.say(self._texts.personal_details)
            self._ask_again(context)
            return True
        if considered.decision is Decision.SUGGESTED and sounds_asked(text):
            return False
        if tells_of_hardship(text) and self._meet_with_care(context):
            self._ask_again(context)
        else:
            await self._walk.answer(context, TypedAnswer(text))
        return True

    # -- the FAQ

    async def _look_up(self, context: Context, considered: Classification) -> None:
        if considered.command:
            await self._commands.run(context, considered.command)
            return
        if considered.details:
            context.say(self._texts.personal_details)
            if not considered.asks:
                self._ask_again(context)
                return
        self._recent.put(context.person, considered.text, context.now)
        match considered.outcome:
            case Answered(best=best, candidates=candidates):
                context.count("answered")
                context.count(f"answered:{best.id}")
                entry = self._answers.entries[best.id]
                others = [one.id for one in candidates if one.id != best.id][:3]
                self._answers.show(context, entry, others, simple=context.state.simple)
                self._ask_again(context)
            case Suggested(choices=choices):
                context.count("offered")
                await self._suggest(context, considered, [choice.id for choice in choices])
            case _ if await self._commands.messages.after_update(context):
                context.count("unmatched")
                self._commands.unsure_of_reply(context)
            case _ if len(considered.text) > LONGEST_QUESTION:
                context.say(self._texts.too_long)
            case _:
                context.count("unmatched")
                if tells_of_hardship(considered.text):
                    again = not self._meet_with_care(context)
                    await self._commands.unsure_in_hardship(context, again=again)
                else:
                    await self._commands.unsure(context)

    def _meet_with_care(self, context: Context) -> bool:
        """Say a kind word before anything else, unless one was said a few messages ago. Whether it was."""
        if context.state.care_cooldown:
            return False
        context.say(self._safety.care)
        context.state = replace(context.state, care_cooldown=CARE_AGAIN_AFTER)
        return True

    async def _suggest(self, context: Context, considered: Classification, ids: list[str]) -> None:
        """A choice of questions; what may be a reply to an update can be passed on as well."""
        if tells_of_hardship(considered.text):
            self._meet_with_care(context)
            ids = self._answers.with_support(ids)
        if await self._commands.messages.after_update(context):
            self._answers.offer_entries(context, self._texts.update_did_you_mean, ids, besides=[SEND_ON])
        else:
            self._answers.offer_entries(context, self._texts.did_you_mean, ids)

    # -- buttons

    async def _pressed(self, context: Context, data: str) -> None:
        if context.shown:
            key = f"{context.shown.message_id}|{data}"
            if context.state.just_pressed(key, context.now):
                return
            context.state = context.state.with_press(key, context.now)
        context.state = replace(
            context.state, pending_input=""
        )  # as with a command, unless it was a double tap
        match decode(data):
            case AnswerButton(run, visit, choice):
                await self._answer_pressed(context, run, ButtonAnswer(choice, visit))
            case EntryButton(about, entry, others):
                self._entry_pressed(context, about, entry, others)
            case TopicButton(topic, page):
                context.confirm_choice("You chose this.")
                self._answers.offer_questions(context, topic, page)
            case CommandButton(command, argument):
                await self._commands.run(context, command, argument)
            case button:
                await self._commands.press(context, button)

    async def _answer_pressed(self, context: Context, run: str, given: ButtonAnswer) -> None:
        position = context.state.position
        if position is None or position.run != run:
            context.confirm_choice("This is over.")
            context.say(self._texts.ended_button)
            self._ask_again(context)
            return
        await self._walk.answer(context, given)

    def _entry_pressed(self, context: Context, about: AboutEntry, name: str, others: tuple[str, ...]) -> None:
        entry = self._answers.entries.get(name)
        if entry is None:
            self._answers.offer_topics(context, self._texts.gone_entry)
            return
        match about:
            case AboutEntry.SHOW:
                context.confirm_choice(f"You chose: {entry.question}")
                context.count(f"answered:{entry.id}")
                self._answers.show(context, entry, simple=context.state.simple)
                self._ask_again(context)
            case AboutEntry.SIMPLER:
                context.state = replace(context.state, simple=True)
                context.say(self._texts.settings_simple)
                self._answers.show(context, entry, others, simple=True)
                self._ask_again(context)
            case AboutEntry.HELPFUL:
                context.confirm_choice("You said: yes, that was it")
                context.count(f"helpful:{entry.id}")
                context.say(self._texts.glad)
            case AboutEntry.NOT_HELPFUL:
                context.confirm_choice("You said: no, something else")
                context.count(f"not_helpful:{entry.id}")
                self._next_best(context, others)

    def _next_best(self, context: Context, others: tuple[str, ...]) -> None:
        if others:
            self._answers.offer_entries(context, self._texts.not_that_one, others)
        else:
            self._answers.offer_topics(context, self._texts.noted)

    def _ask_again(self, context: Context) -> None:
        """After something said in the middle of a flow, the open question comes again."""
        if context.state.position is not None and not context.state.paused:
            self._walk.ask_again(context)
