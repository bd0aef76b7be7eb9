"""What forked bots share: words, matcher and guards, made once in the process that they are forked from."""

import bot.app
import bot.cli.run
import bot.content.catalogue
from bot.content.catalogue import read_content
from faq.guards.guards import Guards, ordinary_wordings

CONTENT = read_content()
MATCHER = bot.app.build_matcher(CONTENT, None)
GUARDS = Guards(ordinary_wordings(CONTENT.entries))
GUARDS.compile_all()

bot.content.catalogue.read_content = lambda *_: CONTENT
bot.app.build_matcher = lambda *_: MATCHER
bot.app.Guards = lambda *_: GUARDS  # type: ignore[attr-defined, assignment]  # nothing here makes others
