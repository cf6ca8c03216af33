"""Text that people type: one spelling for one word, and what in it nobody can see."""

import re
import unicodedata

# Unicode's Default_Ignorable_Code_Point, which Python does not know, with controls, line separators and a blank
# that is drawn as nothing. Source: DerivedCoreProperties.txt of Unicode 16.
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Of these, a message may hold what its script or an emoji needs: joiners, marks of direction, flags, lines.
IN_MESSAGES = re.compile("[\t\n\u061c\u200c-\u200f\ufe00-\ufe0f\U000e0020-\U000e007f]")
# A word may hold them where they make one emoji of several, or of a sign.
JOINERS = "\u200d\ufe0e\ufe0f"
SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
WIDE = re.compile("[\uff01-\uff9f\uffa1-\uffee]+")


def one_spelling(text: str, *, is_message: bool = False) -> str:
    """The text as others would type it: composed, and letters of full width and odd spaces as the usual ones.

    In a message those stay, as they are not taken for others there.
    """
    if not is_message:
        text = WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def invisible(text: str, *, is_message: bool = False) -> int:
    """Where the first character stands that nobody can see, counted from 1; 0 where there is none."""
    for match in INVISIBLE.finditer(text):
        before = text[match.start() - 1 : match.start()]
        joins = match[0] in JOINERS and before and (before == "\ufe0f" or is_sign(before))
        if not joins and not (is_message and IN_MESSAGES.match(match[0])):
            return match.start() + 1
    return 0


def is_sign(character: str) -> bool:
    """Whether it is an emoji or another symbol, or what gives an emoji its colour."""
    return unicodedata.category(character) in ("So", "Sk")


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"
