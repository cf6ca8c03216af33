"""How many parts a message is sent in: 160 or 153 characters of GSM 03.38, 70 or 67 of UCS-2.

Pure. `form.js` counts the same way while somebody types; tests/help/message_parts.json holds both to the same cases.
Source: 3GPP TS 23.038, the GSM 7-bit default alphabet and its extension table.
"""

from dataclasses import dataclass
from itertools import pairwise

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWO = frozenset("^{}\\[]~|€\f")  # each of these takes an escape as well
# A message that stands alone, and a part of a longer one, which needs room to say which it is.
ROOM = {"GSM": (160, 153), "Unicode": (70, 67)}


@dataclass(frozen=True, slots=True)
class Parts:
    count: int
    encoding: str

    def __str__(self) -> str:
        return f"{self.count} message part{'' if self.count == 1 else 's'} ({self.encoding})"


def parts_of(text: str) -> Parts:
    return Parts(len(pieces_of(text)), encoding_of(text))


def pieces_of(text: str) -> list[str]:
    """What stands in each part. A character of two units is never cut in half, so it may open the next one."""
    encoding = encoding_of(text)
    sizes = [units(character, encoding) for character in text]
    alone, room = ROOM[encoding]
    cuts, used = [0], 0
    for place, size in enumerate(sizes) if sum(sizes) > alone else ():
        if used + size > room:
            cuts.append(place)
            used = 0
        used += size
    return [text[begin:end] for begin, end in pairwise([*cuts, len(text)])]


def encoding_of(text: str) -> str:
    return "GSM" if all(one in GSM or one in GSM_TWO for one in text) else "Unicode"


def units(character: str, encoding: str) -> int:
    is_double = character in GSM_TWO if encoding == "GSM" else ord(character) > 0xFFFF
    return 2 if is_double else 1
