"""A lesson's file: what is read from one, and each thing that is wrong with one, with its line."""

import pytest
from django.core.management import CommandError, call_command

from pools.reference import lessons as of_lessons
from pools.reference.lessons import FOLDER, Broken, broken_lessons, lessons
from pools.reference.lessons.checks import CAN_START, SENTENCES, Wrong, read_check, read_start
from pools.reference.lessons.reading import read_lesson

GOOD = """# Create a pool
Guide: Managing pools, Creating a pool
Minutes: 3
Start: no pool named "Orders"

A pool includes
numbers.

1. (Optional) Add a name.
   - Where: create-pool.name = Orders
2. Do the following:
   + For **Country**, select it. (create-pool.country = Germany (DE))
   + Choose **Create pool**. (create-pool.submit)
   - Hint: It takes a moment.
   - Done when: a new pool has the sender ID ORDERS in DE
"""


def test_a_lesson_is_read():
    lesson = read_lesson("02-create-a-pool.md", GOOD)
    assert (lesson.slug, lesson.title, lesson.minutes) == ("create-a-pool", "Create a pool", 3)
    assert lesson.intro == "A pool includes numbers."
    first, second = lesson.steps
    assert first.is_optional
    assert first.where[0].value == "Orders"
    assert [(part.mark, part.where.value) for part in second.parts] == [("2a", "Germany (DE)"), ("2b", "")]
    assert second.hint == "It takes a moment."
    assert second.checks[0].values == {"new": "new pool", "sender_id": "ORDERS", "country": "DE"}


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("# Create", "Create", 1, 'A lesson begins with its title: "# Create a pool".'),
        ("Minutes: 3", "Minutes: soon", 3, "Minutes is a number from 1 to 99."),
        ("Minutes: 3\n", "", 1, 'There is no "Minutes". Add a line such as "Minutes: 3".'),
        ("2. Do", "3. Do", 11, "This is step 2, not 3."),
        ("in DE", "in GER", 15, 'There is no country "GER". Use two letters, such as DE.'),
        (
            "create-pool.name",
            "create-pool.nam",
            10,
            'There is no target "create-pool.nam". Did you mean create-pool.name?',
        ),
        (
            "(Optional) Add",
            "Add",
            9,
            'Step 1 has no "Done when". Add one, or "Done with next", or begin it with "(Optional)".',
        ),
        (
            "a new pool has the sender ID ORDERS in DE",
            "pool Orders exists",
            15,
            'This isn\'t a check: pool Orders exists. A name stands in quotes: pool named "Orders" exists',
        ),
        (
            "a new pool has the sender ID ORDERS in DE",
            'page "Create pol" is open',
            15,
            'There is no page "Create pol". Did you mean Create pool?',
        ),
        (
            "a new pool has the sender ID ORDERS in DE",
            "a new pool has message type Urgent",
            15,
            'There is no message type "Urgent". Use Transactional or Promotional.',
        ),
        (
            'no pool named "Orders"',
            "number +12065550999 is in no pool",
            4,
            "Start can't be made true: the starting data has no number +12065550999.",
        ),
        (
            'no pool named "Orders"',
            'pool named "Orders" has no sender ID in DE',
            4,
            'Start can\'t be made true: pool named "Orders" has no sender ID in DE. Say which sender ID.',
        ),
        (
            'no pool named "Orders"',
            "any page is open",
            4,
            "Start can't be made true: any page is open.",
        ),
        (
            "   - Hint: It",
            "   Hint: It",
            14,
            "This line is neither a step, nor a part (+), nor a directive (-) of one.",
        ),
        (
            "   - Hint: It takes a moment.",
            '   - Command: create-pool --tags "Key=Name',
            14,
            "A command is an operation of the AWS CLI with its options; quotes are closed.",
        ),
        (
            "   - Hint: It takes a moment.",
            "   - Command: delete-pool pool-1",
            14,
            "A command is an operation of the AWS CLI with its options; quotes are closed.",
        ),
        (
            "   - Hint: It takes a moment.",
            "   - Command: create-pol --pool-id a",
            14,
            'There is no operation "create-pol". Did you mean create-pool?',
        ),
        (
            "   - Done when: a new pool has the sender ID ORDERS in DE\n",
            "   - Done with next\n",
            15,
            'A lesson ends with a step that has a "Done when".',
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old, new, line, said):
    assert GOOD.count(old) == 1
    with pytest.raises(Broken) as refused:
        read_lesson("orders.md", GOOD.replace(old, new))
    assert refused.value.lines == [f"orders.md, line {line}: {said}"]


