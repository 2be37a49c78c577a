"""Beginnings of policy files, for people who have not written one: every key that must be there, and what goes where.

What is still to be written stands between << and >>. Reading a policy folder names each by file, line and column.
"""

import re

from kotae.policy.verdict import Kind

RULE_NAME = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*")
VOCABULARY_NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")

_RULE = """\
# {kind_en}: {kind_about_en}
# {kind_ja}: {kind_about_ja}
#
# Replace everything between << and >>, the marks too. `kotae policy lint` names what is left to do.
# <<と>>で囲まれた所を、記号も含めて書き換えてください。残りは kotae policy lint が示します。
# Put a text that holds a colon, # or quotes between single quotes.
# コロンや#、引用符を含む文は、一重引用符で囲んでください。
rule: {name}

# One line that says what an agent does or does not do.
# 担当者がすること、しないことを一行で。
title:
  ja: <<規則の題名>>
  en: <<the rule in one line>>
kind: {kind}

# shadow: judged and reported, decides nothing. enforce: decides. off: not judged.
# shadow: 判定して報告するだけ。enforce: 判定に使う。off: 判定しない。
mode: shadow

# Who answers for the rule.
# この規則の責任者。
owner: <<責任者・部署 / who answers for the rule>>

# Why there is such a rule. For reviewers; customers and agents do not see it.
# この規則がある理由。確認者向けで、お客様や担当者には見えません。
rationale:
  ja: <<この規則がある理由>>
  en: <<why there is this rule>>

# What it rests on, and the day (YYYY-MM-DD) on which someone last looked that up.
# よりどころと、最後に確かめた日（YYYY-MM-DD）。
basis:
  - kind: <<law, guideline or house / 法令はlaw、指針はguideline、社内規程はhouse>>
    source: <<法令・規程の名前と条 / name and section of the source>>
    verified: <<YYYY-MM-DD>>

# What is wrong with a reply that breaks the rule. Agents read it.
# 規則に反する返答の何がいけないか。担当者が読みます。
message:
  ja: <<この返答の何がいけないか>>
  en: <<what is wrong with such a reply>>

# What to do instead. Agents read it.
# 代わりにどうするか。担当者が読みます。
instead:
  ja: <<代わりにすること>>
  en: <<what to do instead>>

# For some contacts only? Remove the # and name facts: all must hold, one of any, none of none.
# 一部の会話だけの規則なら、#を外して事実の名前を書きます（allはすべて、anyはどれか一つ、noneはあってはならない事実）。
# applies:
#   all: [contact.complaint]

# {words_en}
# {words_ja}
# In place of say, a condition can name vocabularies, of which a word each must stand in one clause:
# sayの代わりに語彙の名前を書くと、それぞれの語が一つの節にそろったときに見つけます。
#   - together: [money.benefit, money.giving]
#     unless: [frame.refusal]    # words that excuse it / 打ち消す語彙
{field}:
  ja-JP:
    - say:
        - <<見つける言葉>>
  en-US:
    - say:
        - <<words to find>>

# Replies that must be judged so, at least one each; `kotae policy test` tries them. More are better.
# 必ずこう判定されるべき返答。それぞれ一つ以上（多いほど安心）。kotae policy test が確かめます。
must:
  ja-JP:
    violates:
      - <<規則に反する返答の例>>
    complies:
      - <<規則に反しない返答の例>>
  en-US:
    violates:
      - <<a reply that breaks the rule>>
    complies:
      - <<a reply that does not>>
"""

_KINDS = {
    Kind.PROHIBITION: {
        "kind_en": "A prohibition",
        "kind_about_en": "what a reply must not say.",
        "kind_ja": "禁止の規則",
        "kind_about_ja": "返答で言ってはならないこと。",
        "words_en": "Words that break the rule, a list for each language.",
        "words_ja": "これがあれば規則に反する、という言葉を言語ごとに。",
        "field": "detect",
    },
    Kind.OBLIGATION: {
        "kind_en": "An obligation",
        "kind_about_en": "what a reply must say.",
        "kind_ja": "義務の規則",
        "kind_about_ja": "返答で必ず言うこと。",
        "words_en": "Words that meet the rule, a list for each language.",
        "words_ja": "これがあれば規則を満たす、という言葉を言語ごとに。",
        "field": "fulfilled",
    },
}

_VOCABULARY = """\
# A vocabulary: words of one meaning, for conditions of rules and facts.
# 語彙: 規則や事実の条件に使う、同じ意味の言葉の集まり。
#
# Replace everything between << and >>, the marks too. `kotae policy lint` names what is left to do.
# <<と>>で囲まれた所を、記号も含めて書き換えてください。残りは kotae policy lint が示します。
vocabulary: {name}

# What these words have in common.
# これらの言葉に共通する意味。
about:
  ja: <<どんな意味の言葉か>>
  en: <<what these words mean>>

# One word or phrase a line. Width, case and kana do not matter; … stands for a gap, and * at the end of an English word
# for any ending. Put a word that holds … or * between single quotes.
# 一行に一語。全角・半角、大文字・小文字、ひらがな・カタカナの違いは問いません。…は間に何が入ってもよい印です。
# …を含む言葉は一重引用符で囲んでください。
words:
  ja-JP:
    - <<言葉>>
  en-US:
    - <<word>>
"""


def rule_scaffold(name: str, kind: Kind) -> str:
    """Return the beginning of the file of the rule ``name``."""
    return _RULE.format(name=name, kind=kind.value, **_KINDS[kind])


def vocabulary_scaffold(name: str) -> str:
    """Return the beginning of the file of the vocabulary ``name``."""
    return _VOCABULARY.format(name=name)


def mended(name: str, pattern: re.Pattern[str]) -> str:
    """Return the name nearest to ``name`` that fits ``pattern``; empty where there is none to guess."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name.strip()).lower()
    guess = re.sub(r"[-.]*\.[-.]*", ".", re.sub(r"[^a-z0-9.]+", "-", spaced.removesuffix(".yaml"))).strip("-.")
    return guess if pattern.fullmatch(guess) else ""
