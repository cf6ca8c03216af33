"""Phone numbers in a file, as spreadsheets and people have them: which column holds them, and what each line is."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pools.reference.phone_numbers import NOT_A_NUMBER, Reading, read_number

ADDED, THERE, REFUSED = "added", "there", "refused"
SAME = "same"  # as another line: a problem beside those of `read_number`
EMPTY, NOT_TEXT, NO_NUMBERS, TOO_MANY = "empty", "not text", "no numbers", "too many"
# A small file may have a line or a cell in every byte. Each costs far more than a byte once it is read.
MOST_LINES, MOST_CELLS = 300_000, 200
# By how a file begins. UTF-8 comes last, as anything may begin like it.
BEGINNINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
DIVIDERS = ",;\t|"
# As spreadsheets are kept from making a number of it: ="+44 7700 900123".
FORMULA = re.compile(r'="?([^"]*)"?')
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
LOOKED_AT = 200  # lines that tell which column holds the numbers
LONGEST_CELL = 40
csv.field_size_limit(10_000_000)


class FileRefused(Exception):
    """The whole file, for one of the reasons above."""


class Line(NamedTuple):
    """One line of the report. same_as: the line that had the number before."""

    number: int
    written: str
    phone_number: str
    outcome: str
    problem: str = ""
    iso_country_code: str = ""
    same_as: int = 0


@dataclass(frozen=True)
class NumberFile:
    """A file as it is read. columns: what each is called; column: which holds the numbers."""

    cells: Sequence[tuple[int, Sequence[str]]]
    columns: Sequence[str]
    column: int
    has_head: bool


def decoded(data: bytes) -> str:
    """Raises FileRefused."""
    encoding = next((name for beginning, name in BEGINNINGS if data.startswith(beginning)), "")
    for one in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = data.decode(one)
        except UnicodeDecodeError:
            continue
        if not CONTROLS.search(text):
            return text
        break
    raise FileRefused(NOT_TEXT)


def number_file(text: str, iso_country_code: str = "", column: int | None = None) -> NumberFile:
    """column: which holds the numbers; None for the one in which the most are. Raises FileRefused."""
    cells = list(rows_of(text))
    if not cells:
        raise FileRefused(EMPTY)
    looked_at = [row for _, row in cells[:LOOKED_AT]]
    width = max(map(len, looked_at))
    best = column_of_numbers(looked_at, iso_country_code)
    if column is None or not 0 <= column < width:
        column = best
    first = looked_at[0]
    # What has a digit may be a number that was badly written, which must not go without a word.
    has_head = len(first) > column and not any(map(str.isdigit, first[column])) and len(cells) > 1
    names = [first[place] if has_head and place < len(first) else "" for place in range(width)]
    return NumberFile(
        cells, [name or f"Column {place}" for place, name in enumerate(names, 1)], column, has_head
    )


def column_of_numbers(rows: Sequence[Sequence[str]], iso_country_code: str) -> int:
    """Where most are numbers, then most begin with +, as dates and identifiers may be read as numbers, too.

    Raises FileRefused.
    """
    scores: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        for place, cell in enumerate(row):
            if is_number(cell):
                score = scores[place]
                score[0] += bool(read_number(cell, iso_country_code).number)
                score[1] += cell.startswith("+")
                score[2] += 1
    if not scores:
        raise FileRefused(NO_NUMBERS)
    return max(scores, key=lambda place: (scores[place], -place))


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that have anything, by their numbers."""
    beginning = text[:10_000].split("\n")[:20]
    divider = max(DIVIDERS, key=lambda one: sum(one in line for line in beginning))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
    last = 0
    try:
        for row in reader:
            number, last = last + 1, reader.line_num
            if last > MOST_LINES or len(row) > MOST_CELLS:
                raise FileRefused(TOO_MANY)
            cells = [bare(cell) for cell in row]
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise FileRefused(NOT_TEXT) from error


def bare(cell: str) -> str:
    """Without what keeps a spreadsheet from reading it as a formula or a number."""
    cell = cell.strip()
    if match := FORMULA.fullmatch(cell):
        cell = match[1].strip()
    return cell.removeprefix("'").strip()


def is_number(cell: str) -> bool:
    return bool(cell) and sum(map(str.isdigit, cell)) > 5 and read_number(cell).problem != NOT_A_NUMBER


def judged_lines(file: NumberFile, iso_country_code: str) -> list[Line]:
    """What becomes of each line, as far as the file says it."""
    seen: dict[str, int] = {}
    found = []
    for number, row in file.cells[1:] if file.has_head else file.cells:
        cell = row[file.column] if file.column < len(row) else ""
        if not cell:
            continue
        found.append(line_of(number, cell[:LONGEST_CELL], read_number(cell, iso_country_code), seen))
    return found


def line_of(number: int, written: str, reading: Reading, seen: dict[str, int]) -> Line:
    phone_number = reading.number
    if reading.problem:
        return Line(number, written, "", REFUSED, reading.problem, reading.iso_country_code)
    first = seen.setdefault(phone_number, number)
    if first != number:
        return Line(number, written, phone_number, REFUSED, SAME, same_as=first)
    return Line(number, written, phone_number, ADDED)
