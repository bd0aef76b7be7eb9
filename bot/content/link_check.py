"""Whether links still lead somewhere. For `check --links` alone: no words, no person's data, plain HTTP."""

import asyncio
import errno
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

import certifi

AT_ONCE = 8
SECONDS = 15.0
"""How long one link may keep silent, for each of the two tries."""

_UNREACHED = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_SAID = {
    401: "asks for a password (401)",
    403: "turns programs away (403); open it in a browser",
    404: "is not there (404); find where it went",
    410: "is gone for good (410); find another source",
    429: "asks us to slow down (429); try again later",
}


@dataclass(frozen=True, slots=True)
class LinkRemark:
    """A link that needs a look. `url` is empty for a remark on all of them."""

    url: str
    what: str

    def __str__(self) -> str:
        return f"{self.url} {self.what}".strip()


@dataclass(frozen=True, slots=True)
class _Tried:
    url: str
    what: str | None
    reached: bool = True
    """False where not even a connection came about."""


class _Asking(Request):
    """A request by a named method. Only links that `_wrong_form` has passed come here."""

    def __init__(self, url: str, method: str) -> None:
        super().__init__(url, method=method, headers={"User-Agent": "first-do-no-harm-bot link check"})


async def check_links(urls: Iterable[str], *, seconds: float = SECONDS) -> list[LinkRemark]:
    """Try each link once, at most `AT_ONCE` together, and return those that need a look, in the order given.

    Only http and https are opened. Where nothing at all can be reached, there is one remark, without a url.
    Never raises for a link; keeps the event loop free.
    """
    each = list(dict.fromkeys(urls))
    opener = _opener()
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(url: str) -> _Tried:
        async with turns:
            return await asyncio.to_thread(_try, opener, url, seconds)

    tried = await asyncio.gather(*(in_turn(url) for url in each))
    if tried and not any(one.reached for one in tried):
        what = f"none of the {len(tried)} links could be tried: there seems to be no network here"
        return [LinkRemark("", what)]
    return [LinkRemark(one.url, one.what) for one in tried if one.what]


def _try(opener: OpenerDirector, url: str, seconds: float) -> _Tried:
    """HEAD, and GET where that is refused or misunderstood, as many sites do."""
    wrong = _wrong_form(url)
    if wrong:
        return _Tried(url, wrong)
    first = _ask(opener, url, "HEAD", seconds)
    return _ask(opener, url, "GET", seconds) if first.what and first.reached else first


def _wrong_form(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return "is not a well-formed link"
    if parts.scheme not in ("http", "https"):
        return "is not an http or https link, so it was not tried"
    if not parts.hostname or not port_fits or not url.isascii() or not url.isprintable() or " " in url:
        return "is not a well-formed link"
    return None


def _ask(opener: OpenerDirector, url: str, method: str, seconds: float) -> _Tried:
    try:
        with opener.open(_Asking(url, method), timeout=seconds):
            return _Tried(url, None)
    except HTTPError as error:
        error.close()
        return _Tried(url, _SAID.get(error.code, f"answers with an error ({error.code})"))
    except TimeoutError:
        return _Tried(url, _silent(seconds))
    except URLError as error:
        return _unopened(url, error.reason, seconds)
    except (HTTPException, OSError, ValueError):
        return _Tried(url, "breaks off in the middle of its answer")


def _unopened(url: str, reason: str | BaseException, seconds: float) -> _Tried:
    match reason:
        case socket.gaierror():
            return _Tried(url, "has a site name that can't be found", reached=False)
        case TimeoutError():
            return _Tried(url, _silent(seconds))
        case ssl.SSLCertVerificationError():
            return _Tried(url, "has a certificate that does not hold")
        case OSError() if reason.errno in _UNREACHED:
            return _Tried(url, "can't be reached from here", reached=False)
        case ConnectionRefusedError():
            return _Tried(url, "refuses the connection")
        case _:
            return _Tried(url, "can't be opened")


def _silent(seconds: float) -> str:
    return f"did not answer within {seconds:g} seconds"


def _opener() -> OpenerDirector:
    """An opener for http and https alone: a redirect to a file or to ftp finds nobody to follow it."""
    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(context=trust),
        HTTPDefaultErrorHandler(),
        HTTPRedirectHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
