"""One argument as each shell's rules need it, so that the program gets the value as it is."""

import re
import shlex

UNQUOTED = re.compile(r"[A-Za-z0-9_./:+-]+")
# Of PowerShell's arguments: -x is a parameter there, and 0x10 a number.
BARE = re.compile(r"[A-Za-z][A-Za-z0-9_./:-]*")
# PowerShell takes typographic quotation marks for the plain ones.
APOSTROPHES = re.compile("['\u2018-\u201b]")
QUOTES_IN_TEXT = re.compile('["`$\u201e]')
# What a terminal, or what reads its line, takes for a key or for the line's end when it is pasted.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# The window of cmd.exe, PowerShell and Python makes these plain when they are pasted: spaces, dashes and quotation
# marks, which would end a text.
ALTERED = re.compile(f"{CONTROL.pattern}|[\u00a0\u202f\u2013\u2014\u201c\u201d]")
ESCAPES = {"\n": "`n", "\r": "`r", "\t": "`t", "\0": "`0"}
# No quotes keep these from cmd.exe: a quotation mark, which no backslash saves, and a variable between percent signs.
UNFIT_FOR_CMD = re.compile(f'["%]|{ALTERED.pattern}')
# In JSON, a pair with a backslash, or what cmd.exe reads as its own outside quotes.
IN_JSON = re.compile(r"\\.|[()%!^<>&|]")


def for_posix(value: str) -> str:
    """zsh, which macOS has, takes =word for the path of a program."""
    return f"'{value[0]}'{shlex.quote(value[1:])}" if value.startswith("=") else shlex.quote(value)


def for_powershell(value: str) -> str:
    return value if BARE.fullmatch(value) else in_apostrophes(value)


def in_apostrophes(value: str) -> str:
    """On one line: a text with line breaks stands between double quotes, with the escapes that are read there."""
    if not ALTERED.search(value):
        return "'" + APOSTROPHES.sub(r"\g<0>\g<0>", value) + "'"
    return '"' + ALTERED.sub(_escape, QUOTES_IN_TEXT.sub(r"`\g<0>", value)) + '"'


def _escape(found: re.Match[str]) -> str:
    return ESCAPES.get(found[0], f"$([char]{ord(found[0])})")


def for_cmd(value: str) -> str:
    """Between quotes as programs read them: a backslash before a quote doubled.

    cmd.exe knows no backslash before a quote: for it, every quote begins or ends a text. So the value is JSON as
    `json_for_cmd` leaves it, or holds nothing UNFIT_FOR_CMD.
    """
    return value if UNQUOTED.fullmatch(value) else '"' + re.sub(r'(\\*)("|$)', _before_a_quote, value) + '"'


def _before_a_quote(found: re.Match[str]) -> str:
    return found[1] * 2 + ('\\"' if found[2] else "")


def json_for_cmd(text: str) -> str:
    """JSON that holds quotes in pairs, and none of cmd.exe's signs: its texts stand outside of quotes there.

    So it stays what it is however often it is read, as by a batch file that is the program, aws.cmd.
    """
    return IN_JSON.sub(_by_number, text)


def _by_number(found: re.Match[str]) -> str:
    pair = found[0]
    return pair if pair.startswith("\\") and pair != '\\"' else f"\\u{ord(pair[-1]):04x}"
