"""A loop over compiled Python expressions that stops at the first one found: the least that any of the tools does."""

import re

from evals.peers.measure import Judge, Part, run


def load(part: Part) -> Judge:
    """Compile the expressions."""
    compiled = [re.compile(expression) for expression in part["expressions"]]
    return lambda text: any(expression.search(text) for expression in compiled)


if __name__ == "__main__":
    run(load)
