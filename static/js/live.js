// Pages of the sync that move. A part ([data-live]) asks for the page again; of the answer, each part that has changed
// ([data-part], by its id) takes the place of the one that is shown. What has the focus keeps it.
(() => {
  "use strict";

  const SPOKEN_EVERY = 10000;
  const announce = (text, level) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level}}));
  let spoken = Date.now();

  // What a screen reader is told: at once what waits for a person, an error before all else, the count now and then.
  function speak(before, after) {
    const fresh = (name) => after.dataset[name] && after.dataset[name] !== before.dataset[name];
    if (fresh("urgent")) announce(after.dataset.urgent, "assertive");
    if (fresh("now")) announce(after.dataset.now, "polite");
    else if (fresh("slow") && Date.now() - spoken >= SPOKEN_EVERY) announce(after.dataset.slow, "polite");
    else return;
    spoken = Date.now();
  }

  function put(shown, fresh) {
    const focused = shown.contains(document.activeElement) ? document.activeElement : null;
    // Somebody is in this row: it is brought up to date once they have left it. Its own focus outlasts what it says.
    if (focused && focused !== shown && shown.localName === "tr") return;
    const node = document.adoptNode(fresh);
    shown.replaceWith(node);
    window.htmx.process(node);
    if (focused) (focused.id && document.getElementById(focused.id) || document.querySelector("h1"))?.focus();
  }

  function update(page) {
    const words = page.getElementById("live-words");
    if (words) speak(document.getElementById("live-words"), words);
    document.title = page.title;
    document.querySelectorAll("[data-part]").forEach((shown) => {
      const fresh = page.getElementById(shown.id);
      if (fresh && fresh.outerHTML !== shown.outerHTML) put(shown, fresh);
    });
    busy();
  }

  // A button shows that what it began goes on, as long as the part that it names says so of its value.
  function busy() {
    document.querySelectorAll("[data-busy-with]").forEach((button) => {
      const is = Boolean(document.getElementById(button.dataset.busyWith)
        ?.querySelector(`[data-busy="${button.value}"]`));
      button.toggleAttribute("data-loading", is);
    });
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    const {elt, successful, xhr} = event.detail;
    if (!elt.matches("[data-live]") || !successful || !xhr.responseText) return;
    update(new DOMParser().parseFromString(xhr.responseText, "text/html"));
  });

  // Nobody looks.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.matches("[data-live]") && document.hidden) event.preventDefault();
  });

  busy();
})();
