"""Policies that may take the place of those in use: whether they hold what their reviewers wrote."""

from collections.abc import Iterator
from pathlib import Path

from kotae.policy import bundle, floors, lint
from kotae.policy.contract import run
from kotae.policy.policy import Policy
from kotae.policy.problem import PolicyError, Problem


def prepare(source: Path, output: Path) -> list[Problem]:
    """Write the policy folder or bundle at ``source`` as a bundle to ``output``, unless something speaks against it.

    What the examples of a folder teach is learned where that has not been done. Returns what speaks against the
    policies, in the order of the files; nothing is written if anything does.

    Raises:
        OSError: The bundle cannot be written.
    """
    try:
        folder, scores = bundle.read(source)
    except PolicyError as error:
        return list(error.problems)
    found = sorted(objections(Policy(folder, scores)))
    if not found:
        bundle.write(output, bundle.bundle_of(folder, scores))
    return found


def objections(policy: Policy) -> Iterator[Problem]:
    """Yield all that speaks against using ``policy``.

    What the lint finds, every must-example that is judged otherwise than written, and every floor that is left.
    """
    yield from lint.warnings(policy.folder)
    yield from (outcome.problem for outcome in run(policy) if outcome.problem)
    yield from floors.left(policy)
