"""From a message as typed to the tokens and stems that everything else counts."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

LONGEST = 600
"""Characters of a message that are read. The rest is cut: no question needs more."""

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'"})
_REPEATED = re.compile(r"([a-z])\1{2,}")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_WHOLE = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not",
    "let's": "let us", "y'all": "you all", "it's": "it is", "that's": "that is", "what's": "what is",
    "who's": "who is", "where's": "where is", "how's": "how is", "when's": "when is", "why's": "why is",
    "there's": "there is", "here's": "here is", "he's": "he is", "she's": "she is",
    "cant": "can not", "wont": "will not", "dont": "do not", "doesnt": "does not", "didnt": "did not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not", "hasnt": "has not",
    "havent": "have not", "hadnt": "had not", "couldnt": "could not", "wouldnt": "would not",
    "shouldnt": "should not", "aint": "is not", "im": "i am", "ive": "i have", "youre": "you are",
    "theyre": "they are", "weve": "we have", "theyve": "they have", "youve": "you have",
    "whats": "what is", "whos": "who is", "wheres": "where is", "hows": "how is", "whens": "when is",
    "thats": "that is", "theres": "there is", "u": "you", "ur": "your", "pls": "please", "plz": "please",
    "wat": "what", "wot": "what", "thru": "through", "gonna": "going to", "wanna": "want to",
    "gotta": "got to", "gimme": "give me", "dunno": "do not know", "cos": "because", "coz": "because",
    "cuz": "because", "bcoz": "because", "govt": "government", "gov": "government", "thx": "thanks",
}  # fmt: skip
_ENDINGS = {
    "n't": " not",
    "'re": " are",
    "'ve": " have",
    "'ll": " will",
    "'d": " would",
    "'m": " am",
    "'s": "",
}
_STEMMER = snowballstemmer.stemmer("english")


def tokens(text: str) -> list[str]:
    """The lower-case words and numbers of a message, in order, short forms written out.

    Stop words stay: "how", "when" and "can" tell questions apart. `I can't find it` gives
    `["i", "can", "not", "find", "it"]`. A message of symbols or emoji alone gives an empty list.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_APOSTROPHES).lower()
    found: list[str] = []
    for token in _TOKEN.findall(_REPEATED.sub(r"\1\1", plain)):
        found.extend(_written_out(token))
    return found


def _written_out(token: str) -> list[str]:
    """One token without apostrophes: `don't` gives `["do", "not"]`, `mum's` gives `["mum"]`."""
    if token in _WHOLE:
        return _WHOLE[token].split()
    if "'" not in token:
        return [token]
    for ending, words in _ENDINGS.items():
        if token.endswith(ending):
            return (
                [*_written_out(token[: -len(ending)]), *words.split()] if token != ending else words.split()
            )
    return token.replace("'", " ").split()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The Snowball English stem (Porter 2, snowballstem.org): `claims`, `claiming`, `claim` are one."""
    return str(_STEMMER.stemWord(word))
