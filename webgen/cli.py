"""The command line: ``webgen``.

Exit status 0: the command did its work; 1: what it checks does not hold; 2: bad input, said in one sentence on
standard error. ``--json`` prints one JSON object on standard output and nothing else there.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

import typer

from webgen.commands import _outside as outside
from webgen.commands import base
from webgen.errors import EngineFault, InputError, WebgenError
from webgen.memory import collect_rarely

# typer brings its own copy of click or not, by version: what its usage errors derive from is read off one of them
USAGE: type[BaseException] = typer.BadParameter.__mro__[2]


def build() -> typer.Typer:
    """Return the application: the commands of this package's folder, then those other packages add."""
    app = typer.Typer(
        name="webgen",
        help="Stateful web applications with tasks, judges and experts, each from a seed.",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )

    @app.callback()
    def root() -> None:
        """Stateful web applications with tasks, judges and experts, each from a seed."""

    for module in base.command_modules():
        module.register(app)
    outside.add_commands(app)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    try:
        status = build()(args=list(arguments) or ["--help"], prog_name="webgen", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except InputError as error:
        return _refuse(str(error))
    except EngineFault as error:
        base.say(f"webgen: the engine failed, which is no fault of the input: {error}")
        return 1
    except WebgenError as error:
        base.say(f"webgen: {error}")
        return 1
    except ModuleNotFoundError as error:
        return _refuse(outside.missing(error))
    except typer.Abort:
        base.say("webgen: stopped")
        return 130
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to do
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _refuse(f"cannot write the result: {(error.strerror or str(error)).lower()}")
    except USAGE as error:
        return _refuse(_usage(error, arguments))


def _refuse(sentence: str) -> int:
    base.say("webgen: " + " ".join(sentence.split()))
    return 2


def _usage(error: BaseException, arguments: Sequence[str]) -> str:
    """Say what is wrong with the arguments; a negative number reads as an option, and is meant as a seed."""
    text = str(error.format_message()) if hasattr(error, "format_message") else str(error)
    negative = next((item for item in arguments if re.fullmatch(r"-\d+", item)), None)
    if negative is not None and text.startswith("No such option"):
        return f"seed {negative!r} is not a non-negative integer; use 0, 1, 2, …"
    command = " ".join(item for item in arguments[:1] if not item.startswith("-"))
    sentence = text.rstrip(".")
    return f"{sentence[:1].lower()}{sentence[1:]} (see `{' '.join(filter(None, ('webgen', command, '--help')))}`)"


def main() -> None:
    """Run the command line of this process."""
    collect_rarely()
    sys.exit(run(sys.argv[1:]))
