"""``kotae policy new``: begin a rule or a vocabulary."""

import re
from pathlib import Path
from typing import NoReturn

import click

from kotae.commands.options import FOLDER, LANG, end, refuse
from kotae.policy import Kind, PolicyError, default_folder
from kotae.policy.problem import Lang
from kotae.policy.scaffold import RULE_NAME, VOCABULARY_NAME, mended, rule_scaffold, vocabulary_scaffold

_EXIT_CODES = (
    "Exit codes: 0 written; 2 a bad name, a file that is there already, or a folder that cannot be written to."
)


@click.group(epilog=_EXIT_CODES)
def new() -> None:
    """Begin a rule or a vocabulary: a file with all that must be in it, and what goes where.

    What is still to be written stands between << and >>; `kotae policy lint` names each place.
    """


@new.command(epilog=_EXIT_CODES)
@click.argument("name", metavar="FAMILY.NAME")
@click.option(
    "--kind",
    type=click.Choice([k.value for k in Kind]),
    required=True,
    help="prohibition: what a reply must not say; obligation: what it must say.",
)
@FOLDER
@LANG
def rule(name: str, kind: str, policies: Path | None, lang: Lang) -> None:
    """Begin the rule FAMILY.NAME, such as money.no-offer."""
    if not RULE_NAME.fullmatch(name):
        _refuse_name(name, RULE_NAME, lang)
    path = _begin(policies, "rules", name, rule_scaffold(name, Kind(kind)), lang)
    _tell(path, policies, lang)


@new.command(epilog=_EXIT_CODES)
@click.argument("name", metavar="NAME")
@FOLDER
@LANG
def vocabulary(name: str, policies: Path | None, lang: Lang) -> None:
    """Begin the vocabulary NAME, such as money.benefit."""
    if not VOCABULARY_NAME.fullmatch(name):
        _refuse_name(name, VOCABULARY_NAME, lang)
    path = _begin(policies, "vocabulary", name, vocabulary_scaffold(name), lang)
    _tell(path, policies, lang)
    use = {
        "en": f"Then name it in a condition of a rule: together: [{name}]",
        "ja": f"そのあと、規則の条件に名前を書いて使います: together: [{name}]",
    }
    click.echo(use[lang])


def _refuse_name(name: str, pattern: re.Pattern[str], lang: Lang) -> NoReturn:
    guess = mended(name, pattern)
    if pattern is RULE_NAME:
        form = {
            "en": "a rule is called family.name: lower-case letters a to z, one dot, hyphens between words",
            "ja": "規則の名前は「分類.名前」です。英小文字と、点を一つ、語の間にはハイフンを使います",
        }
    else:
        form = {
            "en": "a vocabulary has a name of lower-case letters and digits, with dots or hyphens between them",
            "ja": "語彙の名前には英小文字と数字を使い、間を点かハイフンでつなぎます",
        }
    try_en = f"write {guess}" if guess else "write a name such as money.no-offer"
    try_ja = f"{guess} としてください" if guess else "money.no-offer のように書いてください"
    _refuse(f'"{name}": {form["en"]}', try_en, f"「{name}」: {form['ja']}", try_ja, lang)


def _begin(policies: Path | None, sub: str, name: str, text: str, lang: Lang) -> Path:
    """Write ``text`` as a new file of the policy folder, and return its path."""
    folder = _root(policies, lang) / sub
    for path in (folder / f"{name}.yaml", folder / f"{name}.yml"):
        if path.exists():
            _refuse(
                f"{path} is there already",
                "edit that file, or choose another name",
                f"{path}はすでにあります",
                "そのファイルを編集するか、別の名前にしてください",
                lang,
            )
    path = folder / f"{name}.yaml"
    try:
        folder.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        _refuse(
            f"{path} cannot be written: {error.strerror}",
            "check that you may write there",
            f"{path}に書き込めません: {error.strerror}",
            "書き込みの許可を確かめてください",
            lang,
        )
    return path


def _root(policies: Path | None, lang: Lang) -> Path:
    try:
        root = policies or default_folder()
    except PolicyError as error:
        refuse(error, lang)
    if not (root / "rules").is_dir():
        _refuse(
            f'{root}: there is no folder "rules" in it',
            "name the folder that holds rules/, facts/ and vocabulary/",
            f"{root}: 「rules」フォルダーがありません",
            "rules/・facts/・vocabulary/を含むフォルダーを指定してください",
            lang,
        )
    return root


def _tell(path: Path, policies: Path | None, lang: Lang) -> None:
    lint = f"kotae policy lint --policies {policies}" if policies else "kotae policy lint"
    texts = {
        "en": f"Fill in what stands between << and >>, then run: {lint}",
        "ja": f"<<と>>で囲まれた所を書き、次を実行してください: {lint}",
    }
    click.echo(path)
    click.echo(texts[lang])


def _refuse(what: str, mend: str, what_ja: str, mend_ja: str, lang: Lang) -> NoReturn:
    end(f"{what_ja}\n    直し方: {mend_ja}" if lang == "ja" else f"{what}\n    mend: {mend}")
