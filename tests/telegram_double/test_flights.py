"""What was on its way when a client was killed."""

from __future__ import annotations

import asyncio
import socket
import struct
import time

from tests.telegram_double import TelegramDouble


async def _asks(double: TelegramDouble, chat_id: int) -> socket.socket:
    """A request on a connection of its own, by a client that does not read by itself."""
    client = socket.socket()
    client.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(client, ("127.0.0.1", double.server.port))
    body = f'{{"chat_id": {chat_id}, "text": "x"}}'
    head = f"POST /bot{double.token}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    await loop.sock_sendall(client, f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    return client


async def _answered(client: socket.socket) -> None:
    """Wait until the answer can be read, without reading it."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(client, readable.set)
    await readable.wait()
    loop.remove_reader(client)


async def test_answers_that_nobody_read_are_on_their_way(double: TelegramDouble) -> None:
    for number in range(2, 6):
        double.person(number)
    read, unread = await _asks(double, 1), await _asks(double, 2)
    for client in (read, unread):
        await _answered(client)
    assert await asyncio.get_running_loop().sock_recv(read, 10_000)
    double.fault("slow", seconds=60)
    waiting = await _asks(double, 3)
    await double.wait_until(lambda: double.requests["sendMessage"] == 3)
    assert double.connections == 3
    ended = await _asks(double, 4)
    await _answered(ended)
    assert await asyncio.get_running_loop().sock_recv(ended, 10_000)
    ended.close()
    await double.wait_until(lambda: double.connections == 3)
    at = time.monotonic()
    for client in (read, unread, waiting):
        client.close()  # what the kernel does for a process that is killed
    await double.wait_until(lambda: not double.connections)
    assert {flight.chat_id for flight in double.cut_off(at)} == {2, 3}
    assert {flight.chat_id for flight in double.cut_off(at, reading=60)} == {1, 2, 3}
    assert double.cut_off(at, "getUpdates") == []


async def test_a_client_that_breaks_off_is_no_reader(double: TelegramDouble) -> None:
    client = await _asks(double, 1)
    await _answered(client)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    at = time.monotonic()
    client.close()
    await double.wait_until(lambda: not double.connections)
    assert [flight.chat_id for flight in double.cut_off(at)] == [1]
