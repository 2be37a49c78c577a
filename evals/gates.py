"""Gates: the figures of a summary that a release must keep."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from evals.summary import ALL, GateResult, Summary

FILE = Path(__file__).with_name("gates.yaml")
OF_A_RULE = ("precision", "false_flags")


class GateError(Exception):
    """The file of gates cannot be used; the message names file, entry, key and mend."""


class Gate(BaseModel):
    """One figure and its limit. ``gates.yaml`` says what each key means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: Literal["errors", "coverage", "recall", "precision", "false_flags", "compliant_flagged"]
    dataset: str = ALL
    locale: Literal["all", "ja-JP", "en-US"] = "all"
    rule: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _is_one_question(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give exactly one of at_least and at_most")
        if self.metric in OF_A_RULE and not self.rule:
            raise ValueError(f"{self.metric} is a figure of one rule: name the rule")
        if self.rule and self.metric not in (*OF_A_RULE, "recall"):
            raise ValueError(f"{self.metric} is not a figure of one rule: leave the rule out")
        if self.metric in ("errors", "coverage") and self.dataset != ALL:
            raise ValueError(f"{self.metric} is a figure of the whole run: leave the dataset out")
        if self.metric == "errors" and self.locale != ALL:
            raise ValueError("errors are counted over all locales: leave the locale out")
        return self

    @property
    def name(self) -> str:
        """Return the metric and what it is narrowed to, such as "recall of money.no-offer, ja-JP"."""
        of = f" of {self.rule}" if self.rule else ""
        scope = [part for part in (self.locale, self.dataset) if part != ALL]
        return ", ".join([self.metric.replace("_", " ") + of, *scope])

    @property
    def limit(self) -> str:
        """Return the limit as it is printed."""
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"

    def holds(self, figure: float | None) -> bool:
        """Say whether ``figure`` keeps the limit; a missing one does not."""
        if figure is None:
            return False
        if self.at_least is not None:
            return figure >= self.at_least
        return self.at_most is not None and figure <= self.at_most


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    gates: tuple[Gate, ...]


def load(path: Path = FILE) -> tuple[Gate, ...]:
    """Read a file of gates.

    Raises:
        GateError: It is missing, is no YAML, or an entry has a wrong key or value.
    """
    try:
        return _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).gates
    except (OSError, yaml.YAMLError) as error:
        raise GateError(f"{path}: {error}") from error
    except ValidationError as error:
        where = (f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())
        raise GateError(f"{path}: " + "; ".join(where)) from error


def check(summary: Summary, gates: Sequence[Gate]) -> list[GateResult]:
    """Hold each gate against the summary."""
    results = []
    for gate in gates:
        figure = observed(summary, gate)
        results.append(GateResult(name=gate.name, limit=gate.limit, observed=figure, passed=gate.holds(figure)))
    return results


def observed(summary: Summary, gate: Gate) -> float | None:
    """Return the figure a gate asks for, None where the run has none."""
    match gate.metric:
        case "errors":
            return summary["errors"]
        case "coverage":
            return next(c["suggested"]["value"] for c in summary["coverage"] if c["locale"] == gate.locale)
        case _:
            return _compliance_figure(summary, gate)


def _compliance_figure(summary: Summary, gate: Gate) -> float | None:
    for part in summary["compliance"]:
        if part["dataset"] != gate.dataset:
            continue
        if gate.rule:
            shares = [
                {"recall": r["recall"], "precision": r["precision"], "false_flags": r["false_flags"]}[gate.metric]
                for r in part["rules"]
                if (r["rule"], r["locale"]) == (gate.rule, gate.locale)
            ]
        else:
            shares = [
                {"recall": o["recall"], "compliant_flagged": o["compliant_flagged"]}[gate.metric]
                for o in part["overall"]
                if o["locale"] == gate.locale
            ]
        return shares[0]["value"] if shares else None
    return None
