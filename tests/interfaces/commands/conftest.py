from collections.abc import Callable
from pathlib import Path

import pytest

from khuyenhoc.interfaces.commands.command_line import main

Said = tuple[int, str, str]
"""Exit code, standard output, standard error."""


@pytest.fixture
def khuyenhoc(db: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """The command line, in this process and on the test's database."""

    def run(*arguments: str | Path) -> Said:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
