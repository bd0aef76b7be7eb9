"""The data controller: who answers for people's data under UK GDPR."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Controller:
    """The data controller as people see it: name, contact and privacy notice."""

    name: str
    contact: str
    privacy_url: str | None = None
