"""What forked bots share: words, matcher and guards, made once in the process that they are forked from."""

from bot.app import build_matcher
from bot.cli import run
from bot.content.catalogue import Words, read_words
from faq.guards import guards
from faq.matching.matcher import Matcher

WORDS = read_words()
MATCHER = build_matcher(WORDS, None)
GUARDS = guards.Guards(guards.ordinary_wordings(WORDS.entries))
GUARDS.get_ready()


def open_words() -> Words:
    return WORDS


def open_matcher(words: Words) -> Matcher:
    del words
    return MATCHER


def make_guards(ordinary: object) -> guards.Guards:
    del ordinary
    return GUARDS


vars(run).update(open_words=open_words, open_matcher=open_matcher)
vars(guards).update(Guards=make_guards)
