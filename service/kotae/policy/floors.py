"""The floors that rules state: measured figures that a change of the policies may not leave unawares."""

from collections.abc import Iterator, Mapping

from kotae.conversation import Locale
from kotae.policy.figures import Figures
from kotae.policy.folder import Entry
from kotae.policy.policy import Policy
from kotae.policy.problem import Problem
from kotae.policy.schema import Floors
from kotae.policy.verdict import Point


def left(policy: Policy) -> Iterator[Problem]:
    """Yield the floors that the figures of ``policy`` leave, and those of which nothing was measured.

    The figures are those at *check*, of models that never saw the writer: of a violating reply caught, and of a
    complying one flagged.
    """
    for name, rule in policy.folder.rules.items():
        entry = policy.folder.entries[f"rules/{name}"]
        for locale, floors in rule.floors.items():
            scores = policy.scores.get(locale)
            measured: Mapping[Point, Figures] = scores.figures.get(name, {}) if scores else {}
            yield from _left(entry, name, locale, floors, measured.get(Point.CHECK))


def _left(entry: Entry, rule: str, locale: Locale, floors: Floors, figures: Figures | None) -> Iterator[Problem]:
    if floors.recall is not None:
        path = ("floors", locale.value, "recall")
        if figures is None or not figures.violating:
            yield _unmeasured(entry, path, rule, locale)
        elif figures.caught < floors.recall * figures.violating:
            found = f"{figures.caught / figures.violating:.3f}"
            yield entry.problem(
                path,
                f"{rule} in {locale.value} catches {figures.caught} of {figures.violating} violations ({found}), "
                f"less than its floor of {floors.recall}",
                "mend the words or examples that lost them (see `kotae policy diff OLD NEW`), or lower the floor",
                f"{rule}（{locale.value}）は違反{figures.violating}件のうち{figures.caught}件（{found}）しか見つけず、"
                f"下限の{floors.recall}に届きません",
                "見つからなくなった言葉や例を直すか（kotae policy diff で見られます）、下限を下げてください",
            )
    if floors.false_flags is not None:
        path = ("floors", locale.value, "false_flags")
        if figures is None or not figures.complying:
            yield _unmeasured(entry, path, rule, locale)
        elif figures.flagged > floors.false_flags * figures.complying:
            found = f"{figures.flagged / figures.complying:.4f}"
            yield entry.problem(
                path,
                f"{rule} in {locale.value} flags {figures.flagged} of {figures.complying} compliant replies ({found}), "
                f"more than its limit of {floors.false_flags}",
                "narrow the words that flag them (see `kotae policy diff OLD NEW`), or raise the limit",
                f"{rule}（{locale.value}）は違反のない返答{figures.complying}件のうち{figures.flagged}件（{found}）を指摘し、"
                f"限度の{floors.false_flags}を超えます",
                "指摘の元になる言葉を狭めるか（kotae policy diff で見られます）、限度を上げてください",
            )


def _unmeasured(entry: Entry, path: tuple[object, ...], rule: str, locale: Locale) -> Problem:
    return entry.problem(
        path,
        f"nothing was measured of {rule} in {locale.value}, so its floor cannot be held",
        "add labelled examples of the rule to examples/, or remove the floor",
        f"{rule}（{locale.value}）は測られていないため、下限を確かめられません",
        "examples/に例を加えるか、下限を取り除いてください",
    )
