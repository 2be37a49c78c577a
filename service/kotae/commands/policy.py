"""``kotae policy``: what compliance reviewers run."""

import json
import sys
from pathlib import Path

import click
from pydantic import BaseModel

from kotae.commands.explain import explain
from kotae.commands.new import new
from kotae.commands.options import LANG, POLICIES, refuse
from kotae.commands.policy_build import build
from kotae.commands.policy_diff import diff
from kotae.commands.policy_evaluate import evaluate
from kotae.commands.policy_lint import lint
from kotae.policy import Policy, PolicyError, default_policies, floors
from kotae.policy.contract import run
from kotae.policy.keys import schema_of
from kotae.policy.problem import Lang
from kotae.policy.schema import FactFile, Rule, Sentence, Situation, Vocabulary


@click.group()
def policy() -> None:
    """Check, test, explain and add to the rules in the policies folder.

    Exit codes: 0 all is well, 1 an example came out wrong or the lint found something, 2 the folder cannot be used.
    """


@policy.command(
    epilog="Exit codes: 0 every example is judged as written and every floor is kept; 1 one is not, or there is no "
    "example; 2 the folder cannot be used."
)
@POLICIES
@LANG
def test(policies: Path | None, lang: Lang) -> None:
    """Judge every must-example, and report those that come out otherwise than written and the floors that are left."""
    try:
        loaded = Policy.load(policies or default_policies())
    except PolicyError as error:
        refuse(error, lang)
    outcomes = list(run(loaded))
    failed = [o.problem for o in outcomes if o.problem]
    low = sorted(floors.left(loaded))
    for problem in (*failed, *low):
        click.echo(problem.show(lang))
    owners = len({o.rule for o in outcomes})
    right = len(outcomes) - len(failed)
    click.echo(_test_line(right, len(outcomes), owners, lang))
    sys.exit(1 if failed or low or not outcomes else 0)


@policy.command(epilog="Exit codes: 0 printed; 2 there is no such kind of file.")
@click.argument("kind", type=click.Choice(["rule", "fact", "vocabulary", "sentence", "situation"]), default="rule")
@LANG
def schema(kind: str, lang: Lang) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and check while one types.

    Every key says in it what it means.
    """
    models: dict[str, type[BaseModel]] = {
        "rule": Rule,
        "fact": FactFile,
        "vocabulary": Vocabulary,
        "sentence": Sentence,
        "situation": Situation,
    }
    click.echo(json.dumps(schema_of(models[kind], lang), ensure_ascii=False, indent=2))


policy.add_command(build)
policy.add_command(diff)
policy.add_command(evaluate)
policy.add_command(explain)
policy.add_command(lint)
policy.add_command(new)


def _test_line(right: int, examples: int, owners: int, lang: Lang) -> str:
    if lang == "ja":
        return f"規則と事実{owners}件の例{examples}件のうち、{right}件が書かれたとおりに判定されました。"
    return f"{right} of {examples} examples of {owners} rules and facts are judged as written."
