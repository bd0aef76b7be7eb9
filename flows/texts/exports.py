"""What exporters read: `exports` of `organisers.yaml` and of `buttons.yaml`."""

import re
from typing import Annotated

from pydantic import AfterValidator

from flows.texts.phrase import Phrase, Plural, Section, Table, names

BUTTON_LIMIT = 24
TICK_LIMIT = 22
"""Characters of a label behind a tick, on a button of 24."""
SHEET_LIMIT = 25
"""Characters of a sheet's name, with a number behind it (31 in Excel)."""

Label = Annotated[Phrase, names(limit=BUTTON_LIMIT)]
Tick = Annotated[Phrase, names(limit=TICK_LIMIT)]
SheetName = Annotated[Phrase, names(limit=SHEET_LIMIT)]


def _check_file_name(phrase: Phrase) -> Phrase:
    if not re.fullmatch(r"\w[\w-]*", phrase):
        raise ValueError("this names a file: only letters, digits, - and _ may stand in it")
    return phrase


class DatasetText(Section):
    """A dataset: on buttons and in titles, in names of files and sheets, and what is in it."""

    label: Phrase
    file: Annotated[Phrase, names(limit=SHEET_LIMIT), AfterValidator(_check_file_name)]
    about: Phrase


class OfferedDatasetText(DatasetText):
    """A dataset whose label is a button."""

    label: Label


class DatasetTexts(Section):
    pledges: OfferedDatasetText
    supporters: OfferedDatasetText
    consents: OfferedDatasetText
    opt_outs: OfferedDatasetText
    broadcasts: OfferedDatasetText
    results: DatasetText
    constituencies: OfferedDatasetText
    constituencies_anonymised: DatasetText

    def __getitem__(self, key: str) -> DatasetText:
        text: DatasetText = getattr(self, key)
        return text


class ColumnText(Section):
    """A column: on lists of columns, and explained in the manifest."""

    label: Tick
    about: Phrase


class ColumnTexts(Section):
    pledge: ColumnText
    deed: ColumnText
    made_on: ColumnText
    supporter: ColumnText
    joined_on: ColumnText
    nation: ColumnText
    nation_of_most: ColumnText
    constituency: ColumnText
    constituency_of_most: ColumnText
    people: ColumnText
    people_or_hidden: ColumnText
    updates: ColumnText
    pledges: ColumnText
    last_heard_on: ColumnText
    unreachable_on: ColumnText
    language: ColumnText
    source: ColumnText
    affected: ColumnText
    address: ColumnText
    consent: ColumnText
    agreed_to: ColumnText
    version: ColumnText
    given_at: ColumnText
    withdrawn_at: ColumnText
    wording: ColumnText
    opted_out_at: ColumnText
    broadcast: ColumnText
    kind: ColumnText
    broadcast_state: ColumnText
    created_at: ColumnText
    started_at: ColumnText
    finished_at: ColumnText
    sent: ColumnText
    blocked: ColumnText
    failed: ColumnText
    unsure: ColumnText
    withdrawn: ColumnText
    waiting: ColumnText
    recalled: ColumnText
    author: ColumnText
    approver: ColumnText
    result: ColumnText
    delivery_state: ColumnText
    at: ColumnText
    reason: ColumnText

    def __getitem__(self, key: str) -> ColumnText:
        text: ColumnText = getattr(self, key)
        return text


class Cautions(Table):
    """What is shown before, and kept in the manifest, by the key of a dataset."""

    constituencies: Annotated[Phrase, names("limit")]
    constituencies_anonymised: Annotated[Phrase, names("limit")]


class Warnings(Table):
    """What is said before a column of each kind is chosen."""

    typed: Phrase
    address: Phrase
    health: Phrase


class FilterTexts(Section):
    since: Annotated[Phrase, names("day")]
    broadcast: Annotated[Phrase, names("number")]
    with_health: Phrase
    without_health: Phrase
    anonymised: Phrase


class WizardTexts(Section):
    """/export in the chat, from the purpose to the confirmation."""

    title: Phrase
    ask_purpose: Phrase
    cancel_hint: Phrase
    purpose_unclear: Phrase
    ask_dataset: Phrase
    ask_broadcasts_variant: Phrase
    ask_constituencies_variant: Annotated[Phrase, names("limit")]
    ask_broadcast: Phrase
    no_results: Phrase
    broadcast_chosen: Annotated[Phrase, names("number")]
    selection_title: Annotated[Phrase, names("dataset")]
    nothing_selected: Phrase
    minimum: Phrase
    columns_title: Annotated[Phrase, names("dataset")]
    ask_columns: Phrase
    about_health: Tick
    are_you_sure: Phrase
    no_column: Phrase
    went_on: Phrase
    ask_format: Phrase
    selection_changed: Phrase
    sending: Phrase
    left: Phrase
    nothing_exported: Phrase
    over: Phrase
    over_next: Phrase


class SummaryTexts(Section):
    """What is confirmed, a line each."""

    title: Phrase
    what: Annotated[Phrase, names("about")]
    purpose: Annotated[Phrase, names("purpose")]
    columns: Annotated[Phrase, names("columns")]
    filters: Annotated[Phrase, names("filters")]
    rows: Plural
    through_telegram: Annotated[Phrase, names("day")]


class ManifestTexts(Section):
    """The labels of the manifest, and the name of its sheet in a workbook."""

    about_sheet: SheetName
    what: Phrase
    made_at: Phrase
    made_by: Phrase
    purpose: Phrase
    filters: Phrase
    rows: Phrase
    delete_by: Phrase
    caution: Phrase
    column: Annotated[Phrase, names("name")]
    no_filters: Phrase
    purpose_not_stated: Phrase
    command_line: Phrase
    organiser: Annotated[Phrase, names("number")]
    organiser_at_command_line: Annotated[Phrase, names("number")]


class FigureTexts(Section):
    """What stands in cells of figures by constituency."""

    hidden: Phrase
    not_known: Phrase
    all: Phrase
    others: Phrase


class LogTexts(Section):
    """What the log says of an export."""

    rows: Annotated[Plural, names("dataset")]
    at_command_line: Phrase
    about: Annotated[Phrase, names("details", "columns")]


class DeliveryTexts(Section):
    """What comes with the file, or in its place, and when a message can't be deleted."""

    file_name: Annotated[Phrase, names("dataset", "day", "ending")]
    caption: Annotated[Plural, names("day")]
    manifest_caption: Phrase
    too_large: Annotated[Phrase, names("size", "limit", "dataset", "format")]
    failed: Phrase
    perhaps_arrived: Phrase
    please_delete: Phrase
    ask_exporter_to_delete: Phrase


class ExportTexts(Section):
    """Every text, in sections."""

    wizard: WizardTexts
    summary: SummaryTexts
    warnings: Warnings
    cautions: Cautions
    filters: FilterTexts
    manifest: ManifestTexts
    values: FigureTexts
    log: LogTexts
    delivery: DeliveryTexts
    datasets: DatasetTexts
    columns: ColumnTexts


class ExportButtons(Section):
    """What exporters press."""

    all_broadcasts: Label
    results_of_one: Label
    every_number: Label
    hide_small_numbers: Label
    result: Annotated[Phrase, names("number", "day")]
    go_on: Label
    change_columns: Label
    leave: Label
    more_columns: Label
    done: Label
    confirm_column: Label
    keep_out: Label
    xlsx: Label
    csv: Label
    json_lines: Label
    send: Label
