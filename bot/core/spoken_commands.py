"""Whole messages that mean a command. Part of a message never does: "how do we stop this" is a question."""

import re

from bot.core.thanks import says_thanks
from flows.answer_parsers import phrases, plain

_SPOKEN = {
    "stop": """
        stop, unsubscribe, stop updates, stop the updates, stop messages, stop all, opt out, no more
        updates, end updates, stop messaging me, stop texting me, unsubscribe me, how do i unsubscribe, how
        do you unsubscribe, can i unsubscribe, i want to unsubscribe, please unsubscribe me, unsubscribe
        please, take me off the list, take me off your list, no more messages, stop sending me messages,
        stop sending me updates
    """,
    "stop_what": """
        stop it, please stop, stop please, please stop it, stop it please, stop this, stop now, just stop,
        stop that, i want you to stop, i want this to stop, i want it to stop, make it stop, can you stop,
        could you stop, will you stop, can you please stop, could you please stop, can you stop please
    """,
    "cancel": "cancel, quit, exit, leave, never mind, nevermind, forget it",
    "help": "help, menu, what can you do, how does this work, commands",
    "start": """
        start, hello, hi, hiya, hey, hello there, hi there, hey there, hello again, good morning, good
        afternoon, good evening, start again, restart, helo, shwmae, shw mae, s'mae, bore da, prynhawn da
    """,
    "carry_on": "carry on, continue, resume, go on, keep going",
    "topics": "topics, all topics, browse, list, questions, show topics, browse topics",
    "join": """
        join, join the campaign, i want to join, i would like to join, i'd like to join, how do i join,
        how can i join, can i join, join me up, sign me up, sign up, how do i sign up
    """,
    "pledge": """
        pledge, make a pledge, i want to pledge, i want to make a pledge, how do i pledge, how do i make a
        pledge
    """,
    "mydata": """
        my data, mydata, show my data, what do you know about me, what data do you have on me, what data
        do you hold on me, what information do you hold about me, subject access request, sar, leave the
        campaign, i want to leave, i want to leave the campaign, how do i leave, how do i leave the
        campaign, how can i leave the campaign, can i leave the campaign, take me out of the campaign, quit
        the campaign, how do i quit the campaign, i want to quit the campaign, how do i take back my pledge
    """,
    "forget": """
        forget me, delete my data, erase my data, delete me, erase me, delete everything, remove my data,
        delete my information, right to erasure, withdraw my consent
    """,
    "privacy": "privacy, privacy policy, privacy notice",
    "settings": "settings",
    "simple": """
        simpler, say it simpler, say it simpler please, simpler please, simpler words, simple words, use
        simpler words, easier words, easy words, easy read, easyread, easy read please, make it simpler,
        make it easier, can you say it simpler, can you say it easy, can you make it simpler, plain
        english please
    """,
    "confused": """
        too long, that is too long, that's too long, too much to read, i don't understand, i dont
        understand, i do not understand, i can not understand, i cannot understand, i can't understand, i
        cant understand, i am confused, i'm confused, im confused, i don't get it, i dont get it, what
        does that mean, i am lost, i'm lost
    """,
    "about": """
        who are you, what are you, are you a bot, are you a robot, are you a computer, are you ai, are you
        human, are you a human, are you a person, are you a real person, is this a bot, is this a robot,
        is this a computer, is this a person, is this a real person, am i talking to a person, am i
        talking to a real person, am i talking to a bot, what do you do, what is this, what's this, what
        is this bot, are you real, who am i talking to, who is this, what is this about, what is it about,
        what is all this about, what is it all about, what is this even about, what is this bot about, what
        is this thing, what is this for, what is it for, what are you for, what is this campaign about, what
        is this campaign
    """,
    "urgent": "urgent, urgent help, i need help now",
    "thanks": "that helps, that was helpful, bye, goodbye, bye bye, good night, 🙏, ❤️, ❤",
    "talk": """
        talk, talk to a person, speak to a person, speak to someone, talk to someone, can i talk to a
        person, talk to a human, speak to a human, is there a person i can talk to, can i talk to a human,
        can i speak to a human, can i speak to a person, can i talk to a real person, can i speak to a
        real person, talk to a real person, speak to a real person, can i speak to someone, can i talk to
        someone, i want to talk to a person, i want to speak to a person, i want to speak to someone, i
        want to talk to someone, contact someone, contact the organisers
    """,
    "leave_question": "leave my question, leave the question",
    "send_on": "send it to a person, send it on, send my question to a person",
    "complain": """
        complain, complaint, make a complaint, complain about my data, i want to complain, i want to make
        a complaint, how do i complain
    """,
    "verify": """
        verify, is this real, is it real, is this a scam, this is a scam, scam, is this bot real, is this
        genuine, is this legit, are you genuine
    """,
}
_ALSO_SAID_IN_DANGER = frozenset({"stop_what", "confused", "thanks", "urgent"})
_COMMANDS = {said: command for command, listed in _SPOKEN.items() for said in phrases(listed)}
_BEFORE_ASKING = phrases("so, wait, sorry, hello, hi, ok, but, and, hang, on")
_ASKING_WHO = tuple(
    phrase.split()
    for phrase in phrases(
        """
        are you, is this, is it, is that, you, am i talking to, am i speaking to, am i chatting to, am i
        writing to, am i talking with, am i speaking with, am i chatting with
        """
    )
)
_BEINGS = phrases(
    """
    bot, robot, chatbot, computer, machine, ai, automated, gpt, siri, alexa, human, person, real, man, woman
    """
)
_BESIDE_BEINGS = phrases(
    """
    a, an, the, actually, really, just, some, sort, kind, of, actual, live, proper, being, or, even, only,
    am, i, talking, to, are, you, is, it, this, not, like, called, chat, there, someone, somebody, then,
    please, here, artificial, intelligence, program
    """
)


def spoken_command(text: str) -> str | None:
    """The command that a whole message stands for, if any."""
    said = plain(text)
    if said in _COMMANDS:
        return _COMMANDS[said]
    words = _written_out(said)
    if " ".join(words) in _COMMANDS:
        return _COMMANDS[" ".join(words)]
    if says_thanks(text):
        return "thanks"
    return "about" if _asks_who_it_is(words) else None


def plain_command(text: str) -> str | None:
    """The same, but for commands whose words may also be said in danger: "make it stop", "goodbye"."""
    command = spoken_command(text)
    return None if command in _ALSO_SAID_IN_DANGER else command


def _asks_who_it_is(words: list[str]) -> bool:
    """Whether it is asked for a person or a machine: "am i talking to a real person or a robot"."""
    start = next((at for at, word in enumerate(words) if word not in _BEFORE_ASKING), 0)
    asked = words[start:]
    for beginning in _ASKING_WHO:
        rest = set(asked[len(beginning) :])
        if asked[: len(beginning)] == beginning and rest & _BEINGS and rest <= _BEINGS | _BESIDE_BEINGS:
            return True
    return False


def _written_out(said: str) -> list[str]:
    """The words of a message without marks; "r u" and "what's" as they are meant."""
    return [word for part in re.findall(r"[\w']+", said) for word in _SHORT.get(part, part).split()]


_SHORT = {
    "r": "are", "u": "you", "ur": "your", "whats": "what is", "what's": "what is", "whos": "who is",
    "who's": "who is", "pls": "please", "plz": "please", "im": "i am", "i'm": "i am", "ive": "i have",
}  # fmt: skip
