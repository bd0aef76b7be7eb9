"""Whole messages that mean a command. Part of a message never does: "how do we stop this" is a question."""

from flows.answers import phrases, plain

_SPOKEN = {
    "stop": """
        stop, unsubscribe, stop updates, stop the updates, stop messages, stop all, opt out, no more
        updates, end updates, stop messaging me, stop texting me
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
        do you hold on me, what information do you hold about me, subject access request, sar
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
        is this bot
    """,
    "urgent": "urgent, urgent help, i need help now",
    "thanks": """
        thanks, thank you, thank you very much, thanks a lot, many thanks, ta, cheers, thank u, thx, ok
        thanks, ok thank you, that helps thank you, thankyou, thank you so much, thanks so much, thanks
        very much, thank you kindly, many thanks indeed, great thanks, great thank you, lovely thank you,
        perfect thanks, brilliant thanks, brilliant thank you, much appreciated, thanks for your help,
        thank you for your help, thanks for the help, thank you for that, thanks for that, thank you for
        the update, thanks for the update, thanks for letting me know, that helps, that was helpful,
        diolch, diolch yn fawr, bye, goodbye, bye bye, good night, 🙏, ❤️, ❤
    """,
    "talk": """
        talk, talk to a person, speak to a person, speak to someone, talk to someone, can i talk to a
        person, talk to a human, speak to a human, is there a person i can talk to, can i talk to a human,
        can i speak to a human, can i speak to a person, can i talk to a real person, can i speak to a
        real person, talk to a real person, speak to a real person, can i speak to someone, can i talk to
        someone, i want to talk to a person, i want to speak to a person, i want to speak to someone, i
        want to talk to someone, contact someone, contact the organisers
    """,
    "complain": """
        complain, complaint, make a complaint, complain about my data, i want to complain, i want to make
        a complaint, how do i complain
    """,
    "verify": """
        verify, is this real, is this a scam, this is a scam, scam, are you real, is this bot real, is
        this genuine, is this legit, are you genuine
    """,
}
_COMMANDS = {said: command for command, listed in _SPOKEN.items() for said in phrases(listed)}


def spoken_command(text: str) -> str | None:
    """The command that a whole message stands for, if any."""
    return _COMMANDS.get(plain(text))
