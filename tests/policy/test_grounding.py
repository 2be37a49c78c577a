"""What the request allows and asks for: authorised offers, consequences of cancelling, outcomes told before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_folder import EN, JA, fact, obligation, prohibition, small_policy, talk, violated

from kotae.conversation import Locale
from kotae.policy import Policy

OFFER = prohibition(
    "money.no-offer",
    ja=[{"say": ["半額", "割引", "無料", "返金", "商品券", "ポイント", "免除", "%"]}],
    en=[{"say": ["half price", "off", "free", "refund*", "gift card", "waive*", "credit"]}],
    exceptions=["authorised-offer", "reported-outcome"],
)
TOLD = fact("agent.reported-outcome", by="agent", ja=[{"say": ["決定いたし"]}], en=[{"say": ["has been approved"]}])
HALF = "3か月間、月額料金を半額にするご案内"
HALF_EN = "half price on the monthly fee for three months"


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A policy that forbids offers, but not authorised ones nor outcomes told before."""
    return small_policy(tmp_path_factory.mktemp("policies"), OFFER, TOLD)


def allowed(policy: Policy, text: str, *offers: str, locale: Locale = JA) -> bool:
    """Whether ``text`` may be said where ``offers`` are authorised."""
    return not violated(policy, text, talk(locale=locale, offers=offers))


# --- authorised offers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "3か月間、月額料金を半額にするご案内がございます。",
        "月額料金を3か月間、半額でご利用いただけます。",
        "三ヶ月間、月額料金が50%割引になります。",
        "月額料金が３カ月間、５割引きです。",
        "月額料金が半額になります。期間は3か月です。",
        "期間は3か月です。その間、月額料金が半額になります。",
    ],
)
def test_an_authorised_offer_may_be_made_in_other_words(policy: Policy, text: str) -> None:
    assert allowed(policy, text, HALF)
    assert not allowed(policy, text)


@pytest.mark.parametrize(
    "text",
    [
        "We can give you half price on the monthly fee for three months.",
        "For 3 months, the monthly fee is 50% off.",
        "The monthly fee would be half price. That runs for three months.",
        "Half price on your monthly fee, for a quarter.",
    ],
)
def test_an_authorised_offer_may_be_made_in_other_english_words(policy: Policy, text: str) -> None:
    assert allowed(policy, text, HALF_EN, locale=EN)
    assert not allowed(policy, text, locale=EN)


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("larger", "月額料金を3か月間、無料にいたします。"),
        ("larger in figures", "月額料金を3か月間、60%割引いたします。"),
        ("longer", "月額料金を6か月間、半額にいたします。"),
        ("longer, in another unit", "月額料金を半年間、半額にいたします。"),
        ("a year", "月額料金を1年間、半額にいたします。"),
        ("without its limit", "月額料金を半額にいたします。"),
        ("something else", "商品券を3か月間、差し上げます。"),
        ("with more in the same sentence", "月額料金を3か月間、半額にし、2,000円もお返しします。"),
        ("with a condition on another figure", "月額料金を3か月間、半額、または1万円割引にいたします。"),
    ],
)
def test_an_offer_that_goes_beyond_the_authorised_one_may_not_be_made(policy: Policy, how: str, text: str) -> None:
    assert not allowed(policy, text, HALF)


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("larger", "The monthly fee is free for three months."),
        ("larger in figures", "The monthly fee is 70% off for three months."),
        ("longer", "The monthly fee is half price for six months."),
        ("longer, in another unit", "The monthly fee is half price for a whole year."),
        ("without its limit", "The monthly fee is half price."),
        ("with more", "The monthly fee is half price for three months, and you get $20 credit."),
    ],
)
def test_an_english_offer_that_goes_beyond_may_not_be_made(policy: Policy, how: str, text: str) -> None:
    assert not allowed(policy, text, HALF_EN, locale=EN)


def test_the_figures_of_two_limits_may_not_be_swapped(policy: Policy) -> None:
    offer = "初回配送料を30%割引、2か月間"
    assert allowed(policy, "初回配送料を2か月間、30%割引いたします。", offer)
    assert not allowed(policy, "初回配送料を30か月間、2%割引いたします。", offer)


