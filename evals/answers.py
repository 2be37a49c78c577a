"""What the service answered: one record for each call of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.dataset import Item


@dataclass(frozen=True, slots=True)
class Found:
    """A finding. ``start`` and ``end`` are code-point offsets into the candidate, None for something left out."""

    rule: str
    start: int | None
    end: int | None
    message: str
    because: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on an item's candidate.

    ``times`` maps a stage of the service, and "client" for the whole call as the caller saw it, to milliseconds.
    ``error`` names the status of a call that failed; such an item is counted apart and scored nowhere.
    """

    item: Item
    found: tuple[Found, ...] = ()
    times: Mapping[str, float] = field(default_factory=dict)
    error: str = ""

    @property
    def rules(self) -> frozenset[str]:
        """Return the rules found violated."""
        return frozenset(found.rule for found in self.found)


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions for a conversation: ``item`` is the first that has it; ``origins`` has one entry a suggestion."""

    item: Item
    outcome: str = ""
    origins: tuple[str, ...] = ()
    times: Mapping[str, float] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a run, and what the service said it rests on."""

    checked: tuple[Checked, ...]
    suggested: tuple[Suggested, ...]
    revisions: frozenset[str] = frozenset()
    generators: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    seconds: float = 0.0
