"""What goes with every export: who took what, when and why, and by when it is to be deleted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.exports.datasets import HIDDEN_UNDER, WITH_WARNING, Dataset, Sensitivity
from bot.exports.request import ExportRequest
from flows.texts.exports import ExportTexts

KEEP = timedelta(days=30)
SUFFIX = ".manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """An export that was made, described in its own language."""

    request: ExportRequest
    rows: int

    @property
    def delete_by(self) -> date:
        return (self.request.made_at + KEEP).date()

    @property
    def made_by(self) -> str:
        """Who made it, by the number in the organisers' log: never by name, as files are handed on."""
        organiser, texts = self.request.organiser, self.request.texts.manifest
        if organiser is None:
            return texts.command_line
        phrase = texts.organiser_at_command_line if self.request.at_shell else texts.organiser
        return phrase(number=organiser)

    def as_json(self) -> str:
        """Return the manifest as a file beside the export, two spaces a level."""
        request = self.request
        caution = caution_of(request.dataset, request.texts)
        fields = {
            "export": request.dataset.name,
            "about": request.texts.datasets[request.dataset.key].about,
            "made_at": request.made_at.isoformat(timespec="seconds"),
            "made_by": self.made_by,
            "purpose": purpose_of(request),
            "filters": list(request.described_filters),
            "rows": self.rows,
            "columns": {column.name: request.texts.columns[column.key].about for column in request.columns},
            "format": request.file_format,
            "delete_by": self.delete_by.isoformat(),
            **({"caution": caution} if caution else {}),
        }
        return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"

    def lines(self) -> list[tuple[str, str | int | date]]:
        """Return the manifest as lines of a label and a value."""
        request, texts = self.request, self.request.texts.manifest
        dataset = request.texts.datasets[request.dataset.key]
        caution = caution_of(request.dataset, request.texts)
        columns = [
            (texts.column(name=column.name), request.texts.columns[column.key].about)
            for column in request.columns
        ]
        return [
            (texts.what, f"{dataset.file}: {dataset.about}"),
            (texts.made_at, request.made_at.replace(tzinfo=None, microsecond=0)),
            (texts.made_by, self.made_by),
            (texts.purpose, purpose_of(request)),
            (texts.filters, "; ".join(request.described_filters) or texts.no_filters),
            (texts.rows, self.rows),
            (texts.delete_by, self.delete_by),
            *([(texts.caution, caution)] if caution else []),
            *columns,
        ]

    def as_text(self) -> str:
        """Return the manifest as text, a line each."""
        return "\n".join(f"{label}: {value}" for label, value in self.lines())


def purpose_of(request: ExportRequest) -> str:
    return request.purpose or request.texts.manifest.purpose_not_stated


def caution_of(dataset: Dataset, texts: ExportTexts) -> str:
    """Return what to bear in mind with a dataset; nothing for most."""
    return texts.cautions[dataset.key](limit=HIDDEN_UNDER) if dataset.has_caution else ""


def warnings_of(sensitivities: Iterable[Sensitivity], texts: ExportTexts) -> list[str]:
    """Return the warnings that columns of these sensitivities ask for, each once."""
    present = set(sensitivities)
    return [texts.warnings[sensitivity] for sensitivity in WITH_WARNING if sensitivity in present]


def warnings_for(request: ExportRequest) -> list[str]:
    """Return the warnings that an export asks for, each once; consents have rows about health."""
    about_health = [Sensitivity.HEALTH] if request.filters.with_health else []
    return warnings_of([*(column.sensitivity for column in request.columns), *about_health], request.texts)
