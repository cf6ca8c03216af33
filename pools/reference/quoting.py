"""One argument as each shell's rules need it, so that the program gets the value as it is."""

import re
import shlex

UNQUOTED = re.compile(r"[A-Za-z0-9_./:+-]+")
# Of PowerShell's arguments: -x is a parameter there, and 0x10 a number.
BARE = re.compile(r"[A-Za-z][A-Za-z0-9_./:-]*")
# PowerShell takes typographic quotation marks for the plain ones.
APOSTROPHES = re.compile("['\u2018-\u201b]")
QUOTES_IN_TEXT = re.compile('["`$\u201c-\u201e]')
CONTROL = re.compile("[\x00-\x1f\x7f]")
ESCAPES = {"\n": "`n", "\r": "`r", "\t": "`t", "\0": "`0"}
# What cmd.exe reads as its own outside quotes, and what follows a percent sign: no variable's name begins with a caret.
CMD_SIGNS = re.compile(r'[()%!^"<>&|]|(?<=%).')


def for_posix(value: str) -> str:
    """zsh, which macOS has, takes =word for the path of a program."""
    return f"'{value[0]}'{shlex.quote(value[1:])}" if value.startswith("=") else shlex.quote(value)


def for_powershell(value: str) -> str:
    return value if BARE.fullmatch(value) else in_apostrophes(value)


def in_apostrophes(value: str) -> str:
    """On one line: a text with line breaks stands between double quotes, with the escapes that are read there."""
    if not CONTROL.search(value):
        return "'" + APOSTROPHES.sub(r"\g<0>\g<0>", value) + "'"
    return '"' + CONTROL.sub(_escape, QUOTES_IN_TEXT.sub(r"`\g<0>", value)) + '"'


def _escape(found: re.Match[str]) -> str:
    return ESCAPES.get(found[0], f"$([char]{ord(found[0])})")


def for_cmd(value: str) -> str:
    """Between quotes as programs read them (a backslash before a quote doubled), and with carets as cmd.exe does.

    It knows no backslash before a quote: every quote begins or ends a text for it.
    """
    if UNQUOTED.fullmatch(value):
        return value
    quoted = '"' + re.sub(r'(\\*)("|$)', _before_a_quote, value) + '"'
    is_plain = value.count('"') % 2 == 0 and not CMD_SIGNS.search(value.replace('"', ""))
    if is_plain or not re.search('["%]', value):
        return quoted
    return CMD_SIGNS.sub(r"^\g<0>", quoted)


def _before_a_quote(found: re.Match[str]) -> str:
    return found[1] * 2 + ('\\"' if found[2] else "")
