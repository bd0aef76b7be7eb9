"""Who a broadcast is for, in an organiser's words and as rules over what is kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.storage import audiences
from bot.storage.audiences import DEFAULT_LANGUAGE, Exclusion, Rules
from bot.storage.savepoint import Database
from flows.texts import Texts, join_either

REST_DAYS = 7
"""No more than one update a week, unless an organiser says otherwise."""
IN_THE_MIDDLE = timedelta(days=1)
"""A person who left a conversation alone for this long is no longer in the middle of it."""
EXCLUDING = tuple(rule for rule in Exclusion if rule is not Exclusion.NONE)
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody who agreed to updates, narrowed by each part that is not empty. Places add to each other.

    With `entry`, only people who were given that answer in other words than today's. People who had an update
    within `rest_days` are left out. People who chose no language count as English.
    """

    pledges: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    constituencies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    entry: str = ""
    rest_days: int = REST_DAYS
    languages: tuple[str, ...] = ()

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def rules(self, channel: str, now: datetime, wordings: Mapping[str, str] = _NONE) -> Rules:
        """Return the rules as the query takes them; `wordings` has the digest of each answer today."""
        since = now - timedelta(days=self.rest_days) if self.rest_days else None
        narrowed = {name: getattr(self, name) for name in _LISTS}
        return Rules(
            channel,
            entry=self.entry,
            wording=wordings.get(self.entry, ""),
            since=since,
            active_since=now - IN_THE_MIDDLE,
            **narrowed,
        )

    def in_words(self, labels: Mapping[str, str], texts: Texts) -> str:
        """Return one sentence: Everybody who agreed to updates and lives in Wales."""
        words = texts.organisers.broadcasts.audience

        def either(keys: Iterable[str]) -> str:
            return join_either([labels.get(key, key) for key in keys], texts)

        clauses = []
        if self.languages:
            with_none = DEFAULT_LANGUAGE in self.languages
            clause = words.in_languages_or_none if with_none else words.in_languages
            clauses.append(clause(languages=either(self.languages)))
        if self.entry:
            clauses.append(words.given_answer(question=labels.get(self.entry, self.entry)))
        if self.pledges:
            clauses.append(words.pledged(pledges=either(self.pledges)))
        if self.nations or self.constituencies:
            clauses.append(words.lives_in(places=either((*self.nations, *self.constituencies))))
        if self.sources:
            clauses.append(words.came_by(sources=join_either(self.sources, texts)))
        audience: str = words.everybody
        for added in clauses:
            audience = words.and_(start=audience, clause=added)
        return words.description(audience=audience)


_LISTS = ("pledges", "nations", "constituencies", "sources", "languages")
_SINGLE = ("entry", "rest_days")


def load(text: str) -> Audience:
    """Return the audience that `dump` wrote. An older one does not have every list."""
    kept: dict[str, Any] = json.loads(text)
    parts: dict[str, Any] = {name: tuple(kept.get(name, ())) for name in _LISTS}
    return Audience(**parts, **{name: kept[name] for name in _SINGLE})


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many a broadcast would reach now, and how many each rule takes out."""

    kept: int
    removed: tuple[tuple[Exclusion, int], ...]
    rest_days: int = REST_DAYS

    @property
    def agreed(self) -> int:
        return self.kept + sum(number for _, number in self.removed)

    def in_words(self, texts: Texts) -> str:
        """Return a line for all, for each rule that takes people out, and for those who are left."""
        words = texts.organisers.broadcasts.audience
        lines = [words.agreed(self.agreed)]
        for rule, number in self.removed:
            values = {"rest": words.rest_days(self.rest_days)} if rule is Exclusion.REST else {}
            lines.append(words.removed[rule](number, **values))
        return "\n".join([*lines, words.kept(self.kept)])


async def count(
    db: Database, audience: Audience, channel: str, now: datetime, wordings: Mapping[str, str] = _NONE
) -> AudienceCount:
    """Count the audience as it is now; it is frozen only when sending begins."""
    by_rule = await audiences.count(db, audience.rules(channel, now, wordings))
    removed = tuple((rule, by_rule[rule]) for rule in EXCLUDING if by_rule.get(rule))
    return AudienceCount(by_rule.get(Exclusion.NONE, 0), removed, audience.rest_days)
