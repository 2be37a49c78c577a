"""The page that shows a session is held against what its commands print: how the two are compared, and renewed."""

import pytest

from tests.docs.session import ROOT, SCRATCH, agrees, renewed, steps

PRINTED = ["Facts", "  one  certain", "  two  certain", "", "score 0.53 (counts from 0.10): a, b", "Verdict: withheld"]


@pytest.mark.parametrize(
    ("shown", "right"),
    [
        (PRINTED, True),
        (["…", "Verdict: withheld"], True),
        (["Facts", "…", "score 0.53 (…", "Verdict: withheld"], True),
        (["…"], True),
        (["Facts", "…"], True),
        (["Facts"], False),
        (["…", "Verdict: may be sent"], False),
        (["…", "score 0.53 (…", "…", "Facts"], False),
        ([], False),
    ],
)
def test_dots_stand_for_anything_and_all_else_is_word_for_word(shown: list[str], right: bool) -> None:
    assert agrees(shown, PRINTED) is right


def test_a_page_is_renewed_with_what_is_printed_and_keeps_what_it_leaves_out() -> None:
    shown = ["…", "score 0.61 (counts from 0.20): c, d", "Verdict: may be sent"]
    assert renewed(shown, PRINTED) == ["…", *PRINTED[4:]]
    assert renewed(["Facts", "…", "score 0.61 (counts …", "…"], PRINTED) == ["Facts", "…", "score 0.53 (counts…", "…"]
    assert agrees(renewed(shown, PRINTED), PRINTED)


def test_a_line_like_none_that_is_printed_is_left_to_people() -> None:
    with pytest.raises(LookupError, match="Something else altogether"):
        renewed(["…", "Something else altogether", "…"], PRINTED)


def test_steps_come_in_the_order_of_the_page() -> None:
    page = [
        "<!-- save: /tmp/rev/a.json -->", "```json", "{}", "```", "<!-- run: touch x -->", "<!-- learns -->",
        "```console", "$ one", "1", "$ two", "```", "```console", "$ three", "…", "```",
    ]  # fmt: skip
    found = list(steps(page))
    assert [step.command for step in found] == ["", "touch x", "one", "two", "three"]
    assert found[0].save == ("/tmp/rev/a.json", "{}\n")
    assert [step.learns for step in found] == [False, False, True, True, False]
    assert [page[s.shown.start : s.shown.stop] for s in found if s.shown is not None] == [["1"], [], ["…"]]


def test_the_reviewers_page_is_written_so_that_it_can_be_run() -> None:
    page = (ROOT / "docs" / "reviewing.md").read_text(encoding="utf-8").splitlines()
    found = list(steps(page))
    assert len([step for step in found if step.shown is not None]) > 15
    saved = {step.save[0] for step in found if step.save}
    assert {f"{SCRATCH}/rival.json", f"{SCRATCH}/gift.json", f"{SCRATCH}/gossip.json"} <= saved
