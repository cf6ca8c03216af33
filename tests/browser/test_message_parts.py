"""The counter beside a keyword's response counts parts as Python does."""

from tests.help import states
from tests.help.message_parts import CASES

COUNT = """(field, texts) => texts.map((text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    return document.querySelector(`[data-count-for="${field.id}"]`).textContent.split(" · ")[1];
})"""


def test_the_script_counts_parts_as_python_does(open_page):
    page = open_page(states.demo().pages()["pool"])
    field = page.locator("[data-parts]").first
    before = field.input_value()
    texts, parts = zip(*(case.values for case in CASES), strict=True)
    counted = field.evaluate(COUNT, list(texts))
    field.evaluate(COUNT, [before])
    assert dict(zip(texts, counted, strict=True)) == dict(zip(texts, parts, strict=True))
