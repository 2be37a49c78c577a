"""Every command says what it does, what its options mean, and what its exit codes tell a script."""

import re
from collections.abc import Iterator

import click
import pytest
import structlog
from click.testing import CliRunner, Result

from kotae import __version__
from kotae.cli import main


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    """``kotae`` sets up the log of its process: undone for the tests that come after."""
    yield
    structlog.reset_defaults()


def commands(command: click.Command = main, path: str = "kotae") -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from commands(sub, f"{path} {name}")


EVERY = dict(commands())


def run(path: str, *words: str) -> Result:
    return CliRunner().invoke(main, [*path.split()[1:], *words], prog_name="kotae", terminal_width=120)


def help_of(path: str) -> str:
    result = run(path, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def test_the_commands_are_those_of_the_documentation() -> None:
    assert EVERY.keys() >= {
        "kotae serve",
        "kotae suggest",
        "kotae check",
        "kotae policy lint",
        "kotae policy test",
        "kotae policy schema",
    }


@pytest.mark.parametrize("path", EVERY)
def test_every_command_says_what_it_does(path: str) -> None:
    shown, told = help_of(path), EVERY[path].help
    assert shown.startswith(f"Usage: {path} ")
    assert told
    assert " ".join(told.split("\n\n")[0].split()) in shown


@pytest.mark.parametrize("path", EVERY)
def test_every_option_is_explained(path: str) -> None:
    shown = help_of(path)
    for parameter in EVERY[path].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.opts[0] in shown


@pytest.mark.parametrize("path", EVERY)
def test_every_command_states_its_exit_codes(path: str) -> None:
    stated = re.findall(r"(?:Exit codes[a-z ]*:|Exits with) (0 .*)", help_of(path))
    assert stated
    assert " 2 " in stated[0]


@pytest.mark.parametrize("path", EVERY)
def test_an_option_that_does_not_exist_is_exit_code_2(path: str) -> None:
    result = run(path, "--no-such-option")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--no-such-option" in result.stderr


def test_a_command_that_does_not_exist_is_exit_code_2() -> None:
    result = run("kotae", "chek")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "chek" in result.stderr


def test_help_has_a_short_name_too() -> None:
    assert run("kotae", "-h").stdout == run("kotae", "--help").stdout


def test_the_version_is_printed() -> None:
    assert run("kotae", "--version").stdout == f"kotae, version {__version__}\n"
