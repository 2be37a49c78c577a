"""``kotae policy``: what compliance reviewers run."""

import json
import sys
from pathlib import Path

import click
from pydantic import BaseModel

from kotae.policy import Policy, PolicyError, default_folder
from kotae.policy.contract import run
from kotae.policy.folder import read_folder
from kotae.policy.lint import warnings
from kotae.policy.problem import Lang
from kotae.policy.schema import FactFile, Rule, Sentence, Situation, Vocabulary

_FOLDER = click.option(
    "--policies",
    type=click.Path(path_type=Path),
    default=None,
    help="The policy folder.  [default: the project's]",
)
_LANG = click.option(
    "--lang",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    envvar="KOTAE_LANG",
    help="The language of messages.",
)


@click.group()
def policy() -> None:
    """Check, test and describe the rules in the policies folder.

    Exit codes: 0 all is well, 1 an example came out wrong or the lint found something, 2 the folder cannot be used.
    """


@policy.command()
@_FOLDER
@_LANG
def lint(policies: Path | None, lang: Lang) -> None:
    """Read every file and report what is wrong, with file, line, column and the mend."""
    try:
        folder = read_folder(policies or default_folder())
    except PolicyError as error:
        _show(error, lang)
    found = list(warnings(folder))
    for problem in sorted(found):
        click.echo(problem.show(lang))
    counts = f"{len(folder.rules)} rules, {len(folder.facts)} facts, {len(folder.vocabularies)} vocabularies"
    click.echo(
        f"{counts}: {'no problems' if not found else f'{len(found)} problem(s)'}. Revision {folder.revision[:12]}."
    )
    sys.exit(1 if found else 0)


@policy.command()
@_FOLDER
@_LANG
def test(policies: Path | None, lang: Lang) -> None:
    """Judge every must-example and report those that come out otherwise than written."""
    try:
        outcomes = list(run(Policy.load(policies or default_folder())))
    except PolicyError as error:
        _show(error, lang)
    failed = [o for o in outcomes if o.problem]
    for outcome in failed:
        click.echo(outcome.problem.show(lang) if outcome.problem else "")
    owners = len({o.rule for o in outcomes})
    right = len(outcomes) - len(failed)
    click.echo(f"{right} of {len(outcomes)} examples of {owners} rules and facts are judged as written.")
    sys.exit(1 if failed or not outcomes else 0)


@policy.command()
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


def _show(error: PolicyError, lang: Lang) -> None:
    for problem in error.problems:
        click.echo(problem.show(lang), err=True)
    sys.exit(2)
