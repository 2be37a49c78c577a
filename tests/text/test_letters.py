"""Latin letters set apart: the letters of one word come together, and words that stand side by side stay apart."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotae.text.fold import fold, fold_text
from kotae.text.letters import between_letters, joints

Steps = Callable[[Callable[[], object]], int]


def joints_of(text: str) -> frozenset[int]:
    return joints(text, [at for at in range(len(text)) if between_letters(text, at)])


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("we give you a g i f t card", "we give you a gift card"),
        ("a g i f t card", "a gift card"),
        ("I'l l  s e n d  y o u  a  g i f t", "i'll send you a gift"),
        ("I  a m  s o r r y,  i t's  o u r s", "i am sorry, it's ours"),
        ("I'l.l s.e.n.d y.o.u a g.i.f.t", "i'll send you a gift"),
        ("I a.m s.o.r.r.y. I.t's o.u.r.s", "i am sorry. it's ours"),
        ("i.s.n't a q.u.i.e.t p.l.a.c.e", "isn't a quiet place"),
        ("s_e_n_d y_o_u", "send you"),
        ("e-m.a.i.l y.o.u t.h.e.r.e", "e-mail you there"),
        ("商品券のR e f u n dです", "商品券のrefundです"),
        ("私はA Iです", "私はaiです"),
        ("LINEのI Dを", "lineのidを"),
    ],
)
def test_the_letters_of_a_word_come_together(written: str, plain: str) -> None:
    assert fold_text(written) == plain


@pytest.mark.parametrize(
    "text",
    [
        "i'm here",
        "isn't a problem",
        "plan b i think",
        "vitamin c a day",
        "between 9 a.m. and 11 a.m.",
        "i.e. tomorrow",
        "a.b@example.com",
        "don't, won't, n't",
        "version 1.2.3 of x",
        "e-mail",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert fold_text(text) == text


def test_a_word_set_apart_maps_back_to_all_of_its_letters() -> None:
    folded = fold("a r.e.f.u.n.d today")
    start = folded.text.index("refund")
    assert folded.source[slice(*folded.span(start, start + 6))] == "r.e.f.u.n.d"


@given(st.text(st.sampled_from("aibcz .-'_ 1あ漢。"), max_size=40))
def test_only_single_marks_between_letters_are_joints(text: str) -> None:
    for at in joints_of(text):
        assert text[at] in " .-'_"
        assert text[at - 1].isalpha()
        assert text[at + 1].isalpha()


@pytest.mark.parametrize("piece", ["a ", "r.e.f ", "b'", "a.i ", "x y  ", "s_e-n d "])
def test_twice_the_letters_are_at_most_about_twice_the_work(steps_of: Steps, piece: str) -> None:
    once, twice = (steps_of(lambda n=n: joints_of(piece * n)) for n in (200, 400))
    assert twice < 2.2 * once
