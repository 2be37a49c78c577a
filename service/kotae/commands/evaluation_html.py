"""The figures of ``kotae policy evaluate`` as one HTML file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kotae.conversation import Locale
from kotae.html import environment
from kotae.policy.figures import Figures
from kotae.policy.intervals import percent, share
from kotae.policy.train.evaluate import ALL, NATURAL, SUBTLE, Evaluation
from kotae.policy.verdict import Point

# The plot area of a chart, in units of its own.
WIDTH, HEIGHT = 240, 140
# No point beyond this share of compliant replies flagged is of use to anybody.
_MOST_FLAGGED = {ALL: 0.3, "rule": 0.02, "curve": 0.2}


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of a chart: where it lies, what it says when pointed at, and if it is an operating point."""

    x: float
    y: float
    title: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart; ``style`` is its class, ``name`` what its legend says."""

    name: str
    style: str
    marks: tuple[Mark, ...]

    @property
    def path(self) -> str:
        """The points of the line as SVG writes them."""
        return " ".join(f"{m.x:.1f},{m.y:.1f}" for m in self.marks if not m.chosen)


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over one another; ``least`` and ``most`` end the axis below, ``top`` the upright one."""

    title: str
    lines: tuple[Line, ...]
    least: str
    most: str
    top: float = 1.0


def html(
    measured: Mapping[Locale, Evaluation], whole: Evaluation, folder: str, revision: str, written: datetime
) -> str:
    """Return the report. All text is escaped; nothing is loaded from elsewhere."""
    rules = sorted({name for evaluation in measured.values() for name in evaluation.rules})
    pooled = [*((locale.value, e.groups) for locale, e in measured.items()), (ALL, whole.groups)]
    return environment(of=lambda pair: share(*pair)).get_template("evaluation.html.j2").render(
        folder=folder,
        revision=revision,
        written=written.strftime("%Y-%m-%d %H:%M UTC"),
        examples=whole.examples,
        points=(Point.CHECK, Point.SUGGEST),
        pooled=pooled,
        whole=whole.groups,
        rules=_by_name({locale: e.rules for locale, e in measured.items()}),
        facts=_by_name({locale: e.facts for locale, e in measured.items()}),
        charts=[_pooled(group, measured) for group in (SUBTLE, NATURAL)],
        rule_charts=[_of_rule(rule, measured) for rule in rules],
        curves=[_recall_curve(measured), _flags_curve(measured)] if whole.curve else [],
        curve_rows=list(whole.curve.items()),
        width=WIDTH,
        height=HEIGHT,
    )  # fmt: skip


def _by_name(
    measured: Mapping[Locale, Mapping[str, Mapping[Point, Figures]]],
) -> dict[str, list[tuple[str, Mapping[Point, Figures]]]]:
    names = sorted({name for by_name in measured.values() for name in by_name})
    return {
        name: [(locale.value, by_name[name]) for locale, by_name in measured.items() if name in by_name]
        for name in names
    }


def _pooled(group: str, measured: Mapping[Locale, Evaluation]) -> Chart:
    title = f"{group} examples, all rules together"
    return _sweep(title, _MOST_FLAGGED[ALL], [(loc, e.sweep, group, e.groups[group]) for loc, e in measured.items()])


def _of_rule(rule: str, measured: Mapping[Locale, Evaluation]) -> Chart:
    lines = [(loc, e.sweep, rule, e.rules[rule]) for loc, e in measured.items() if rule in e.rules]
    return _sweep(rule, _MOST_FLAGGED["rule"], lines)


def _sweep(
    title: str,
    most: float,
    lines: Iterable[tuple[Locale, Sequence[Mapping[str, Figures]], str, Mapping[Point, Figures]]],
) -> Chart:
    """Draw recall over the share flagged; operating points are marked apart."""
    drawn = []
    for locale, sweep, name, chosen in lines:
        steps = sorted({_at(step[name]) for step in sweep if step[name].violating})
        marks = [_mark(at, most, "") for at in steps if at[0] <= most]
        marks += [_mark(_at(f), most, point.value) for point, f in chosen.items() if f.violating and _at(f)[0] <= most]
        if marks:
            drawn.append(Line(locale.value, locale.value[:2], tuple(marks)))
    return Chart(title, tuple(drawn), "0%", f"{most:.0%}")


def _at(figures: Figures) -> tuple[float, float]:
    return _flagged(figures) or 0.0, _recall(figures) or 0.0


def _mark(at: tuple[float, float], most: float, point: str) -> Mark:
    title = f"{point + ': ' if point else ''}{percent(at[1])} caught, {percent(at[0])} flagged"
    return Mark(at[0] / most * WIDTH, (1 - at[1]) * HEIGHT, title, bool(point))


def _recall_curve(measured: Mapping[Locale, Evaluation]) -> Chart:
    lines = [
        (f"{locale.value}, {group}", f"{locale.value[:2]} {group}", _over_size(evaluation, group, _recall))
        for locale, evaluation in measured.items()
        for group in (SUBTLE, NATURAL)
    ]
    return _over_examples("recall at check", lines, 1.0)


def _flags_curve(measured: Mapping[Locale, Evaluation]) -> Chart:
    lines = [(loc.value, loc.value[:2], _over_size(e, ALL, _flagged)) for loc, e in measured.items()]
    return _over_examples("wholly compliant replies flagged at check", lines, _MOST_FLAGGED["curve"])


def _over_size(evaluation: Evaluation, group: str, value: Callable[[Figures], float | None]) -> list[tuple[int, float]]:
    found = ((size, value(groups[group])) for size, groups in evaluation.curve.items())
    return [(size, share) for size, share in found if share is not None]


def _over_examples(title: str, lines: Sequence[tuple[str, str, list[tuple[int, float]]]], top: float) -> Chart:
    most = max(size for _, _, values in lines for size, _ in values)
    drawn = []
    for name, style, values in lines:
        marks = [
            Mark(size / most * WIDTH, (1 - min(share / top, 1)) * HEIGHT, f"{size:,}: {percent(share)}")
            for size, share in values
        ]
        if marks:
            drawn.append(Line(name, style, tuple(marks)))
    return Chart(title, tuple(drawn), "0", f"{most:,}", top)


def _recall(figures: Figures) -> float | None:
    return figures.caught / figures.violating if figures.violating else None


def _flagged(figures: Figures) -> float | None:
    return figures.flagged / figures.complying if figures.complying else None
