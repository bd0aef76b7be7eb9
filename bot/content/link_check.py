"""The link check of `check --links`: plain HTTP requests, with no data of any person."""

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
"""How long one link may stay silent, for each of the two tries."""

_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_STATUS_REMARKS = {
    401: "asks for a password (401)",
    403: "turns programs away (403); open it in a browser",
    404: "is not there (404); find where it went",
    410: "is gone for good (410); find another source",
    429: "asks us to slow down (429); try again later",
}


@dataclass(frozen=True, slots=True)
class LinkRemark:
    """A remark on a link that needs a look. `url` is empty for a remark on all links."""

    url: str
    what: str

    def __str__(self) -> str:
        return f"{self.url} {self.what}".strip()


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The result of trying a link; `what` is None where it works."""

    url: str
    what: str | None
    reached: bool = True
    """False if not even a connection could be made."""


class _MethodRequest(Request):
    """A request by a named method. Only links that `_wrong_form` has passed come here."""

    def __init__(self, url: str, method: str) -> None:
        super().__init__(url, method=method, headers={"User-Agent": "first-do-no-harm-bot link check"})


async def check_links(urls: Iterable[str], *, seconds: float = SECONDS) -> list[LinkRemark]:
    """Try each link once, at most `AT_ONCE` together, and return those that need a look, in the order given.

    Only http and https are opened. Where nothing at all can be reached, there is one remark, without a url.
    Never raises for a link; keeps the event loop free.
    """
    opener = _opener()
    slots = asyncio.Semaphore(AT_ONCE)

    async def attempt(url: str) -> _Attempt:
        async with slots:
            return await asyncio.to_thread(_try, opener, url, seconds)

    attempts = await asyncio.gather(*(attempt(url) for url in dict.fromkeys(urls)))
    if attempts and not any(result.reached for result in attempts):
        what = f"none of the {len(attempts)} links could be tried: there seems to be no network here"
        return [LinkRemark("", what)]
    return [LinkRemark(result.url, result.what) for result in attempts if result.what]


def _try(opener: OpenerDirector, url: str, seconds: float) -> _Attempt:
    """Try a link with HEAD, then with GET, because many sites refuse or misunderstand HEAD."""
    wrong = _wrong_form(url)
    if wrong:
        return _Attempt(url, wrong)
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


def _ask(opener: OpenerDirector, url: str, method: str, seconds: float) -> _Attempt:
    try:
        with opener.open(_MethodRequest(url, method), timeout=seconds):
            return _Attempt(url, None)
    except HTTPError as error:
        error.close()
        return _Attempt(url, _STATUS_REMARKS.get(error.code, f"answers with an error ({error.code})"))
    except TimeoutError:
        return _Attempt(url, _silent(seconds))
    except URLError as error:
        return _unopened(url, error.reason, seconds)
    except (HTTPException, OSError, ValueError):
        return _Attempt(url, "breaks off in the middle of its answer")


def _unopened(url: str, reason: str | BaseException, seconds: float) -> _Attempt:
    match reason:
        case socket.gaierror():
            return _Attempt(url, "has a site name that can't be found", reached=False)
        case TimeoutError():
            return _Attempt(url, _silent(seconds))
        case ssl.SSLCertVerificationError():
            return _Attempt(url, "has a certificate that does not hold")
        case OSError() if reason.errno in _NO_ROUTE:
            return _Attempt(url, "can't be reached from here", reached=False)
        case ConnectionRefusedError():
            return _Attempt(url, "refuses the connection")
        case _:
            return _Attempt(url, "can't be opened")


def _silent(seconds: float) -> str:
    return f"did not answer within {seconds:g} seconds"


def _opener() -> OpenerDirector:
    """Return an opener for http and https alone, which follows no redirect to a file or to ftp."""
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