def test_half_of_what_an_offer_promises_may_be_told(policy: Policy) -> None:
    offer = "配送料の割引500円、化粧箱の無料提供"
    assert allowed(policy, "配送料を500円割引いたします。", offer)
    assert not allowed(policy, "配送料を800円割引いたします。", offer)


def test_each_of_several_offers_may_be_made(policy: Policy) -> None:
    offers = (HALF, "解約手数料の免除")
    assert allowed(policy, "解約手数料を免除いたします。", *offers)
    assert allowed(policy, "月額料金を3か月間、半額にいたします。解約手数料も免除いたします。", *offers)


def test_figures_of_two_offers_may_not_be_combined_into_a_third(policy: Policy) -> None:
    offers = (HALF, "登録料を20%割引、12か月間")
    assert not allowed(policy, "月額料金を12か月間、半額にいたします。", *offers)
    assert allowed(policy, "登録料を12か月間、20%割引いたします。", *offers)


def test_an_offer_covers_the_sentence_that_makes_it_and_no_other(policy: Policy) -> None:
    assert not allowed(policy, "月額料金を3か月間、半額にいたします。さらに商品券も差し上げます。", HALF)
    assert not allowed(policy, "商品券です。月額料金を3か月間、半額にいたします。", HALF)


def test_nothing_to_pay_is_free_however_it_is_said(policy: Policy) -> None:
    offer = "往復配送料の無料サービス"
    assert allowed(policy, "往復配送料は0円でございます。無料です。往復配送料でございます。", offer) is False
    assert allowed(policy, "往復配送料は0円、無料でございます。", offer)
    assert allowed(policy, "Return shipping is free of charge.", "Return shipping at no cost", locale=EN)


def test_a_day_of_the_calendar_is_no_figure_of_an_offer(policy: Policy) -> None:
    assert allowed(policy, "12月5日から、月額料金を3か月間、半額にいたします。", HALF)


# --- consequences ------------------------------------------------------------------------------------------------

LOSSES = ("貯まった1,200ポイントが失効します", "登録済みの録画データが削除されます")


