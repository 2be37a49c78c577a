"""``kotae policy evaluate``: how replies of writers left out are judged, as tables and as one HTML file."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kotae.commands.policy import policy
from kotae.policy.figures import Figures
from kotae.policy.verdict import Point
from tests.commands.learning_folder import MUST, OFFERS, OTHERS, RULE, learning_folder
from tests.policy.small_folder import JA, prohibition, write_folder

pytest.importorskip("sklearn")
pytest.importorskip("jinja2")

from kotae.policy.train.evaluate import ALL, NATURAL, ORDINARY, SUBTLE, Evaluation, group_of, together


def evaluate(*options: str | Path) -> Result:
    return CliRunner(env={"KOTAE_LANG": None}).invoke(policy, ["evaluate", *map(str, options)])


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[list[str]], str]:
    """The words of each line of the tables, and the HTML file, of a folder that is learned from."""
    root = learning_folder(tmp_path_factory.mktemp("evaluated") / "<b>house")
    page = root.parent / "report.html"
    result = evaluate("--policies", root, "--html", page, "--curve")
    assert result.exit_code == 0, result.output
    assert f"Report: {page}" in result.stdout
    return [line.split() for line in result.stdout.splitlines()], page.read_text(encoding="utf-8")


def row(measured: tuple[list[list[str]], str], *first: str) -> list[str]:
    """The counts of the table row that begins with these words."""
    (found,) = [words for words in measured[0] if words[: len(first)] == list(first)]
    return [word for word in found if "/" in word]


# --- tables ------------------------------------------------------------------------------------------------------


def test_each_rule_has_recall_and_false_flags_at_both_points(measured: tuple[list[list[str]], str]) -> None:
    counts = row(measured, RULE, JA.value)
    violating, keeping = 3 * len(OFFERS), 4 * len(OTHERS)
    assert [count.split("/")[1] for count in counts] == [str(violating), str(keeping)] * 2
    assert int(counts[0].split("/")[0]) > violating / 2


def test_examples_are_counted_by_what_they_are_of(measured: tuple[list[list[str]], str]) -> None:
    """The files of rules and subtle ones together, natural ones, and ordinary ones, which violate nothing."""
    of = [[count.split("/")[1] for count in row(measured, group, JA.value)] for group in (SUBTLE, NATURAL, ORDINARY)]
    assert of == [["20", "20"] * 2, ["10", "10"] * 2, ["10"] * 2]


def test_a_language_without_examples_is_left_out(measured: tuple[list[list[str]], str]) -> None:
    assert not any("en-US" in words for words in measured[0])


def test_the_curve_says_what_fewer_examples_would_have_taught(measured: tuple[list[list[str]], str]) -> None:
    sizes = ("8", "17", "35", "70")
    recalls = [int(row(measured, size)[-2].split("/")[0]) for size in sizes]
    assert recalls == sorted(recalls)
    assert recalls[0] < recalls[-1]


# --- the HTML file -----------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_page_loads_nothing(measured: tuple[list[list[str]], str]) -> None:
    tags = Tags(measured[1]).seen
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object"}
    assert not [attrs for _, attrs in tags if {"src", "href"} & attrs.keys()]
    assert "url(" not in measured[1]
    assert "default-src 'none'" in measured[1]


def test_what_comes_from_the_policies_is_escaped(measured: tuple[list[list[str]], str]) -> None:
    assert "&lt;b&gt;house" in measured[1]
    assert "<b>house" not in measured[1]


def test_there_is_a_curve_for_each_rule_and_for_all_together(measured: tuple[list[list[str]], str]) -> None:
    titles = re.findall(r"<figcaption>(.*?)</figcaption>", measured[1])
    assert titles == [
        "subtle examples, all rules together",
        "natural examples, all rules together",
        "recall at check",
        "wholly compliant replies flagged at check",
        RULE,
    ]


def test_operating_points_say_what_they_do_when_pointed_at(measured: tuple[list[list[str]], str]) -> None:
    assert re.search(r'class="chosen"[^>]*><title>ja-JP: check: [\d.]+% caught, [\d.]+% flagged</title>', measured[1])


def test_curves_stay_inside_their_charts(measured: tuple[list[list[str]], str]) -> None:
    places = [(float(a["cx"] or -1), float(a["cy"] or -1)) for tag, a in Tags(measured[1]).seen if tag == "circle"]
    assert places
    assert all(0 <= x <= 240 and 0 <= y <= 140 for x, y in places)


# --- what is missing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("absent", "options", "named"),
    [
        ({"sklearn"}, (), "kotae[train]"),
        ({"jinja2"}, ("--html", "report.html"), "kotae[evals]"),
        ({"sklearn", "jinja2"}, ("--html", "report.html"), "kotae[train,evals]"),
    ],
)
def test_what_is_not_installed_is_named(
    absent: set[str], options: tuple[str, ...], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name in absent else name)
    result = evaluate(*options)
    assert result.exit_code == 2
    assert f"pip install '{named}'" in result.stderr
    assert named in evaluate(*options, "--lang", "ja").stderr


def test_a_folder_without_examples_is_exit_code_2(tmp_path: Path) -> None:
    result = evaluate("--policies", write_folder(tmp_path, prohibition(RULE, ja=[{"say": ["商品券"]}], must=MUST)))
    assert result.exit_code == 2
    assert "there are no labelled examples" in result.stderr


def test_a_folder_that_cannot_be_used_is_exit_code_2(tmp_path: Path) -> None:
    result = evaluate("--policies", tmp_path)
    assert result.exit_code == 2
    assert "rules/" in result.stderr


# --- adding up ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "group"),
    [("natural-w1", NATURAL), ("natural", NATURAL), ("ordinary", ORDINARY), ("subtle-x1", SUBTLE), (RULE, SUBTLE)],
)
def test_a_file_tells_what_its_examples_are_of(file: str, group: str) -> None:
    assert group_of(file) == group


def test_languages_are_added_up_except_by_rule() -> None:
    def evaluation(size: int, figures: Figures) -> Evaluation:
        by_point = {Point.CHECK: figures, Point.SUGGEST: figures}
        groups = {ALL: dict(by_point)}
        return Evaluation(
            size, {RULE: by_point}, groups, {"f": by_point}, [{RULE: figures, ALL: figures}], {size: {ALL: figures}}
        )

    one, two = evaluation(10, Figures(1, 2, 3, 4)), evaluation(5, Figures(10, 20, 30, 40))
    whole, figures = together([one, two]), Figures(11, 22, 33, 44)
    assert (whole.examples, whole.rules, whole.facts) == (15, {}, {})
    assert whole.groups == {ALL: {Point.CHECK: figures, Point.SUGGEST: figures}}
    assert whole.sweep == [{ALL: figures}]
    assert whole.curve == {15: {ALL: figures}}
    assert one.groups[ALL][Point.CHECK] == Figures(1, 2, 3, 4)
