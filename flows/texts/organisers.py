"""What organisers read: `organisers.yaml`, a section for each part of their work."""

from typing import Annotated

from flows.texts.broadcasts import BroadcastTexts
from flows.texts.exports import ExportTexts
from flows.texts.helpdesk import HelpdeskTexts
from flows.texts.phrase import MENU_LIMIT, Phrase, Section, Table, names
from flows.texts.reports import ReportTexts
from flows.texts.team import ByRole, LogTexts, TeamTexts

MenuLine = Annotated[Phrase, names(limit=MENU_LIMIT)]


class CommonTexts(Section):
    """What every part of their work says."""

    you_chose: Annotated[Phrase, names("choice")]
    is_over: Phrase


class CommandTexts(Table):
    """What the menu says of each command."""

    team: MenuLine
    log: MenuLine
    talks: MenuLine
    stats: MenuLine
    digest: MenuLine
    questions: MenuLine
    overdue: MenuLine
    broadcast: MenuLine
    export: MenuLine


class OrganiserTexts(Section):
    """Every text, in sections."""

    common: CommonTexts
    commands: CommandTexts
    roles: ByRole
    team: TeamTexts
    log: LogTexts
    helpdesk: HelpdeskTexts
    reports: ReportTexts
    broadcasts: BroadcastTexts
    exports: ExportTexts
