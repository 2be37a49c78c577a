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
from kotae.policy import Policy, PolicyError, default_policies, floors
from kotae.policy.bundle import read_meaning
from kotae.policy.contract import run
from kotae.policy.folder import Folder
from kotae.policy.lint import warnings
from kotae.policy.problem import Lang
from kotae.policy.schema import FactFile, Rule, Sentence, Situation, Vocabulary


@click.group()
def policy() -> None:
    """Check, test, explain and add to the rules in the policies folder.

    Exit codes: 0 all is well, 1 an example came out wrong or the lint found something, 2 the folder cannot be used.
    """


@policy.command(
    epilog="Exit codes: 0 nothing is wrong; 1 the folder can be used, but something is to be mended; "
    "2 the folder cannot be used."
)
@POLICIES
@LANG
def lint(policies: Path | None, lang: Lang) -> None:
    """Read every file and report what is wrong, with file, line, column and the mend."""
    try:
        folder = read_meaning(policies or default_policies())
    except PolicyError as error:
        refuse(error, lang)
    found = list(warnings(folder))
    for problem in sorted(found):
        click.echo(problem.show(lang))
    click.echo(_lint_line(folder, len(found), lang))
    sys.exit(1 if found else 0)


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
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and check while one types."""
    models: dict[str, type[BaseModel]] = {
        "rule": Rule,
        "fact": FactFile,
        "vocabulary": Vocabulary,
        "sentence": Sentence,
        "situation": Situation,
    }
    click.echo(json.dumps(models[kind].model_json_schema(), ensure_ascii=False, indent=2))


policy.add_command(build)
policy.add_command(diff)
policy.add_command(evaluate)
policy.add_command(explain)
policy.add_command(new)


def _lint_line(folder: Folder, problems: int, lang: Lang) -> str:
    rules, facts, vocabularies = len(folder.rules), len(folder.facts), len(folder.vocabularies)
    revision = folder.revision[:12]
    if lang == "ja":
        found = f"問題が{problems}件あります" if problems else "問題はありません"
        return f"規則{rules}件、事実{facts}件、語彙{vocabularies}件: {found}。リビジョン {revision}"
    found = f"{problems} problem(s)" if problems else "no problems"
    return f"{rules} rules, {facts} facts, {vocabularies} vocabularies: {found}. Revision {revision}."


def _test_line(right: int, examples: int, owners: int, lang: Lang) -> str:
    if lang == "ja":
        return f"規則と事実{owners}件の例{examples}件のうち、{right}件が書かれたとおりに判定されました。"
    return f"{right} of {examples} examples of {owners} rules and facts are judged as written."
