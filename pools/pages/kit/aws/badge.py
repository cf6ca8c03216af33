"""The badge of the top bar: how this account and Region stands with AWS, in two words."""

from typing import NamedTuple

from django.utils.safestring import SafeString

from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.words.labels import plural
from pools.templatetags.console import relative
from pools.templatetags.stencils import stencil

HOLES = ("href", "number", "title", "label")


class Badge(NamedTuple):
    """before, number, after: its words; in a narrow window the number alone stands beside the icon."""

    icon: str
    before: str = ""
    number: str = ""
    after: str = ""
    title: str = ""

    @property
    def words(self) -> str:
        return f"{self.before}{self.number}{self.after}"


def badge_of(state: Linked | None) -> Badge:
    """The first that holds."""
    if state is None:
        return Badge("stopped", "Local only")
    if state.paused or state.is_worker_off or state.link.trouble:
        return Badge("negative", "Paused")
    if state.conflicts:
        return counted("warning", state.conflicts, "conflict")
    if state.questions:
        return counted("warning", len(state.questions), "question")
    if moving := badge_of_what_moves(state):
        return moving
    if state.pending:
        return Badge("waiting", number=f"{state.pending:,}", after=" pending")
    if not state.is_read_lately:
        since = state.link.read_timestamp
        return Badge("info", f"Read {relative(since, state.now)}" if since else "Not read yet")
    return Badge("positive", "In sync", title=f"As of {relative(state.link.read_timestamp, state.now)}")


def counted(icon: str, number: int, noun: str) -> Badge:
    words = plural(number, noun)
    return Badge(icon, number=f"{number:,}", after=words.removeprefix(f"{number:,}"))


def badge_of_what_moves(state: Linked) -> Badge | None:
    if state.reading:
        read, of = state.reading.read_so_far
        share = f"{100 * read // of if of else 0} %" if of else ""
        return Badge("moving", "Reading" if not share else "Reading ", share)
    if state.applying:
        done, of = state.steps_done
        return Badge("moving", "Applying ", f"{min(done + 1, of)} of {of}")
    return None


def spoken(state: Linked | None, badge: Badge) -> str:
    """ "AWS sync: 2 conflicts, 5 pending"."""
    words = [badge.words]
    if state and state.conflicts and badge.icon != "warning":
        words.append(plural(state.conflicts, "conflict"))
    if state and state.pending and badge.icon != "waiting":
        words.append(f"{state.pending:,} pending")
    return f"AWS sync: {', '.join(words)}"


def draw_badge(state: Linked | None, href: str, *, oob: bool = False) -> SafeString:
    """oob: in an answer to htmx that is about another part of the page."""
    badge = badge_of(state)
    kept = stencil(
        "components/sync_badge.html",
        HOLES,
        icon=badge.icon,
        before=badge.before,
        after=badge.after,
        has_number=bool(badge.number),
        oob=oob,
    )
    return kept.fill(
        {"href": href, "number": badge.number, "title": badge.title, "label": spoken(state, badge)}
    )
