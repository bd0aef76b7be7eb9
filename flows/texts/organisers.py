"""What organisers read: `organisers.yaml`, a section for each part of their work."""

from typing import Annotated

from flows.texts.exports import ExportTexts
from flows.texts.phrase import Phrase, Section, Table, names


class CommonTexts(Section):
    """What every part of their work says."""

    you_chose: Annotated[Phrase, names("choice")]


class RoleNames(Table):
    """What each role is called."""

    owner: Phrase
    sender: Phrase
    exporter: Phrase
    editor: Phrase
    viewer: Phrase
    listener: Phrase


class OrganiserTexts(Section):
    """Every text, in sections."""

    common: CommonTexts
    roles: RoleNames
    exports: ExportTexts
