"""One incoming thing in, replies and effects out: the order in which the bot listens.

What an organiser was asked to send, where it holds no words of danger; else crisis, then medicine, then
commands and whole messages that stand for one, then buttons, then an answer to the open question, then the
FAQ, then "I am not sure".
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.conversation.answers import Answers
from bot.conversation.commands import SEND_ON, Commands
from bot.conversation.flow_runner import Walk
from bot.core.callbacks import (
    AboutEntry,
    AnswerButton,
    CommandButton,
    EntryButton,
    TopicButton,
    decode,
    encode,
)
from bot.core.context import Exchange
from bot.core.menus import after_list, chosen
from bot.core.messages import (
    Blocked,
    Button,
    Command,
    Edited,
    Incoming,
    Opened,
    Press,
    Text,
    Unblocked,
    Unreadable,
)
from bot.core.small_talk import holds_question, is_number, sounds_asked
from bot.core.spoken_commands import plain_command, spoken_command
from bot.core.state import Recent, State
from bot.core.thanks import begins_with_thanks, sounds_pleased
from bot.organisers.router import Heed
from faq.guards.distress import mentions_hardship
from faq.guards.guards import Guarded, Guards
from faq.matching.matcher import Matcher
from faq.matching.result import Answered, Suggested, Unmatched
from faq.pii import DetailKind, strip_personal_details
from flows.answer_parsers import plain, read_choice, read_yes_no
from flows.events import Chose, Typed
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
class Considered:
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
        answers: Answers,
        walk: Walk,
        commands: Commands,
        recent: Recent,
    ) -> None:
        self._matcher = matcher
        self._guards = guards
        self._answers = answers
        self._walk = walk
        self._commands = commands
        self._recent = recent
        self._texts = answers.texts
        self._safety = answers.words.safety

    def consider(self, text: str) -> Considered:
        """What a message is taken for when no question is open."""
        guarded = self._guarded(text)
        return Considered(Decision(guarded[0].value)) if guarded else self._heard(text)

    def _heard(self, text: str) -> Considered:
        """The same, of a message that the guards have let through: they are asked once for each message."""
        command = spoken_command(text)
        if command:
            return Considered(Decision.STOP if command == "stop" else Decision.COMMAND, command)
        stripped = strip_personal_details(text)
        asked = stripped.rest if stripped.kinds else text
        asks = not stripped.kinds or holds_question(asked)
        outcome = self._matcher.match(asked[:LONGEST_QUESTION]) if asks else Unmatched(())
        if isinstance(outcome, Unmatched) and begins_with_thanks(text) and not mentions_hardship(text):
            return Considered(Decision.COMMAND, "thanks")
        kinds = {Answered: Decision.ANSWERED, Suggested: Decision.SUGGESTED, Unmatched: Decision.UNMATCHED}
        return Considered(
            kinds[type(outcome)], outcome=outcome, details=stripped.kinds, text=stripped.text, asks=asks
        )

    async def respond(self, exchange: Exchange, incoming: Incoming) -> None:
        """Answer one incoming thing."""
        listed = exchange.state.menu
        try:
            await self._respond(exchange, incoming)
        except ScriptChangedError:
            self._walk.start_over(exchange)
        if exchange.state.menu != listed:
            exchange.state = after_list(exchange.state)

    async def _respond(self, exchange: Exchange, incoming: Incoming) -> None:
        if await self._awaited(exchange, incoming):
            return
        self._let_go(exchange, incoming)
        match incoming:
            case Text(text):
                await self._hear(exchange, text)
            case Command(name, argument):
                await self._commands.typed(exchange, name, argument)
            case Press(data, shown):
                exchange.shown = shown
                await self._pressed(exchange, data)
            case Unreadable() | Edited():
                self._cannot_read(exchange, incoming)
            case Blocked():
                await self._commands.own_data.blocked(exchange)
            case Opened():
                self._commands.opened(exchange)
            case Unblocked():
                pass

    async def _awaited(self, exchange: Exchange, incoming: Incoming) -> bool:
        """Whether an organiser was asked to send this, such as the message of a broadcast."""
        if not exchange.state.desk or not isinstance(incoming, Text | Unreadable):
            return False
        words = incoming.text if isinstance(incoming, Text) else incoming.caption
        if isinstance(incoming, Text) and spoken_command(words) == "cancel":
            return False
        waiting, heed = exchange.state.desk, self._commands.desk.heeds(exchange)
        if heed is not Heed.NEVER and Guarded.CRISIS in self._guarded(words, exchange.state):
            self._in_crisis(exchange)
            if heed is Heed.INSTEAD:
                return True
            exchange.state = replace(exchange.state, desk=waiting)
        return await self._commands.desk.take(exchange, incoming)

    def _let_go(self, exchange: Exchange, incoming: Incoming) -> None:
        """Whoever gives a command has left what they were asked to send: words typed afterwards are meant for
        something else. /cancel lets go by itself and says so. And a button pressed before may be pressed
        again once something was typed: that is no double tap."""
        state = exchange.state
        if isinstance(incoming, Command) and incoming.name != "cancel":
            state = replace(state, desk="")
        if isinstance(incoming, Command) and incoming.name not in BESIDE_A_MESSAGE:
            state = replace(state, leaving="")
        if isinstance(incoming, Command | Text):
            state = replace(state, pressed=())
        exchange.state = state

    def _cannot_read(self, exchange: Exchange, incoming: Unreadable | Edited) -> None:
        """Say what can be read; the words that came with it are read for danger alone."""
        words = incoming.text if isinstance(incoming, Edited) else incoming.caption
        if self._in_danger(exchange, words):
            return
        if isinstance(incoming, Edited):
            exchange.say(self._texts.edited)
        else:
            known = getattr(self._texts.kinds, incoming.kind, self._texts.kinds.other)
            exchange.say(worded(self._texts.unreadable, kind=known))
        self._ask_again(exchange)

    # -- words

    async def _hear(self, exchange: Exchange, text: str) -> None:
        if self._in_danger(exchange, text):
            return
        if exchange.state.cared:
            exchange.state = replace(exchange.state, cared=exchange.state.cared - 1)
        command = spoken_command(text)
        if command and not (exchange.state.leaving and command in TO_A_PERSON_TOO):
            await self._commands.run(exchange, command)
        elif exchange.state.leaving:
            await self._commands.messages.take(exchange, text)
            self._ask_again(exchange)
        elif not await self._chosen(exchange, text) and not await self._answered(exchange, text):
            if sounds_pleased(text) and await self._commands.messages.after_update(exchange):
                await self._commands.run(exchange, "thanks")
            elif holds_question(text):
                await self._look_up(exchange, self._heard(text))
            else:
                await self._no_question(exchange, text)

    async def _no_question(self, exchange: Exchange, text: str) -> None:
        number = is_number(text)
        waits = number or exchange.state.paused
        if not waits and await self._commands.messages.after_update(exchange):
            self._recent.hold(exchange.person, text, exchange.now)
            self._commands.unsure_of_reply(exchange)
        else:
            self._commands.no_question(exchange, number=number)

    def _in_danger(self, exchange: Exchange, text: str) -> bool:
        """Whether the words are of danger or of changing a medicine, which is then answered."""
        guarded = self._guarded(text, exchange.state)
        if Guarded.CRISIS in guarded:
            self._in_crisis(exchange)
            if Guarded.MEDICINE in guarded:  # one line of it: who is in danger needs the numbers
                exchange.say(self._safety.medicine[0])
        elif Guarded.MEDICINE in guarded:
            exchange.count("medicine")
            exchange.say(*self._safety.medicine)
            self._ask_again(exchange)
        return bool(guarded)

    def _guarded(self, text: str, state: State | None = None) -> tuple[Guarded, ...]:
        """What the guards say, of all but the bot's own words: a plain command, or a choice on the screen."""
        said = plain(text)
        listed = [label for label, _ in state.menu] + [label for _, label, _ in state.told] if state else []
        if plain_command(text) is not None or said in map(plain, listed):
            return ()
        return self._guards.check(text)

    def _in_crisis(self, exchange: Exchange) -> None:
        """The numbers first, nothing to choose, nothing kept but a count. A flow waits."""
        exchange.count("crisis")
        exchange.say(*self._safety.crisis)
        waiting = exchange.state.position is not None
        exchange.state = replace(exchange.state, paused=waiting, menu=(), leaving="", desk="")
        if waiting:
            exchange.say(self._safety.crisis_flow_waits)

    async def _chosen(self, exchange: Exchange, text: str) -> bool:
        """Whether the message named something on the list shown last, which is then done."""
        menu = exchange.state.menu
        labels = {data: label for label, data in menu}
        exactly = next((code for label, code in menu if plain(label) == plain(text)), None)
        data = exactly or chosen(exchange.state, text)
        if data is None and menu:
            data = read_choice(text, labels)
        said = read_yes_no(text) if menu and data is None else None
        if said:
            data = next((code for label, code in menu if label.casefold().startswith(said)), None)
        if data is None:
            return False
        await self._pressed(exchange, data)
        return True

    async def _answered(self, exchange: Exchange, text: str) -> bool:
        """Whether the message was dealt with as something said to the open question."""
        if exchange.state.position is None or exchange.state.paused:
            return False
        open_text = self._walk.open_text(exchange)
        if not self._walk.accepts(exchange, text):
            return await self._beside_the_question(exchange, text)
        considered = self._heard(text) if open_text else None
        if considered and considered.details:
            exchange.say(self._texts.personal_details)
            self._ask_again(exchange)
        elif considered and considered.decision is Decision.ANSWERED:
            await self._look_up(exchange, considered)
            self._recent.hold(exchange.person, text, exchange.now)
            mine = Button("That was my answer", encode(CommandButton("mine")))
            exchange.offer(self._texts.or_your_answer, buttons=[mine])
        else:
            await self._walk.answer(exchange, Typed(text))
        return True

    async def _beside_the_question(self, exchange: Exchange, text: str) -> bool:
        """A message that is no answer to the open question: perhaps a question of the person's own."""
        considered = self._heard(text)
        if considered.decision in (Decision.ANSWERED, Decision.COMMAND):
            return False
        if considered.details - {ASKED_FOR.get(self._walk.asks_for(exchange))}:
            exchange.say(self._texts.personal_details)
            self._ask_again(exchange)
            return True
        if considered.decision is Decision.SUGGESTED and sounds_asked(text):
            return False
        if mentions_hardship(text) and self._meet_with_care(exchange):
            self._ask_again(exchange)
        else:
            await self._walk.answer(exchange, Typed(text))
        return True

    # -- the FAQ

    async def _look_up(self, exchange: Exchange, considered: Considered) -> None:
        if considered.command:
            await self._commands.run(exchange, considered.command)
            return
        if considered.details:
            exchange.say(self._texts.personal_details)
            if not considered.asks:
                self._ask_again(exchange)
                return
        self._recent.hold(exchange.person, considered.text, exchange.now)
        match considered.outcome:
            case Answered(best=best, candidates=candidates):
                exchange.count("answered")
                exchange.count(f"answered:{best.id}")
                entry = self._answers.entries[best.id]
                others = [one.id for one in candidates if one.id != best.id][:3]
                self._answers.show(exchange, entry, others, simple=exchange.state.simple)
                self._ask_again(exchange)
            case Suggested(choices=choices):
                exchange.count("offered")
                await self._suggest(exchange, considered, [choice.id for choice in choices])
            case _ if await self._commands.messages.after_update(exchange):
                exchange.count("unmatched")
                self._commands.unsure_of_reply(exchange)
            case _ if len(considered.text) > LONGEST_QUESTION:
                exchange.say(self._texts.too_long)
            case _:
                exchange.count("unmatched")
                if mentions_hardship(considered.text):
                    again = not self._meet_with_care(exchange)
                    await self._commands.unsure_in_hardship(exchange, again=again)
                else:
                    await self._commands.unsure(exchange)

    def _meet_with_care(self, exchange: Exchange) -> bool:
        """Say a kind word before anything else, unless one was said a few messages ago. Whether it was."""
        if exchange.state.cared:
            return False
        exchange.say(self._safety.care)
        exchange.state = replace(exchange.state, cared=CARE_AGAIN_AFTER)
        return True

    async def _suggest(self, exchange: Exchange, considered: Considered, ids: list[str]) -> None:
        """A choice of questions; what may be a reply to an update can be passed on as well."""
        if mentions_hardship(considered.text):
            self._meet_with_care(exchange)
            ids = self._answers.with_support(ids)
        if await self._commands.messages.after_update(exchange):
            self._answers.offer_entries(exchange, self._texts.update_did_you_mean, ids, besides=[SEND_ON])
        else:
            self._answers.offer_entries(exchange, self._texts.did_you_mean, ids)

    # -- buttons

    async def _pressed(self, exchange: Exchange, data: str) -> None:
        if exchange.shown:
            key = f"{exchange.shown.message_id}|{data}"
            if exchange.state.just_pressed(key, exchange.now):
                return
            exchange.state = exchange.state.with_press(key, exchange.now)
        exchange.state = replace(exchange.state, desk="")  # as with a command, unless it was a double tap
        match decode(data):
            case AnswerButton(run, visit, choice):
                await self._answer_pressed(exchange, run, Chose(choice, visit))
            case EntryButton(about, entry, others):
                self._entry_pressed(exchange, about, entry, others)
            case TopicButton(topic, page):
                exchange.mark("You chose this.")
                self._answers.offer_questions(exchange, topic, page)
            case CommandButton(command, argument):
                await self._commands.run(exchange, command, argument)
            case None:
                exchange.say(self._texts.unknown_button)
                self._commands.offer_start(exchange)

    async def _answer_pressed(self, exchange: Exchange, run: str, given: Chose) -> None:
        position = exchange.state.position
        if position is None or position.run != run:
            exchange.mark("This is over.")
            exchange.say(self._texts.ended_button)
            self._ask_again(exchange)
            return
        await self._walk.answer(exchange, given)

    def _entry_pressed(
        self, exchange: Exchange, about: AboutEntry, name: str, others: tuple[str, ...]
    ) -> None:
        entry = self._answers.entries.get(name)
        if entry is None:
            self._answers.offer_topics(exchange, self._texts.gone_entry)
            return
        match about:
            case AboutEntry.SHOW:
                exchange.mark(f"You chose: {entry.question}")
                exchange.count(f"answered:{entry.id}")
                self._answers.show(exchange, entry, simple=exchange.state.simple)
                self._ask_again(exchange)
            case AboutEntry.SIMPLER:
                exchange.state = replace(exchange.state, simple=True)
                exchange.say(self._texts.settings_simple)
                self._answers.show(exchange, entry, others, simple=True)
                self._ask_again(exchange)
            case AboutEntry.HELPFUL:
                exchange.mark("You said: yes, that was it")
                exchange.count(f"helpful:{entry.id}")
                exchange.say(self._texts.glad)
            case AboutEntry.NOT_HELPFUL:
                exchange.mark("You said: no, something else")
                exchange.count(f"not_helpful:{entry.id}")
                self._next_best(exchange, others)

    def _next_best(self, exchange: Exchange, others: tuple[str, ...]) -> None:
        if others:
            self._answers.offer_entries(exchange, self._texts.not_that_one, others)
        else:
            self._answers.offer_topics(exchange, self._texts.noted)

    def _ask_again(self, exchange: Exchange) -> None:
        """After something said in the middle of a flow, the open question comes again."""
        if exchange.state.position is not None and not exchange.state.paused:
            self._walk.ask_again(exchange)
