"""manage.py secret-key rotate, in a console of its own."""

from tests.start.helpers import MANAGE, environment, run


def test_as_the_readme_says_it(demo_folder):
    """The file is moved away, a new key is made by the command itself, and the demo's key signs again."""
    values = environment(demo_folder)
    (demo_folder / "secret-key").rename(demo_folder / "secret-key.old")
    done = run([*MANAGE, "secret-key", "rotate", "--old-file", str(demo_folder / "secret-key.old")], values)
    assert done.stdout == "1 of 1 access keys were sealed anew; the others were already.\n"
    assert (demo_folder / "secret-key").read_text() != (demo_folder / "secret-key.old").read_text()
    again = run([*MANAGE, "secret-key", "rotate"], values | {"CONSOLE_OLD_SECRET_KEY": "any"})
    assert again.stdout.startswith("0 of 1 ")
