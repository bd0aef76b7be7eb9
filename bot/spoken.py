"""Whole messages that mean a command. Part of a message never does: "how do we stop this" is a question."""

from flows.answers import plain

_SPOKEN = {
    "stop": "stop, unsubscribe, stop updates, stop the updates, stop messages, stop all, opt out, "
    "no more updates, end updates, stop messaging me, stop texting me",
    "cancel": "cancel, quit, exit, leave, never mind, nevermind, forget it",
    "help": "help, menu, what can you do, how does this work, commands",
    "start": "start, hello, hi, hiya, hey, good morning, good afternoon, good evening",
    "carry_on": "carry on, continue, resume, go on, keep going",
    "topics": "topics, all topics, browse, list, questions, show topics, browse topics",
    "join": "join, join the campaign, i want to join, sign me up, sign up",
    "pledge": "pledge, make a pledge, i want to pledge",
    "mydata": "my data, mydata, show my data, what do you know about me, what data do you have on me, "
    "what data do you hold on me, what information do you hold about me, subject access request, sar",
    "forget": "forget me, delete my data, erase my data, delete me, erase me, delete everything, "
    "remove my data, delete my information, right to erasure, withdraw my consent",
    "privacy": "privacy, privacy policy, privacy notice",
    "settings": "settings",
    "urgent": "urgent, urgent help, i need help now",
    "thanks": "thanks, thank you, thank you very much, thanks a lot, many thanks, ta, cheers, thank u, thx, "
    "ok thanks, ok thank you, that helps thank you",
    "talk": "talk, talk to a person, speak to a person, speak to someone, talk to someone, "
    "can i talk to a person, talk to a human, speak to a human, is there a person i can talk to",
    "complain": "complain, complaint, make a complaint, complain about my data",
    "verify": "verify, is this real, is this a scam, are you real, is this bot real",
}
_COMMANDS = {words.strip(): command for command, listed in _SPOKEN.items() for words in listed.split(",")}


def spoken_command(text: str) -> str | None:
    """The command that a whole message stands for, if any."""
    return _COMMANDS.get(plain(text))
