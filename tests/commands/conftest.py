"""Who types at a command's terminal, and what its standard input holds."""

import io

import pytest

PASSWORD = "correct horse battery"


@pytest.fixture
def terminal(monkeypatch):
    """A terminal at which these lines are typed, one for each prompt; then the input ends."""

    def type_(*lines: str) -> list[str]:
        left, prompts = list(lines), []

        def typed(prompt: str) -> str:
            prompts.append(prompt)
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", typed)
        monkeypatch.setattr("getpass.getpass", typed)
        return prompts

    return type_


@pytest.fixture
def stdin(monkeypatch):
    """Standard input with a good password, or what it is given."""

    def give(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    give(f"{PASSWORD}\n")
    return give
