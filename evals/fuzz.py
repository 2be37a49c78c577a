"""``make fuzz``: look for input that breaks what must hold for any input, guided by which code it reaches."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["kotae"]):
    from evals.invariants import KINDS, check_dialogues, check_judging, check_policy_file
    from kotae.conversation import Locale
    from kotae.policy import Point, Policy, default_folder
    from kotae.policy.contract import must_examples

_POLICIES = default_folder()
_POLICY = Policy.load(_POLICIES)
_SCRATCH = Path(tempfile.mkdtemp(prefix="kotae-fuzz-"))
_LOCALES, _POINTS, _KINDS = list(Locale), list(Point), list(KINDS)
# What the first byte of an input chooses: a text in most of them, for there is most to reach.
_FILES, _DIALOGUES = 192, 240
_LONGEST = 2_000
_BETWEEN = "\n---\n"


def one_input(data: bytes) -> None:
    """Check one input: its first byte says what it is.

    A text to judge stands after what the customer said and a line of dashes; bytes that are no UTF-8 become halves of
    surrogate pairs.
    """
    first, rest = (data[0], data[1:]) if data else (0, b"")
    if first >= _DIALOGUES:
        check_dialogues(rest)
    elif first >= _FILES:
        check_policy_file(_SCRATCH, _KINDS[first % len(_KINDS)], rest)
    else:
        said, _, text = rest.decode("utf-8", "surrogateescape").rpartition(_BETWEEN)
        check_judging(_POLICY, _LOCALES[first % 2], said, text, _POINTS[first // 2 % 2])


def seeds() -> Iterator[bytes]:
    """Yield what to begin with: must-examples of every rule, the policy files, and dialogues."""
    for number, locale in enumerate(_LOCALES):
        for rule in _POLICY.folder.rules.values():
            for must in must_examples(rule, locale):
                yield bytes([number]) + f"{must.conversation.turns[-1].text}{_BETWEEN}{must.reply}".encode()
                turns = [{"role": t.role.value, "text": t.text} for t in must.conversation.turns]
                line = {"locale": locale.value, "turns": turns, "candidate": must.reply}
                yield bytes([_DIALOGUES]) + json.dumps(line, ensure_ascii=False).encode()
    for number, kind in enumerate(_KINDS):
        first = next(code for code in range(_FILES, _DIALOGUES) if code % len(_KINDS) == number)
        for path in sorted((_POLICIES / KINDS[kind]).glob("*.yaml")):
            yield bytes([first]) + path.read_bytes()[:_LONGEST]


def main() -> None:
    """Fuzz with the options of libFuzzer that the command line gives; what breaks something is written beside it."""
    corpus = _SCRATCH / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds()):
        (corpus / f"{number:05}").write_bytes(seed)
    atheris.Setup([sys.argv[0], f"-max_len={_LONGEST}", *sys.argv[1:], str(corpus)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
