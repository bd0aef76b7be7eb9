"""Links, tried against a web server of our own on loopback."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.content.link_check import AT_ONCE, LinkRemark, check_links


@dataclass
class Site:
    """What the server saw."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    together: int = 0
    most_together: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)


TARGETS = {"ok": "/status/200", "gone": "/status/410", "file": "file:///etc/hosts"}


class Handler(BaseHTTPRequestHandler):
    """Answers each path in its own way; a subclass carries the site."""

    site: Site

    def do_HEAD(self) -> None:
        self.respond()

    def do_GET(self) -> None:
        self.respond()

    def respond(self) -> None:
        with self.site.lock:
            self.site.asked.append(f"{self.command} {self.path}")
            self.site.together += 1
            self.site.most_together = max(self.site.most_together, self.site.together)
        try:
            self.play(self.path.strip("/").split("/"))
        finally:
            with self.site.lock:
                self.site.together -= 1

    def play(self, path: list[str]) -> None:
        match path:
            case ["status", code]:
                self.answer(int(code))
            case ["get-only"]:
                self.answer(200 if self.command == "GET" else 405)
            case ["to", target]:
                self.answer(302, TARGETS[target])
            case ["slow", *_]:
                time.sleep(0.1)
                self.answer(200)
            case ["silent"]:
                self.site.over.wait()
            case _:
                self.wfile.write(b"this is no HTTP\r\n")

    def answer(self, code: int, location: str | None = None) -> None:
        self.send_response(code)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("SiteHandler", (Handler,), {"site": made}))
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


async def remark(site: Site, path: str) -> str | None:
    found = await check_links([site.url + path], seconds=0.3 if path == "/silent" else 60)
    assert [one.url for one in found] in ([], [site.url + path])
    return found[0].what if found else None


@pytest.mark.parametrize("path", ["/status/200", "/status/204", "/get-only", "/to/ok"])
async def test_links_that_lead_somewhere(site: Site, path: str) -> None:
    assert await remark(site, path) is None


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/status/404", "is not there (404); find where it went"),
        ("/status/410", "is gone for good (410); find another source"),
        ("/status/403", "turns programs away (403); open it in a browser"),
        ("/status/429", "asks us to slow down (429); try again later"),
        ("/status/503", "answers with an error (503)"),
        ("/to/gone", "is gone for good (410); find another source"),
        ("/to/file", "answers with an error (302)"),
        ("/silent", "did not answer within 0.3 seconds"),
        ("/babble", "breaks off in the middle of its answer"),
    ],
)
async def test_links_that_need_a_look(site: Site, path: str, words: str) -> None:
    assert await remark(site, path) == words


async def test_get_comes_only_after_head(site: Site) -> None:
    await check_links([f"{site.url}/status/200", f"{site.url}/get-only"])
    assert sorted(site.asked) == ["GET /get-only", "HEAD /get-only", "HEAD /status/200"]


async def test_each_link_once_and_never_more_than_eight_together(site: Site) -> None:
    urls = [f"{site.url}/slow/{number}" for number in range(20)]
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    heart = asyncio.create_task(beat())
    assert await check_links([*urls, *urls]) == []
    heart.cancel()
    assert len(site.asked) == 20
    assert 1 < site.most_together <= AT_ONCE
    assert beats > 5


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/hosts", "is not an http or https link, so it was not tried"),
        ("ftp://example.org/x", "is not an http or https link, so it was not tried"),
        ("www.gov.uk", "is not an http or https link, so it was not tried"),
        ("https://", "is not a well-formed link"),
        ("https://[broken", "is not a well-formed link"),
        ("https://example.org:port/", "is not a well-formed link"),
        ("https://example.org/a b", "is not a well-formed link"),
        ("https://example.org/\r\nX: y", "is not a well-formed link"),
    ],
)
async def test_what_is_no_link_is_not_tried(url: str, words: str) -> None:
    assert await check_links([url]) == [LinkRemark(url, words)]


async def test_a_closed_door_is_told_from_no_network(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert await check_links([closed]) == [LinkRemark(closed, "refuses the connection")]


async def test_remarks_keep_the_order_of_the_links(site: Site) -> None:
    urls = [f"{site.url}/status/{code}" for code in (404, 200, 503, 410)]
    assert [one.url for one in await check_links(urls)] == [urls[0], urls[2], urls[3]]


async def test_no_network_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    found = await check_links(["https://one.example/", "http://two.example/"])
    assert [str(one) for one in found] == [
        "none of the 2 links could be tried: there seems to be no network here"
    ]


async def test_one_unknown_site_among_others_is_named(site: Site) -> None:
    urls = [f"{site.url}/status/200", "http://no-such-site.invalid/"]
    assert await check_links(urls) == [LinkRemark(urls[1], "has a site name that can't be found")]


async def test_no_links_no_remarks() -> None:
    assert await check_links([]) == []
