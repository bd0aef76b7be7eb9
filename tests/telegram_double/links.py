"""Which links Telegram takes in buttons and texts."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):(?://)?(.*)", re.DOTALL)
_HOST = re.compile(r"(?:[^/?#@]*@)?(\[[0-9a-fA-F:.]+\]|[^/?#:\s]*)(?::\d+)?(?:[/?#].*)?", re.DOTALL)


def link_problem(url: str) -> str | None:
    """What Telegram finds wrong with `url`, or None. A link without a scheme means http."""
    address = url.strip()
    scheme, rest = "http", address
    found = _SCHEME.fullmatch(address)
    if found is not None and ("//" in address or found[1].lower() in ("tg", "ton")):
        scheme, rest = found[1].lower(), found[2]
    if scheme in ("tg", "ton", "tonsite"):
        return None if rest.strip("/") else "Wrong tg URL"
    if scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    host = _HOST.fullmatch(rest)
    if host is None:
        return "Wrong HTTP URL"
    if not host[1]:
        return "URL host is empty"
    if host[1].startswith("["):
        return None
    labels = host[1].rstrip(".").split(".")
    return None if len(labels) > 1 and all(labels) else "Wrong HTTP URL"
