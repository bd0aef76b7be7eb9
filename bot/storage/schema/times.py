"""Times as the database keeps them: ISO 8601 text in UTC, which sorts in the order of time."""

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def from_text(text: str) -> datetime:
    return datetime.fromisoformat(text)


def optional(text: str | None) -> datetime | None:
    """Return the time of a column that may be empty."""
    return from_text(text) if text else None
