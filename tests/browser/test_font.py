"""Pages are set in the console's own Open Sans, which costs only the letters that are there and moves nothing."""

from playwright.sync_api import Page, Route

from tests.help import states

LOADED = """() => document.fonts.ready.then(fonts => [...fonts]
    .filter(face => face.status === 'loaded' && !face.family.includes('Fallback'))
    .map(face => face.unicodeRange.split(',')[0]))"""
LATIN, GREEK, CYRILLIC = "U+0-FF", "U+370-377", "U+301"
MOVED = """() => new Promise(resolve => new PerformanceObserver((list, observer) => {
    observer.disconnect()
    resolve(list.getEntries().map(entry => entry.value))
}).observe({type: 'layout-shift', buffered: true}) || setTimeout(resolve, 500, []))"""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def fonts_of(page: Page, selector: str) -> set[str]:
    """The families that the browser really set the element's text in."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    session.detach()
    return {font["familyName"] for font in fonts if font["isCustomFont"]}


def test_text_is_in_open_sans(open_page) -> None:
    page = open_page("/111122223333/us-east-1/sms-voice/pools/")
    page.evaluate(LOADED)
    for selector in ("h1", ".side-nav__link", "time", ".button [data-label]"):
        assert fonts_of(page, selector) == {"Open Sans"}, selector


def test_other_letters_load_when_they_are_there(open_page, demo) -> None:
    state = states.demo()
    page = open_page(state.url("pool-list"))
    assert page.evaluate(LOADED) == [LATIN]
    state.pool.name = "Ελλάδα Привет"
    state.pool.save()
    page.goto(state.url("pool-detail", state.pool.pool_id))
    assert sorted(page.evaluate(LOADED)) == sorted([LATIN, GREEK, CYRILLIC])


def test_a_font_that_comes_late_moves_nothing(open_page, demo) -> None:
    state = states.demo()
    waiting: list[Route] = []
    page = open_page()
    page.route("**/*.woff2", lambda route: waiting.append(route))
    for name in ("pool-list", "phone-number-list", "overview"):
        page.goto(state.url(name), wait_until="domcontentloaded")
        page.evaluate(SETTLED)
        assert waiting, "the font was not asked for"
        while waiting:
            waiting.pop().continue_()
        assert page.evaluate(LOADED) == [LATIN]
        page.evaluate(SETTLED)
        assert sum(page.evaluate(MOVED)) < 0.01, name
