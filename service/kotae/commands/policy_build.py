"""``kotae policy build``: the policies as one file, checked, with all that was learned."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from kotae.commands.options import FOLDER, LANG, end, folder_of_files, refuse
from kotae.commands.progress import by_language
from kotae.policy import Policy, PolicyError, floors
from kotae.policy.bundle import BUILT, bundle_of, learn, write
from kotae.policy.contract import Outcome, run
from kotae.policy.folder import read_folder
from kotae.policy.problem import Lang


@click.command(
    epilog="Exit codes: 0 built; 1 a must-example is judged otherwise than written or a floor is left, nothing was "
    "built; 2 the folder cannot be used, or the bundle cannot be written."
)
@FOLDER
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="The bundle to write.  [default: .built/<revision>.bundle in the policy folder]",
)
@click.option("--anew", is_flag=True, help="Learn everything again, whatever earlier builds have kept.")
@LANG
def build(policies: Path | None, output: Path | None, anew: bool, lang: Lang) -> None:
    """Learn from the examples and write the policies as one file.

    The bundle holds what the rules, facts, vocabularies and replies mean, the learned scores, and the operating points
    with the figures that justify them. Every must-example has to be judged as written and every rule has to keep to its
    floors, or no bundle is written. The same folder always gives the same bytes, whether or not earlier builds have
    kept what they learned. The revision names what the policies mean: every answer of a service that uses them carries
    it. Other commands take the bundle for --policies; reading it takes a second
    and nothing that learning needs.
    """
    try:
        root = folder_of_files(policies, lang)
        folder = read_folder(root)
        with by_language(lang) as heard:
            scores = learn(root, folder, heard, anew=anew)
    except PolicyError as error:
        refuse(error, lang)
    policy = Policy(folder, scores)
    outcomes = _outcomes(policy, lang)
    failed = sorted(outcome.problem for outcome in outcomes if outcome.problem)
    low = sorted(floors.left(policy))
    if failed or low:
        for problem in (*failed, *low):
            click.echo(problem.show(lang), err=True)
        click.echo(_refused(len(failed), len(outcomes), len(low), lang), err=True)
        sys.exit(1)
    path = output or root / BUILT / f"{policy.revision}.bundle"
    content = bundle_of(folder, scores)
    try:
        write(path, content)
    except OSError as error:
        end(_unwritable(path, error, lang))
    learned = {name for own in scores.values() for name in own.figures}
    click.echo(_built(len(folder.rules), len(folder.facts), len(learned), len(outcomes), lang))
    click.echo(f"{path} ({len(content):,} {'バイト' if lang == 'ja' else 'bytes'})")
    click.echo(f"{'リビジョン' if lang == 'ja' else 'Revision'} {policy.revision}")


def _outcomes(policy: Policy, lang: Lang) -> list[Outcome]:
    console = Console(stderr=True)
    doing = "例を判定しています" if lang == "ja" else "Judging must-examples"
    shown = track(run(policy), doing, console=console, disable=not console.is_terminal, transient=True)
    return list(shown)


def _refused(failed: int, of: int, low: int, lang: Lang) -> str:
    if lang == "ja":
        must = f"{of}件の例のうち{failed}件の判定が書かれたとおりでない" if failed else ""
        floor = f"{low}件の下限・限度が守られていない" if low else ""
        return "、また".join(filter(None, (must, floor))) + "ため、バンドルは作られていません。"
    must = f"{failed} of {of} must-examples are judged otherwise than written" if failed else ""
    floor = f"{low} of the floors that rules state are left" if low else ""
    return " and ".join(filter(None, (must, floor))) + "; no bundle was built."


def _unwritable(path: Path, error: OSError, lang: Lang) -> str:
    if lang == "ja":
        return f"{path}: 書き込めません（{error.strerror}）\n    直し方: --output で書き込める場所を指定してください"
    return f"{path}: cannot be written: {error.strerror}\n    mend: name a place that can be written to with --output"


def _built(rules: int, facts: int, learned: int, musts: int, lang: Lang) -> str:
    if lang == "ja":
        return f"規則{rules}件、事実{facts}件（うち例から学習したもの{learned}件）。{musts}件の例は書かれたとおりに判定されます。"
    return (
        f"{rules} rules and {facts} facts, {learned} of them learned; all {musts} must-examples are judged as written."
    )