@pytest.mark.parametrize(
    ("sentence", "kind", "wanted"),
    [
        ("any page is open", "page", True),
        ("a new pool exists", "pool", True),
        ('the pool named "Orders" is gone', "pool", False),
        ('no pool named "Orders"', "pool_gone", False),
        ('pool named "Orders" has no sender ID ACME in DE', "pool_sender_id", False),
        ('pool named "Orders" has number +12065550171', "pool_number", True),
        ("a new pool has 2 identities", "pool_size", True),
        ('pool named "Orders" has no keyword "TRACK"', "pool_keyword", False),
        ('pool named "Orders" has tag "Team" = "orders"', "pool_tag", True),
        ("a new pool has message type Promotional", "pool_message_type", True),
        ("a new pool has two-way SMS off", "two_way", False),
        ("a new pool has deletion protection on", "deletion_protection", True),
        ("a new pool has shared routes off", "shared_routes", False),
        ("no sender ID ORDERS in DE", "sender_id_gone", False),
        ('number +12065550171 is in pool "Orders"', "number", True),
        ("number +12065550171 is in no pool", "number", False),
        ('configuration set "marketing" exists', "set", True),
        ('configuration set "marketing" has no default sender ID', "set_sender_id", False),
        ('opt-out list "Default" contains +12065550181', "opted_out", True),
        ("message to +12065550175 was sent from +14255550117", "message", True),
        ("the message to +12065550175 was sent from a new pool", "message", True),
        ("message to +12065550175 was delivered", "message", True),
        ("message to 12065550175 was refused", "message", True),
        ("the SMS channel is off", "channel", False),
    ],
)
def test_each_sentence_is_understood(sentence, kind, wanted):
    check = read_check(sentence)
    assert (check.kind, check.wanted) == (kind, wanted)
    if kind in CAN_START and "new" not in check.values:
        assert read_start(sentence) == check
    else:
        with pytest.raises(Wrong):
            read_start(sentence)


def test_articles_make_no_difference_but_in_names():
    assert read_check('the pool named "The A Team" exists').values == {"pool": "The A Team"}


@pytest.mark.parametrize("name", ["my lesson.md", f"{'l' * 65}.md", "über.md"])
def test_a_name_that_makes_no_address_is_refused(name):
    with pytest.raises(Broken, match=f"{name}, line 1: A lesson's file is named like 02-create-a-pool.md"):
        read_lesson(name, GOOD)


def test_a_file_that_is_no_lesson_takes_no_other_away(tmp_path, monkeypatch):
    (tmp_path / "01-a.md").write_text(f"\ufeff{GOOD}", encoding="utf-8")
    (tmp_path / "02-b.md").write_bytes(b"\xff")
    (tmp_path / "03-a.md").write_text(GOOD)
    (tmp_path / "04-d.md").symlink_to(tmp_path / "nowhere")
    monkeypatch.setattr(of_lessons, "FOLDER", tmp_path)
    for one in (of_lessons._read, lessons, broken_lessons):
        monkeypatch.setattr(of_lessons, one.__name__, one.__wrapped__)
    assert [one.slug for one in of_lessons.lessons()] == ["a"]
    assert of_lessons.broken_lessons() == (
        "02-b.md is no text in UTF-8.",
        "03-a.md has the address of 01-a.md.",
        "04-d.md can't be read: No such file or directory.",
    )


def test_the_ten_lessons_are_the_guides_procedures():
    assert broken_lessons() == ()
    titles = [lesson.title for lesson in lessons()]
    assert titles == [
        "Turn on the SMS and voice channel",
        "Create a pool with a sender ID",
        "Create a pool with a phone number",
        "Associate an origination identity",
        "Disassociate an origination identity",
        "Configure pool settings",
        "Delete a pool",
        "Add a sender ID to a pool",
        "Set a default sender ID",
        "Disassociate a default sender ID",
    ]
    typed = [any(step.command for step in lesson.steps) for lesson in lessons()]
    assert typed == [False] * 7 + [True] * 3
    used = {check.kind for lesson in lessons() for step in lesson.steps for check in step.checks}
    assert used < SENTENCES.keys()


def test_the_command_says_what_a_file_is(tmp_path, capsys):
    file = sorted(FOLDER.glob("*.md"))[1]
    call_command("lesson", "check", str(file))
    assert "is a lesson: Create a pool with a sender ID. Steps: 5; checks: 5" in capsys.readouterr().out
    call_command("lesson", "check")
    assert len(capsys.readouterr().out.splitlines()) == len(lessons())
    broken = tmp_path / "orders.md"
    broken.write_text(GOOD.replace("in DE", "in GER"))
    with pytest.raises(CommandError, match=r'orders.md, line 15: There is no country "GER"'):
        call_command("lesson", "check", str(broken))
    with pytest.raises(CommandError, match="can't be read: No such file"):
        call_command("lesson", "check", str(tmp_path / "none.md"))
