"""What a prompt says, whatever its language."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from kotae.conversation import Channel


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language.

    ``system`` has the slots ``$count``, ``$form``, ``$due`` and ``$avoid``; ``closing`` has ``$count``. A heading opens
    its list only where the list has entries. ``example`` has one ``{}`` for an approved sentence.
    """

    system: Template
    form: Mapping[Channel, str]
    due_heading: str
    example: str
    avoid_heading: str
    closing: Template
