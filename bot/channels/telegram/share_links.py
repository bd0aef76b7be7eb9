"""Links that share a text in another chat (https://core.telegram.org/widgets/share)."""

from collections.abc import Callable
from urllib.parse import quote


def share_url(link: str) -> Callable[[str], str]:
    """Return a function from a text to the link that shares it together with `link`."""
    shared = quote(link, safe="")
    return lambda text: f"https://t.me/share/url?url={shared}&text={quote(text, safe='')}"
