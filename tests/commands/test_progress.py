"""What a long command reports on the way is in the language of the messages."""

from pathlib import Path

import pytest

from kotae.commands.progress import in_language
from kotae.conversation import Locale
from tests.commands.learning_folder import learning_folder

pytest.importorskip("sklearn")


def test_all_that_learning_and_measuring_report_has_words_in_japanese(tmp_path: Path) -> None:
    from kotae.policy.train import evaluate

    news = ["starting"]
    evaluate.evaluate_with_curve(learning_folder(tmp_path / "house"), Locale.JA, news.append)
    assert len(news) > 5
    for said in news:
        assert in_language(said, "en") == said
        assert in_language(said, "ja") != said
