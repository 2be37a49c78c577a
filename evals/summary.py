"""The shape of ``summary.json``. Shares carry their Wilson interval; times are milliseconds."""

from typing import TypedDict

from evals.quantiles import Quantiles
from kotae.policy.intervals import Share

SCHEMA = 1
ALL = "all"


class DatasetEntry(TypedDict):
    """A dataset of the run; ``used`` items of it were sent (fewer than ``items`` where the run was limited)."""

    name: str
    version: str
    sha256: str
    items: int
    used: int


class Manifest(TypedDict):
    """What a run rests on, so that it can be repeated.

    ``started`` is a moment in UTC, ISO 8601; effective dates are read at it. ``commit`` is empty outside a git
    checkout; ``dirty`` says whether files differed from it. ``environment`` names the KOTAE_ variables that were set,
    without their values. ``configuration`` holds the options of the run.
    """

    started: str
    seconds: float
    commit: str
    dirty: bool
    python: str
    platform: str
    packages: dict[str, str]
    datasets: list[DatasetEntry]
    bundle_revisions: list[str]
    generators: list[str]
    models: list[str]
    environment: list[str]
    configuration: dict[str, str | int | None]


class RuleScore(TypedDict):
    """One rule in one locale (or "all").

    Only items on whose label the readers agreed count; ``disputed`` are the others. ``recall`` is caught of labelled
    violations, ``precision`` right of flagged, ``false_flags`` flagged of the items that do not violate the rule. A
    rule that the policy lacks is not ``covered``: its shares are of 0, and ``labelled`` tells what nobody looked for.
    """

    rule: str
    locale: str
    covered: bool
    labelled: int
    disputed: int
    recall: Share
    precision: Share
    false_flags: Share


class Overall(TypedDict):
    """All covered rules together.

    ``recall`` is over pairs of item and violated rule. ``compliant_flagged`` is the share of items without any
    violation that were flagged for anything undisputed. ``uncovered`` counts labelled violations of rules the policy
    lacks.
    """

    locale: str
    items: int
    recall: Share
    compliant_flagged: Share
    uncovered: int


class Halves(TypedDict):
    """The items that may be read and those held back; a gap between them means fitting."""

    shown: Overall
    held_back: Overall


class Compliance(TypedDict):
    """Verdicts on the items of one dataset, or of all."""

    dataset: str
    errors: int
    overall: list[Overall]
    halves: Halves
    rules: list[RuleScore]


class Coverage(TypedDict):
    """Suggestions for the distinct conversations of the run in one locale, or in all.

    ``suggested`` is the share with at least one suggestion; ``outcomes`` counts answers, ``origins`` suggestions.
    ``without`` lists the ids of the items whose conversation got none.
    """

    locale: str
    errors: int
    suggested: Share
    outcomes: dict[str, int]
    origins: dict[str, int]
    without: list[str]


class Latency(TypedDict):
    """Time of one method by stage; the stage "client" is the whole call as the caller saw it, waiting included."""

    method: str
    stages: dict[str, Quantiles]


class Span(TypedDict):
    """A finding: a stretch of the candidate in code points, or (both None) something left out.

    It is ``wrong`` where the labels say that the rule is kept.
    """

    rule: str
    start: int | None
    end: int | None
    message: str
    because: str
    wrong: bool


class TurnText(TypedDict):
    """One turn."""

    role: str
    text: str


class Failure(TypedDict):
    """An item judged otherwise than labelled: rules ``missed``, and rules named where the labels do not (``wrong``)."""

    id: str
    dataset: str
    locale: str
    channel: str
    scenario: str
    turns: list[TurnText]
    candidate: str
    labelled: list[str]
    missed: list[str]
    wrong: list[str]
    spans: list[Span]
    evidence: str
    why: str


class Failures(TypedDict):
    """Failing items; those that are held back are only counted."""

    shown: list[Failure]
    held_back: int


class CallError(TypedDict):
    """A call that failed: nothing is known of the reply."""

    method: str
    id: str
    error: str


class GateResult(TypedDict):
    """A gate, its limit, the figure it found (None: missing, which fails) and whether it holds."""

    name: str
    limit: str
    observed: float | None
    passed: bool


class Summary(TypedDict):
    """A whole run. ``errors`` counts calls that failed, apart from all scores."""

    schema: int
    manifest: Manifest
    compliance: list[Compliance]
    coverage: list[Coverage]
    latency: list[Latency]
    errors: int
    call_errors: list[CallError]
    failures: Failures
    gates: list[GateResult]
    passed: bool
