"""The words of a question that tell it from others: "is there a petition" is about a petition."""

from collections.abc import Iterable

from faq.tokenizer import stem

PLAIN_WORDS = frozenset(
    {
        "a", "about", "actually", "am", "an", "and", "any", "are", "at", "be", "been", "can", "could",
        "did", "do", "does", "for", "from", "get", "got", "has", "have", "how", "i", "if", "in", "is",
        "it", "just", "know", "me", "my", "of", "on", "or", "our", "please", "really", "should", "so",
        "some", "tell", "that", "the", "their", "them", "there", "they", "this", "to", "us", "want",
        "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would",
        "you", "your",
    }
)  # fmt: skip
"""Words that most questions share. "not" and "no" are not among them: they turn a question round."""


def gist(words: Iterable[str]) -> list[str]:
    """The stems of the words that tell questions apart, in order; none where all are plain."""
    return [stem(word) for word in words if word not in PLAIN_WORDS]
