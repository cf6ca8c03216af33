// Parts of a page in which something is passing ([data-passing]) ask for themselves every two seconds, until an answer
// comes in which everything has settled. What a person is doing there meanwhile is left alone, or goes on afterwards.
(() => {
  "use strict";

  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";
  const asks = ({detail}) => detail.requestConfig?.elt.matches("[data-passing]");
  // Where the focus was and how far the columns were scrolled in the part that is being replaced.
  let place = null;

  // Whether the last answer failed, and the flash that says so: one every two seconds would be too many.
  let failed = false;
  let flash = null;

  const isBusy = (target) => document.hidden
    || document.querySelector("dialog[open], main :popover-open, main select:focus")
    || target.contains(getSelection().anchorNode) && !getSelection().isCollapsed;

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (asks(event) && isBusy(event.detail.target)) event.preventDefault();
  });

  // Somebody was faster, and what is shown by now is another page or order.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (asks(event) && !event.detail.requestConfig.elt.isConnected) event.preventDefault();
  });

  ["htmx:responseError", "htmx:sendError"].forEach((name) => {
    // Captured, so that console.js hears of the first one only.
    document.addEventListener(name, (event) => {
      if (!asks(event)) return;
      if (failed) event.stopImmediatePropagation();
      failed = true;
    }, true);
    document.addEventListener(name, (event) => {
      if (asks(event)) flash = document.querySelector("#flash-list > [data-flash]");
    });
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!asks(event) || event.detail.isError) return;
    failed = false;
    if (!flash?.contains(document.activeElement)) flash?.remove();
    flash = null;
    const {target} = event.detail;
    // Other parts of the page may change with this one.
    const focused = document.activeElement;
    const part = focused?.closest("[data-testid]");
    const stop = part ? [...part.querySelectorAll(STOPS)].indexOf(focused) : -1;
    const scrolled = target.querySelector(".table-wrap")?.scrollLeft;
    place = {id: target.id, part: part?.dataset.testid, stop, focused, scrolled};
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (!place || !asks(event)) return;
    const {id, part, stop, focused, scrolled} = place;
    place = null;
    const wrap = document.getElementById(id)?.querySelector(".table-wrap");
    if (wrap && scrolled) wrap.scrollLeft = scrolled;
    if (!focused || focused === document.body || document.activeElement !== document.body) return;
    // It was moved into what is new.
    if (focused.isConnected) return focused.focus();
    const again = part && document.querySelector(`[data-testid="${CSS.escape(part)}"]`);
    const heading = document.getElementById(wrap?.getAttribute("aria-labelledby"));
    (again?.querySelectorAll(STOPS)[stop] || heading || document.querySelector("h1"))?.focus();
  });
})();
