"""The log of commands goes to standard error, as lines that people can read; standard output holds the result alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from kotae.cli import main
from kotae.commands import terminal_log
from tests.commands.learning_folder import learning_folder


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    """The log of the process, undone for the tests that come after."""
    terminal_log.configure()
    yield
    structlog.reset_defaults()


def test_what_is_logged_is_a_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("learning from the examples, once", folder="policies")
    structlog.get_logger().warning("learned scores cannot be kept")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "kotae: learning from the examples, once (folder: policies)",
        "kotae: warning: learned scores cannot be kept",
    ]


def test_what_only_developers_need_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().debug("details")
    assert capsys.readouterr() == ("", "")


def test_every_command_logs_so(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    assert CliRunner().invoke(main, ["policy", "schema"]).exit_code == 0
    structlog.get_logger().info("learning from the examples, once")
    assert capsys.readouterr() == ("", "kotae: learning from the examples, once\n")


def test_the_log_speaks_the_language_of_the_messages(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said before a minute of learning is said so that whoever waits can read it."""
    pytest.importorskip("sklearn")
    monkeypatch.setattr("kotae.policy.bundle.learn", lambda _root, _folder: {})
    command = ["policy", "test", "--policies", str(learning_folder(tmp_path / "house"))]
    english = CliRunner().invoke(main, command).stderr
    japanese = CliRunner().invoke(main, [*command, "--lang", "ja"]).stderr
    assert english == "kotae: learning from the examples, once; this takes about a minute (folder: house)\n"
    assert japanese.startswith("kotae: 例から学習しています")
    assert "フォルダー: house" in japanese
    assert CliRunner(env={"KOTAE_LANG": "ja"}).invoke(main, command).stderr == japanese
