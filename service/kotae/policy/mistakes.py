"""What does not fit a model or is no YAML, said in plain English and Japanese: pydantic and PyYAML speak to programmers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml
from pydantic_core import ErrorDetails

from kotae.policy.texts import BRANCHES, DAY, NAME, RULE_ID, WRONG

_LONGEST = 60
# What pydantic puts at the end of the place of a key that is none of those a mapping may have.
_KEY = "[key]"


@dataclass(frozen=True, slots=True)
class Saying:
    """What is wrong and how to mend it, in both languages; names in braces are filled in."""

    what: str
    mend: str
    what_ja: str
    mend_ja: str

    def filled(self, values: Mapping[str, object], values_ja: Mapping[str, object]) -> "Saying":
        """Return the saying with its names filled in."""
        return Saying(
            self.what.format_map(values),
            self.mend.format_map(values),
            self.what_ja.format_map(values_ja),
            self.mend_ja.format_map(values_ja),
        )


_NUMBER = Saying(
    '"{name}" must be a whole number',
    "write it in digits, without quotes",
    "「{name}」は整数でなければなりません",
    "引用符なしの数字で書いてください",
)
_SHARE = Saying(
    '"{name}" must be a number',
    "write a share from 0 to 1, such as 0.4, without quotes",
    "「{name}」は数でなければなりません",
    "0.4 のように、0から1までの割合を引用符なしで書いてください",
)
_YES_NO = Saying(
    '"{name}" must be true or false',
    "write true or false",
    "「{name}」は true か false でなければなりません",
    "true か false と書いてください",
)
_DAY = Saying(
    '"{name}" must be a day of the calendar',
    "write it as YYYY-MM-DD, such as 2027-04-01",
    "「{name}」は日付でなければなりません",
    "2027-04-01 のように、年-月-日の形で書いてください",
)
_KEYS = Saying(
    '"{name}" must hold keys with values',
    'write "key: value" lines below it, set in by two spaces',
    "「{name}」には、キーと値が必要です",
    "その下に二文字下げて「キー: 値」の行を書いてください",
)
_CHOICE = Saying(
    '"{name}" cannot be "{input}"',
    "write one of {expected}",
    "「{name}」に「{input}」は使えません",
    "次のいずれかを書いてください: {expected}",
)

# By the type of pydantic's error.
SAYINGS: Mapping[str, Saying] = {
    "extra_forbidden": Saying('"{name}" is not a known key', "correct the spelling or remove it; `kotae policy schema` lists the keys", "「{name}」というキーはありません", "つづりを直すか、取り除いてください（キーの一覧: kotae policy schema）"),
    "missing": Saying('"{name}" is missing', "add it", "「{name}」がありません", "書き加えてください"),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "string_type": Saying('"{name}" must be a text', "write words; put what looks like a number between single quotes", "「{name}」は文字列でなければなりません", "言葉を書いてください。数字だけのときは一重引用符で囲みます"),
    "string_too_short": Saying('"{name}" is empty', "write something, or remove the line", "「{name}」が空です", "何か書くか、その行を取り除いてください"),
    "string_too_long": Saying('"{name}" is longer than {max_length} characters', "shorten it", "「{name}」が{max_length}文字を超えています", "短くしてください"),
    "string_unicode": Saying('"{name}" holds half of a character', "remove the \\u escape and write the character itself", "「{name}」に不完全な文字があります", "\\u の表記をやめ、文字そのものを書いてください"),
    "list_type": Saying('"{name}" must be a list', 'write each entry on a line of its own that begins with "- "', "「{name}」は一覧でなければなりません", "「- 」で始まる行に一つずつ書いてください"),
    "too_short": Saying('"{name}" needs at least one entry', "add one", "「{name}」には少なくとも一つ必要です", "書き加えてください"),
    "dict_type": _KEYS,
    "model_type": _KEYS,
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "finite_number": _NUMBER,
    "greater_than_equal": Saying('"{name}" must be {ge} or more', "write a larger number", "「{name}」は{ge}以上でなければなりません", "もっと大きな数を書いてください"),
    "less_than_equal": Saying('"{name}" must be {le} or less', "write a smaller number", "「{name}」は{le}以下でなければなりません", "もっと小さな数を書いてください"),
    "float_type": _SHARE,
    "float_parsing": _SHARE,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "date_type": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
}  # fmt: skip

_PATTERNS: Mapping[str, Saying] = {
    DAY: _DAY,
    RULE_ID: Saying('"{input}" is no name of a rule ("{name}")', "write family.name, such as money.no-offer: letters a to z, one dot, hyphens between words", "「{input}」は規則の名前になりません（{name}）", "money.no-offer のように「分類.名前」と書いてください。英小文字と、点を一つ、語の間にはハイフンを使います"),
    NAME: Saying('"{input}" is no name ("{name}")', "write letters a to z and digits, with dots or hyphens between them, such as money.benefit", "「{input}」は名前になりません（{name}）", "money.benefit のように、英小文字と数字を使い、間を点かハイフンでつないでください"),
}  # fmt: skip
_UNKNOWN_KEY = Saying('"{name}" has no key "{input}"', "write one of {expected}", "「{name}」に「{input}」というキーはありません", "次のいずれかを書いてください: {expected}")  # fmt: skip
_OTHER = Saying(
    '"{name}" does not fit: {msg}', "correct the value", "「{name}」の値が正しくありません", "値を直してください"
)

# By what PyYAML says of a place where it cannot go on.
_YAML: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "there is a colon where none may stand", "ここにはコロンを書けません"),
    ("could not find expected ':'", "a colon is missing after a key", "キーのあとにコロンがありません"),
    ("found unexpected end of stream", "a quotation mark is not closed", "引用符が閉じられていません"),
    ("expected <block end>", "this line is not set in like those before it", "字下げが前の行とそろっていません"),
    ("block sequence entries are not allowed", "a list may not begin here", "ここでは一覧を始められません"),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "括弧が閉じられていないか、コンマがありません",
    ),
    ("that cannot start any token", "a text may not begin with this character", "この文字で文を始めることはできません"),
    ("undefined alias", "a text may not begin with *", "文を * で始めることはできません"),
    ("but found another document", "--- begins a second document", "「---」で二つ目の文書が始まっています"),
    ("unknown escape character", "this \\ sequence means nothing", "この \\ の書き方は使えません"),
)


def path_of(error: ErrorDetails) -> tuple[object, ...]:
    """Return the path of keys to what is wrong."""
    return tuple(part for part in error["loc"] if part not in BRANCHES and part != _KEY)


def unfit(error: ErrorDetails) -> Saying:
    """Say what does not fit a model."""
    path, kind, given = path_of(error), error["type"], error.get("ctx", {})
    if kind == WRONG:
        saying = Saying(given["what"], given["mend"], given["what_ja"], given["mend_ja"])
        return Saying(f'"{name_of(path)}": {saying.what}', saying.mend, f"「{name_of(path)}」: {saying.what_ja}", saying.mend_ja) if path else saying  # fmt: skip
    saying = SAYINGS.get(kind, _OTHER)
    if kind == "string_pattern_mismatch":
        saying = _PATTERNS[given["pattern"]]
    elif error["loc"][-1:] == (_KEY,):
        saying, path = _UNKNOWN_KEY, path[:-1]
    values = {**given, "name": name_of(path), "input": _short(error["input"]), "msg": error["msg"]}
    choices = re.findall("'([^']*)'", str(given.get("expected", "")))
    ja = {**values, "name": name_of(path) if path else "このファイル", "expected": "、".join(choices)}
    return saying.filled(values, ja)


def no_yaml(error: yaml.MarkedYAMLError) -> Saying:
    """Say why a file is no YAML."""
    said = str(error.problem or error.context)
    english, japanese = next(((en, ja) for part, en, ja in _YAML if part in said), (said, "書き方の規則に合いません"))
    return Saying(
        f"this is not valid YAML: {english}",
        "check the indentation, and put texts with a colon, # or quotes between single quotes",
        f"YAMLとして読めません: {japanese}",
        "字下げを確かめ、コロンや#、引用符を含む文は一重引用符で囲んでください",
    )


def name_of(path: tuple[object, ...]) -> str:
    """Return the name of the value at ``path``: its keys; entries of lists are counted from 1, as readers count."""
    return ".".join(str(p + 1 if isinstance(p, int) else p) for p in path) or "the file"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