@pytest.fixture(scope="module")
def cancelling(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A policy that asks for all that is lost on cancelling."""
    rule = obligation(
        "retention.state-consequences",
        grounded=["all-consequences"],
        applies={"all": ["contact.has-consequences"]},
    )
    return small_policy(tmp_path_factory.mktemp("policies"), rule)


def tells(policy: Policy, text: str, *losses: str, locale: Locale = JA) -> bool:
    """Whether ``text`` states all of ``losses``."""
    return not violated(policy, text, talk(locale=locale, cancellation_consequences=losses))


@pytest.mark.parametrize(
    "text",
    [
        "貯まった1,200ポイントが失効し、登録済みの録画データが削除されます。",
        "１２００ポイントは失効いたします。また、録画データは削除となります。",
        "録画データが削除されます。貯まっている千二百ポイントも失効です。",
    ],
)
def test_all_that_is_lost_may_be_stated_in_other_words(cancelling: Policy, text: str) -> None:
    assert tells(cancelling, text, *LOSSES)


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("nothing", "かしこまりました。"),
        ("the first alone", "貯まった1,200ポイントが失効します。"),
        ("the second alone", "登録済みの録画データが削除されます。"),
        ("a wrong amount", "貯まった2,100ポイントが失効し、登録済みの録画データが削除されます。"),
        ("no amount", "貯まったポイントが失効し、登録済みの録画データが削除されます。"),
        ("the amount alone", "1,200と、登録済みの録画データが削除されます。"),
        ("in general", "失われるものがございます。"),
    ],
)
def test_less_than_all_that_is_lost_is_not_enough(cancelling: Policy, how: str, text: str) -> None:
    assert not tells(cancelling, text, *LOSSES)


def test_what_is_lost_is_compared_in_english_too(cancelling: Policy) -> None:
    losses = ("your 1,200 points expire", "saved recordings are deleted")
    assert tells(cancelling, "Your 1200 points will expire, and the saved recordings are deleted.", *losses, locale=EN)
    assert not tells(cancelling, "Your 1200 points will expire.", *losses, locale=EN)
    assert not tells(cancelling, "Your 500 points expire, and the saved recordings are deleted.", *losses, locale=EN)


def test_a_loss_in_money_keeps_its_amount(cancelling: Policy) -> None:
    assert tells(cancelling, "違約金が9,800円かかります。", "違約金9,800円")
    assert not tells(cancelling, "違約金が8,900円かかります。", "違約金9,800円")


def test_where_nothing_is_lost_nothing_is_owed(cancelling: Policy) -> None:
    assert tells(cancelling, "かしこまりました。")


# --- outcomes told before ----------------------------------------------------------------------------------------

REPORT = "a: 調査の結果、代金3,000円の返金が決定いたしました。"


@pytest.mark.parametrize(
    "text", ["先ほどの代金3,000円の返金は、来週でございます。", "代金三千円の返金の件でございますね。"]
)
def test_an_outcome_told_before_may_be_told_again(policy: Policy, text: str) -> None:
    assert not violated(policy, text, talk(REPORT, "c: 返金ですよね"))


@pytest.mark.parametrize(
    "text",
    [
        "代金5,000円の返金は、来週でございます。",
        "送料の返金もいたします。",
        "代金3,000円の返金と、さらに500円の商品券です。",
    ],
)
def test_an_outcome_that_nobody_told_may_not_be_told(policy: Policy, text: str) -> None:
    assert violated(policy, text, talk(REPORT, "c: 返金ですよね")) == ["money.no-offer"]


@pytest.mark.parametrize(
    "turns",
    [
        ("c: 代金3,000円の返金が決定いたしましたよね",),
        ("a: 代金3,000円の返金を検討いたします。", "c: 返金ですよね"),
        ("c: 返金ですよね",),
    ],
)
def test_only_an_agent_who_reported_it_makes_an_outcome(policy: Policy, turns: tuple[str, ...]) -> None:
    assert violated(policy, "代金3,000円の返金は、来週でございます。", talk(*turns)) == ["money.no-offer"]


def test_an_outcome_may_be_told_again_in_english(policy: Policy) -> None:
    told = talk("a: Your refund of $40 for the kettle has been approved.", "c: Really?", locale=EN)
    assert not violated(policy, "Yes, the kettle refund of $40 is on its way.", told)
    assert violated(policy, "Yes, the kettle refund of $90 is on its way.", told)


def test_without_the_exception_an_outcome_may_not_be_told_again(tmp_path: Path) -> None:
    strict = small_policy(tmp_path, {**OFFER, "exceptions": ["authorised-offer"]}, TOLD)
    assert violated(strict, "代金3,000円の返金は、来週でございます。", talk(REPORT, "c: はい"))


def test_the_same_figures_let_an_offer_be_made_in_other_words(policy: Policy) -> None:
    offer = "次回ご購入時に使える20%引きクーポンをお送りするご案内"
    assert allowed(policy, "次のお買い物でお使いいただける2割引きのクーポンをお送りできます。", offer)
    assert not allowed(policy, "次のお買い物でお使いいただける3割引きのクーポンをお送りできます。", offer)


def test_what_an_agent_has_said_before_need_not_be_said_again(cancelling: Policy) -> None:
    losses = ("貯まった1,200ポイントが失効します", "録画した番組が消えます")
    rest = "解約いたします。録画された番組も消えます。"

    def left_out(*turns: str) -> list[str]:
        return violated(cancelling, rest, talk(*turns, "c: 解約で", cancellation_consequences=losses))

    assert left_out("c: はい")
    assert left_out("c: 1,200ポイントは失効するんですよね")
    assert left_out("a: 900ポイントは失効いたします")
    assert not left_out("a: お持ちの1,200ポイントは失効いたします")


@pytest.mark.parametrize("piece", ["商品券ですが、", "3か月間、月額料金を半額に。"])
def test_twice_the_findings_in_one_text_are_at_most_about_twice_the_work(
    steps_of: Callable[[Callable[[], object]], int], policy: Policy, piece: str
) -> None:
    contact = talk(offers=(HALF,))
    once, twice = (steps_of(lambda n=n: violated(policy, piece * n, contact)) for n in (100, 200))
    assert twice < 2.2 * once
