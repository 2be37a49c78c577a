"""What must hold of the policy layer for any input at all; each check raises AssertionError where it does not."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from kotae.conversation import Channel, Conversation, Locale, Role, Turn
from kotae.dialogue import DialogueError, read_lines
from kotae.policy import Point, Policy, PolicyError
from kotae.policy.folder import read_folder
from kotae.text.fold import fold
from kotae.text.segment import clauses

DAY = date(2026, 11, 21)
# Where a file of each kind lies in a policy folder.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "rule": "rules",
        "fact": "facts",
        "vocabulary": "vocabulary",
        "sentence": "replies/sentences",
        "situation": "replies/playbook",
    }
)


def check_folding(text: str, locale: Locale) -> None:
    """Every folded character comes from a place in ``text``, in order, and clauses lie in order in the folded text."""
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)
    at = 0
    for clause in clauses(folded.text, locale):
        assert at <= clause.start < clause.end <= len(folded.text)
        at = clause.end


def check_judging(policy: Policy, locale: Locale, said: str, text: str, point: Point) -> None:
    """Facts and findings name parts of what was sent, the same input gets the same verdict, and a repair is judged."""
    check_folding(text, locale)
    conversation = Conversation(locale, Channel.PHONE, (Turn(Role.CUSTOMER, said),), recording_active=True)
    facts = policy.facts(conversation)
    for fact in facts:
        assert fact.turn < 0 or fact.evidence == said[fact.start : fact.end]
    verdict = policy.judge(conversation, facts, text, point=point, as_of=DAY)
    for finding in verdict.findings:
        if finding.start is not None and finding.end is not None:
            assert 0 <= finding.start <= finding.end <= len(text)
            assert finding.evidence == text[finding.start : finding.end]
    assert policy.facts(conversation) == facts
    assert policy.judge(conversation, facts, text, point=point, as_of=DAY) == verdict
    mended = policy.repair(conversation, facts, text, verdict)
    if mended is not None:
        again = policy.judge(conversation, facts, mended.text, point=point, as_of=DAY)
        assert again.complies
        assert again.findings == mended.verdict.findings


def check_policy_file(root: Path, kind: str, content: bytes) -> None:
    """A policy file is read or refused with the name of the file; what was read compiles."""
    (root / "rules").mkdir(parents=True, exist_ok=True)
    path = root / KINDS[kind] / "any.name.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    refused: PolicyError | None = None
    try:
        Policy(read_folder(root))
    except PolicyError as error:
        refused = error
    finally:
        path.unlink()
    if refused:
        assert refused.problems
        for problem in refused.problems:
            assert problem.show().startswith(f"{root.name}/{KINDS[kind]}/any.name.yaml")
            assert problem.show("ja")


def check_dialogues(content: bytes) -> None:
    """A file of dialogues is read or refused with its name and, of a line, its number."""
    refused: DialogueError | None = None
    try:
        read = [dialogue for _, dialogue in read_lines(content, "any.jsonl")]
        assert all(dialogue.conversation.turns for dialogue in read)
    except DialogueError as error:
        refused = error
    if refused:
        assert str(refused).startswith(("any.jsonl, line ", "any.jsonl: not UTF-8"))
