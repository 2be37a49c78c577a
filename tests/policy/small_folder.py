"""A policy folder of a few lines, so that a test shows all that its verdict rests on.

Each function returns one file of the folder with everything filled in that a rule must have and the test does not care
about; ``write_folder`` writes them. ``small_policy`` judges by their conditions alone: nothing is learned.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml

from kotae.conversation import Channel, Conversation, Locale, Offer, Role, Turn
from kotae.policy import Point, Policy, Verdict
from kotae.policy.folder import read_folder

DAY = date(2026, 11, 21)
JA, EN = Locale.JA, Locale.EN

_FOLDERS = {
    "rule": "rules",
    "fact": "facts",
    "vocabulary": "vocabulary",
    "sentence": "replies/sentences",
    "situation": "replies/playbook",
}
_SAID = {"ja": "例", "en": "Example"}

File = dict[str, object]
Conditions = Sequence[dict[str, object]]


def vocabulary(name: str, ja: Sequence[str] = (), en: Sequence[str] = ()) -> File:
    """Words of one meaning."""
    return {"vocabulary": name, "about": _SAID, "words": {"ja-JP": list(ja), "en-US": list(en)}}


def prohibition(name: str = "money.no-offer", ja: Conditions = (), en: Conditions = (), **changes: object) -> File:
    """A rule that forbids what the conditions ``ja`` and ``en`` find."""
    return _rule(name, "prohibition", {"detect": _by_locale(ja, en)}, changes)


def obligation(name: str = "recording.disclose", ja: Conditions = (), en: Conditions = (), **changes: object) -> File:
    """A rule that asks for what the conditions ``ja`` and ``en`` find."""
    return _rule(name, "obligation", {"fulfilled": _by_locale(ja, en)} if ja or en else {}, changes)


def fact(name: str, by: str = "customer", ja: Conditions = (), en: Conditions = (), **changes: object) -> File:
    """Something that a side says in any of its turns."""
    words = {"detect": _by_locale(ja, en)} if ja or en else {}
    return {"fact": name, "about": _SAID, "by": by, "turns": "any", **words, **changes}


def sentence(name: str, fulfils: Sequence[str], place: str, ja: str = "", en: str = "") -> File:
    """An approved sentence, the same on every channel."""
    texts = {locale: text for locale, text in (("ja-JP", ja), ("en-US", en)) if text}
    say = {locale: {channel.value: [text] for channel in Channel} for locale, text in texts.items()}
    return {"sentence": name, "fulfils": list(fulfils), "place": place, "say": say}


def write_folder(root: Path, *files: File) -> Path:
    """Write ``files`` under ``root``, each where its kind belongs and under its name; return ``root``."""
    (root / "rules").mkdir(parents=True, exist_ok=True)
    for content in files:
        kind = next(iter(content))
        path = root / _FOLDERS[kind] / f"{content[kind]}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return root


def small_policy(root: Path, *files: File) -> Policy:
    """Return the policy that ``files`` make up."""
    return Policy(read_folder(write_folder(root, *files)))


def talk(*turns: str, locale: Locale = JA, **changes: object) -> Conversation:
    """A conversation whose turns are written "c: …" for the customer and "a: …" for the agent."""
    roles = {"c": Role.CUSTOMER, "a": Role.AGENT}
    said = tuple(Turn(roles[turn[0]], turn[3:]) for turn in turns or ("c: もしもし",))
    if offers := changes.pop("offers", ()):
        changes["authorised_offers"] = tuple(Offer(str(i), text) for i, text in enumerate(offers, 1))  # type: ignore[var-annotated, arg-type]
    given = {"channel": Channel.CHAT, "turns": said, **changes}
    return Conversation(locale=locale, **given)  # type: ignore[arg-type]


def judged(
    policy: Policy,
    text: str,
    conversation: Conversation | None = None,
    *,
    point: Point = Point.CHECK,
    as_of: date = DAY,
) -> Verdict:
    """Judge ``text`` as the next reply in ``conversation``, or in a bare Japanese one."""
    conversation = conversation or talk()
    return policy.judge(conversation, policy.facts(conversation), text, point=point, as_of=as_of)


def violated(policy: Policy, text: str, conversation: Conversation | None = None, **changes: object) -> list[str]:
    """Return the rules that ``text`` violates, in the order of the findings."""
    return [finding.rule for finding in judged(policy, text, conversation, **changes).findings]  # type: ignore[arg-type]


def _by_locale(ja: Conditions, en: Conditions) -> dict[str, object]:
    return {locale: list(conditions) for locale, conditions in (("ja-JP", ja), ("en-US", en)) if conditions}


def _rule(name: str, kind: str, described: File, changes: File) -> File:
    filled: File = {
        "rule": name,
        "title": _SAID,
        "kind": kind,
        "mode": "enforce",
        "owner": "someone",
        "rationale": _SAID,
        "basis": [{"kind": "house", "source": "a rule of the house", "verified": "2026-11-21"}],
        "message": {"ja": "違反です。", "en": "This is forbidden."},
        "instead": {"ja": "こうします。", "en": "Do this."},
        **described,
        "must": {},
    }
    return {**filled, **changes}
