"""What a program gets of a command that is pasted into a shell, by the shell's documented rules.

cmd.exe: percent signs first, line by line, then carets and quotes; then the program reads its line as
CommandLineToArgvW does. PowerShell: about_Quoting_Rules, about_Parsing, about_Special_Characters.
"""

import re
import shlex
from collections.abc import Iterator
from typing import Any

# Every variable that a value could name stands for something else.
VARIABLE = re.compile(r"%([^%^\"=:]+)(:[^%]*)?%")

# The filter of Windows' console window, which is on at first.
MADE_PLAIN = str.maketrans("\u00a0\u202f\u2013\u2014\u201c\u201d", '  --""')


def at_a_terminal(text: str) -> str:
    """What is typed when the text is pasted: nothing in it is a key."""
    keys = re.search("[^\n\x20-\x7e\xa0-\u2027\u202a-\U0010ffff]", text)
    assert not keys, f"{keys[0]!r} is no character of a text: {text!r}"
    return text


def in_window(text: str) -> str:
    return at_a_terminal(text).translate(MADE_PLAIN)


def posix(text: str) -> list[str]:
    text = at_a_terminal(text)
    return shlex.split(text.replace("\\\n", ""))


def cmd(text: str) -> list[str]:
    line = in_cmd(in_window(text))
    # A program that is a batch file, as aws.cmd, has it read again.
    assert in_cmd(line) == line
    return in_argv(line)


def in_cmd(text: str) -> str:
    """The line that cmd.exe gives a program."""
    text = "\n".join(VARIABLE.sub("EXPANDED", line) for line in text.split("\n"))
    given, is_quoted, at = "", False, 0
    while at < len(text):
        sign = text[at]
        if sign == "^" and not is_quoted:
            # A line break after a caret is passed over, and the sign after it stands for itself.
            at += 2 if text[at + 1] == "\n" else 1
            given += text[at]
        else:
            assert is_quoted or sign not in "&|<>()", f"cmd.exe takes {sign} for its own in {text}"
            assert sign not in "\r\n", f"the command ends within {text}"
            is_quoted ^= sign == '"'
            given += sign
        at += 1
    return given


def in_argv(line: str) -> list[str]:
    """CommandLineToArgvW: 2n backslashes and a quote are n backslashes, one more is a quote as well."""
    words, is_quoted, word = [], False, None
    for slashes, quote, other in re.findall(r'(\\*)(?:(")|(.))', line + " ", re.DOTALL):
        if quote:
            word = (word or "") + "\\" * (len(slashes) // 2)
            if len(slashes) % 2:
                word += '"'
            else:
                is_quoted = not is_quoted
        else:
            word = word if word is not None or not slashes else ""
            word = word + slashes if slashes else word
            if other in " \t" and not is_quoted:
                words += [word] if word is not None else []
                word = None
            else:
                word = (word or "") + other
    return words


POWERSHELL = re.compile(
    r"(?P<space>(?:[ \t\n]|`\n)+)"
    r"|(?P<single>(?:['‘-‛](?:[^'‘-‛]|['‘-‛]{2})*['‘-‛]))"
    r'|(?P<double>["“-„](?:[^"“-„`$]|`.|\$\(\[char\]\d+\))*["“-„])'
    r"|(?P<true>\$true)|(?P<false>\$false)"
    r"|(?P<sign>@\(|@\{|[)},;=])"
    r"|(?P<number>\d+(?![A-Za-z0-9_.:-]))"
    r"|(?P<bare>[A-Za-z-][A-Za-z0-9_./:-]*)",
    re.DOTALL,
)
ESCAPED = {"`n": "\n", "`r": "\r", "`t": "\t", "`0": "\0"}


class PowerShell:
    """The cmdlet and what its parameters get. A bare word that begins with a hyphen is a parameter."""

    def __init__(self, text: str) -> None:
        self.tokens = list(self.split(in_window(text)))
        self.cmdlet = self.take()[1]
        self.parameters: dict[str, Any] = {}
        while self.tokens:
            kind, name = self.take()
            assert (kind, name[0]) == ("bare", "-"), f"no parameter: {name}"
            self.parameters[name[1:]] = self.argument()

    def split(self, text: str) -> Iterator[tuple[str, str]]:
        at = 0
        while at < len(text):
            found = POWERSHELL.match(text, at)
            assert found, f"PowerShell reads no token at {text[at : at + 20]!r} of {text}"
            if found.lastgroup != "space":
                yield found.lastgroup, found[0]
            at = found.end()

    def take(self) -> tuple[str, str]:
        return self.tokens.pop(0)

    def is_next(self, sign: str) -> bool:
        return self.tokens[:1] == [("sign", sign)]

    def argument(self) -> Any:
        value = self.value()
        if not self.is_next(","):
            return value
        values = [value]
        while self.is_next(","):
            self.take()
            values.append(self.value())
        return values

    def value(self) -> Any:
        kind, text = self.take()
        if kind == "single":
            return re.sub("(['‘-‛])['‘-‛]", r"\1", text[1:-1])
        if kind == "double":
            return re.sub(r"`.|\$\(\[char\](\d+)\)", self.escaped, text[1:-1], flags=re.DOTALL)
        if text == "@(":
            return self.closed(")", ",", self.value)
        if text == "@{":
            return dict(self.closed("}", ";", self.pair))
        assert kind != "bare" or not text.startswith("-"), f"a parameter for a value: {text}"
        return {"true": True, "false": False}.get(kind, int(text) if kind == "number" else text)

    def closed(self, end: str, between: str, one: Any) -> list[Any]:
        values = []
        while not self.is_next(end):
            values.append(one())
            if self.is_next(between):
                self.take()
        self.take()
        return values

    def pair(self) -> tuple[str, Any]:
        key = self.value()
        assert self.take() == ("sign", "=")
        return key, self.value()

    @staticmethod
    def escaped(found: re.Match[str]) -> str:
        return chr(int(found[1])) if found[1] else ESCAPED.get(found[0], found[0][1:])
