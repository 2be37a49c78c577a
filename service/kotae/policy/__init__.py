"""The deterministic policy layer: rule files in, verdicts out. Knows text and conversation, nothing else."""

from kotae.policy.folder import default_folder, default_policies
from kotae.policy.policy import Policy
from kotae.policy.problem import PolicyError, Problem
from kotae.policy.verdict import (
    Decision,
    Due,
    Edit,
    EditType,
    Fact,
    Finding,
    Kind,
    Obligation,
    Point,
    Repair,
    RuleMode,
    Status,
    Verdict,
)

__all__ = [
    "Decision", "Due", "Edit", "EditType", "Fact", "Finding", "Kind", "Obligation", "Point", "Policy", "PolicyError",
    "Problem", "Repair", "RuleMode", "Status", "Verdict", "default_folder",
    "default_policies",
]  # fmt: skip
