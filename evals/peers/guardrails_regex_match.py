"""Guardrails AI's RegexMatch validator in a Guard.

It passes what its one expression matches; so the expression here says that none of the others is found.
"""

from guardrails import Guard, OnFailAction
from guardrails_ai.regex_match import RegexMatch

from evals.peers.measure import Judge, Part, run

FLAG = "(?i)"


def load(part: Part) -> Judge:
    """Build a guard of one validator; a failure is reported, and nothing is mended."""
    found = "|".join(f"(?:{expression.removeprefix(FLAG)})" for expression in part["expressions"])
    validator = RegexMatch(regex=f"(?is)(?!.*(?:{found})).*", match_type="fullmatch", on_fail=OnFailAction.NOOP)
    guard = Guard().use(validator)
    return lambda text: not guard.validate(text).validation_passed


if __name__ == "__main__":
    run(load)
