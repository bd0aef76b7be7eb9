"""Reads what a client sent, in any of the ways that the Bot API takes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from tests.telegram_double.errors import ApiError, Json, bad_request
from tests.telegram_double.spec import Upload

LARGEST_BODY = 60 * 2**20


async def read_parameters(request: web.BaseRequest) -> Json:
    """Parameters of the query string and of a JSON, form or multipart body, undecoded beyond that."""
    given: Json = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "multipart/form-data":
        given.update(await _multipart(request))
        return given
    body = await request.read()
    if not body:
        return given
    if kind == "application/json":
        given.update(_json_object(body))
    elif kind == "application/x-www-form-urlencoded":
        given.update(parse_qsl(body.decode(errors="strict"), keep_blank_values=True))
    else:
        raise bad_request("unsupported content type of the request")
    return given


def _json_object(body: bytes) -> Json:
    try:
        value: Any = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("object expected as JSON body")
    return value


async def _multipart(request: web.BaseRequest) -> Json:
    """Text parts as they are; `attach://name` is replaced by the file of that name."""
    given: Json = {}
    files: dict[str, Upload] = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("wrong multipart body")
        data = bytes(await part.read(decode=True))
        size += len(data)
        if size > LARGEST_BODY:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            given[part.name] = data.decode()
        else:
            content_type = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, content_type, data)
    for name, value in list(given.items()):
        if isinstance(value, str) and value.startswith("attach://") and value[9:] in files:
            given[name] = files.pop(value[9:])
    return {**given, **files}
