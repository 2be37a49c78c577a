"""What is not wrong but will not do its work: missing examples, words that nobody uses."""

from collections.abc import Iterator

from kotae.conversation import Locale
from kotae.policy.folder import Folder
from kotae.policy.problem import Problem
from kotae.policy.slots import SLOTS, slots_in


def warnings(folder: Folder) -> Iterator[Problem]:
    """Yield what a reviewer should mend although the folder can be used."""
    yield from _examples(folder)
    yield from _unused(folder)
    yield from _slots(folder)


def _examples(folder: Folder) -> Iterator[Problem]:
    for name, rule in folder.rules.items():
        entry = folder.entries[f"rules/{name}"]
        for locale in Locale:
            must = rule.must.get(locale)
            for side in ("violates", "complies"):
                if not must or not getattr(must, side):
                    yield entry.problem(
                        ("must", locale.value), f"{name} has no must-example that {side} in {locale.value}", "add at least one",
                        f"{name}には{locale.value}で「{side}」の例がありません", "少なくとも一つ書いてください",
                    )  # fmt: skip


def _unused(folder: Folder) -> Iterator[Problem]:
    used = {"greeting.opening"}
    for model in (*folder.rules.values(), *folder.facts.values()):
        for field in ("detect", "triggered", "fulfilled"):
            for conditions in getattr(model, field, {}).values():
                for condition in conditions:
                    used |= {*condition.together, *condition.unless, *condition.without}
    for name in folder.vocabularies.keys() - used:
        entry = folder.entries[f"vocabulary/{name}"]
        yield entry.problem(
            ("vocabulary",), f'no rule or fact uses the vocabulary "{name}"', "use it or remove the file",
            f"語彙「{name}」はどの規則・事実でも使われていません", "使うか、ファイルを取り除いてください",
        )  # fmt: skip


def _slots(folder: Folder) -> Iterator[Problem]:
    for kind, texts in (("replies/playbook", _reply_texts), ("replies/sentences", _sentence_texts)):
        for path, entry in folder.entries.items():
            if path.rpartition("/")[0] != kind:
                continue
            for place, text in texts(entry.model):
                try:
                    unknown = slots_in(text) - set(SLOTS)
                except ValueError:
                    unknown = frozenset({text})
                if unknown:
                    yield entry.problem(
                        place, f"there is no slot {{{', '.join(sorted(unknown))}}}", f"use one of {', '.join(SLOTS)}",
                        f"{{{', '.join(sorted(unknown))}}}という差し込みはありません", f"使えるもの: {', '.join(SLOTS)}",
                    )  # fmt: skip


def _reply_texts(model: object) -> Iterator[tuple[tuple[object, ...], str]]:
    for locale, replies in getattr(model, "replies", {}).items():
        for i, reply in enumerate(replies):
            yield ("replies", locale.value, i, "text"), reply.text


def _sentence_texts(model: object) -> Iterator[tuple[tuple[object, ...], str]]:
    for locale, channels in getattr(model, "say", {}).items():
        for channel, texts in channels.items():
            for i, text in enumerate(texts):
                yield ("say", locale.value, channel.value, i), text
