// What every page needs: live regions, focus on request, tooltips, refused actions, flashes, failed requests.
// Other scripts speak to this one, and the server does through HX-Trigger, by three events:
// announce {text, level}, flash {type, text, once} and focus {selector}. A flash with once is not shown beside its like.
(() => {
  "use strict";

  const WORDS = {success: "Success", error: "Error", warning: "Warning", info: "Info", "in-progress": "In progress"};
  const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, {detail}));

  // What the browser does by itself stays the browser's. On window, so that these are asked before any other listener:
  // a link with a key held opens elsewhere (htmx knows that of boosted links only), and keys that write a word with an
  // input method mean nothing else. 229 is the key code of the one that ends the word in Safari.
  const isModified = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const leaveToBrowser = (name, applies) => window.addEventListener(name, (event) => {
    if (applies(event)) event.stopImmediatePropagation();
  }, true);
  leaveToBrowser("click", (event) => isModified(event) && event.target.closest?.("a[href]:not([aria-disabled=true])"));
  ["keydown", "keyup"].forEach((name) => leaveToBrowser(name, (event) => event.isComposing || event.keyCode === 229));

  // Live regions. One text at a time and a second each, so that of two quick ones both are heard.
  const queues = {polite: [], assertive: []};
  const busy = {};

  function announce(text, level) {
    const name = level === "assertive" ? "assertive" : "polite";
    queues[name].push(text);
    if (!busy[name]) speak(name);
  }

  function speak(name) {
    const region = document.getElementById(`live-${name}`);
    const text = queues[name].shift();
    busy[name] = Boolean(region && text);
    if (!busy[name]) return;
    const before = region.textContent;
    region.textContent = "";
    setTimeout(() => {
      // A no-break space that nobody hears makes the same words new to the screen reader.
      region.textContent = before === text ? `${text}\u00a0` : text;
      setTimeout(speak, 900, name);
    }, 100);
  }

  document.addEventListener("announce", (event) => announce(event.detail.text, event.detail.level));
  // What was wrong with the last answer is over once something is sent again.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const region = document.getElementById("live-assertive");
    if (region && event.detail.requestConfig.verb !== "get") region.textContent = "";
  });

  // Focus asked for by the server. Events of an answer may come before its swap, so wait for the new nodes.
  function focusOn(element) {
    if (!element) return;
    if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
    element.focus();
  }

  // Where the last answer led the focus, until the person moves it. A dialog that closes late must not take it back.
  let focusTarget = "";
  document.addEventListener("focus", (event) => {
    const selector = event.detail?.selector;
    if (!selector) return;
    focusTarget = selector;
    setTimeout(() => focusTarget && focusOn(document.querySelector(focusTarget)), 50);
  });
  ["keydown", "pointerdown"].forEach((name) => document.addEventListener(name, () => { focusTarget = ""; }, true));
  document.addEventListener("refocus", (event) => {
    if (!focusTarget) return;
    event.preventDefault();
    focusOn(document.querySelector(focusTarget));
  });

  // Tooltips: shown on hover and on focus, hidden by Escape; they stay while the pointer is on them.
  function tooltipOf(node) {
    const owner = node.closest?.("label")?.control || node.closest?.("[aria-describedby]");
    const ids = (owner?.getAttribute("aria-describedby") || "").split(/\s+/).filter(Boolean);
    return ids.map((id) => document.getElementById(id)).find((tip) => tip?.matches("[role=tooltip]"));
  }

  let dismissedTip = null;

  function showTip(tip) {
    if (tip !== dismissedTip) dismissedTip = null;
    document.querySelectorAll("[role=tooltip][data-open]").forEach((other) => {
      if (other !== tip) delete other.dataset.open;
    });
    if (!tip?.textContent.trim() || tip === dismissedTip) return;
    tip.dataset.open = "";
    const owner = document.querySelector(`[aria-describedby~="${tip.id}"]`);
    if (owner && !owner.closest("header, dialog")) sight.observe(owner);
  }

  // A tooltip goes with its button: scrolled away, or under the top bar, it would hang over something else.
  const topBar = document.querySelector(".top-nav")?.offsetHeight || 0;
  const sight = new IntersectionObserver((entries) => entries.forEach(({isIntersecting, target}) => {
    if (isIntersecting) return;
    sight.unobserve(target);
    delete tooltipOf(target)?.dataset.open;
  }), {rootMargin: `-${topBar}px 0px 0px`});

  const tipAt = (node) => node.closest?.("[role=tooltip][data-open]") || tooltipOf(node);
  document.addEventListener("mouseover", (event) => showTip(tipAt(event.target) || tooltipOf(document.activeElement)));
  document.addEventListener("focusin", (event) => showTip(tooltipOf(event.target)));
  document.addEventListener("focusout", () => showTip(null));
  document.addEventListener("keydown", (event) => {
    const shown = event.key === "Escape" && document.querySelector("[role=tooltip][data-open]");
    if (!shown) return;
    event.preventDefault();
    delete shown.dataset.open;
    dismissedTip = shown;
  });

  // An action that is off keeps its focus; pressing it says why. Capture, so that htmx never hears of it.
  function refuse(event) {
    const off = (event.submitter || event.target).closest?.("[aria-disabled=true]");
    if (!off) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    showTip(tooltipOf(off));
    const ids = (off.getAttribute("aria-describedby") || "").split(/\s+/).filter(Boolean);
    const reason = ids.map((id) => document.getElementById(id)?.textContent.trim()).filter(Boolean).join(" ");
    if (reason) announce(reason, "polite");
  }

  document.addEventListener("click", refuse, true);
  document.addEventListener("submit", refuse, true);

  // Flashes. Whoever brought them (the page, an out-of-band swap, this script), each is announced once.
  const announced = new WeakSet();
  const all = () => [...document.querySelectorAll("[data-flash]")];
  const urgent = (flash) => ["error", "warning"].includes(flash.dataset.flash);

  function wordsOf(flash) {
    const text = flash.querySelector("[data-flash-text]").cloneNode(true);
    // Paragraphs and list items touch in textContent.
    text.querySelectorAll("p, li").forEach((block) => { block.before(" "); block.after(" "); });
    return `${WORDS[flash.dataset.flash] || "Info"}. ${text.textContent.trim().replace(/\s+/g, " ")}`;
  }

  // A success that has an action of its own (Undo) stays until that is done.
  const isOnlyWords = (flash) => flash.dataset.flash === "success" && !flash.querySelector("form, .flash__action");

  function hearFlashes(arriving) {
    const fresh = all().filter((flash) => !announced.has(flash));
    if (fresh.some((flash) => flash.dataset.flash === "success")) {
      // A success takes the place of the one before: two that lie over each other read as done again.
      all().filter((flash) => announced.has(flash) && isOnlyWords(flash)).forEach((flash) => flash.remove());
      document.querySelectorAll("[data-until-done]").forEach((flash) => flash.remove());
    }
    fresh.forEach((flash) => {
      announced.add(flash);
      announce(wordsOf(flash), urgent(flash) ? "assertive" : "polite");
    });
    stackFlashes();
    const alarm = fresh.find((flash) => urgent(flash) && !("quiet" in flash.dataset));
    if (alarm) {
      const from = document.activeElement;
      // As Cloudscape has it: after half a second, and only where nobody has moved on meanwhile.
      setTimeout(() => {
        const moved = ![from, document.body].includes(document.activeElement);
        const elsewhere = moved || document.querySelector("dialog[open], [aria-invalid=true]");
        if (!elsewhere) focusOn(alarm.querySelector("[role=group]"));
      }, 500);
    } else if (arriving && fresh.length && !document.querySelector(":target, [autofocus], [aria-invalid=true]")) {
      // Of the links in flashes only one leads to a place on the page: to what came back through sign-in.
      const place = document.querySelector('[data-flash] .flash__action [href^="#"]')?.getAttribute("href").slice(1);
      focusOn(document.getElementById(place) || document.querySelector("h1"));
    }
  }

  // Three or more fold into one with a bar of counts.
  function stackFlashes() {
    const bar = document.querySelector("[data-flash-bar]");
    if (!bar) return;
    const flashes = [...document.querySelectorAll("#flash-list > [data-flash]")];
    if (flashes.length < 3) bar.setAttribute("aria-expanded", "false");
    bar.hidden = flashes.length < 3;
    const folded = !bar.hidden && bar.getAttribute("aria-expanded") === "false";
    flashes.forEach((flash, place) => { flash.hidden = folded && place > 0; });
    const count = (type) => flashes.filter((flash) => flash.dataset.flash === type).length;
    bar.querySelector("[data-flash-counts]").textContent =
      Object.keys(WORDS).filter(count).map((type) => `${count(type)} ${WORDS[type].toLowerCase()}`).join(", ");
  }

  function dismiss(flash) {
    const flashes = all();
    const place = flashes.indexOf(flash);
    // With the button gone, the focus would fall to the body.
    const next = flashes[place + 1] || flashes[place - 1];
    flash.remove();
    stackFlashes();
    focusOn(next?.querySelector("[data-dismiss]") || document.querySelector("h1"));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    const bar = event.target.closest("[data-flash-bar]");
    if (button) dismiss(button.closest("[data-flash]"));
    if (!bar) return;
    bar.setAttribute("aria-expanded", String(bar.getAttribute("aria-expanded") === "false"));
    stackFlashes();
  });
  document.addEventListener("htmx:oobAfterSwap", () => hearFlashes(false));
  document.addEventListener("htmx:afterSettle", () => hearFlashes(false));

  // A flash whose own action (Undo) is done has nothing left to offer.
  document.addEventListener("htmx:afterRequest", (event) => {
    const flash = event.detail.elt.closest("[data-flash]");
    if (flash && event.detail.successful && event.detail.requestConfig.verb !== "get") dismiss(flash);
  });

  // What was done before must not read as the answer to what is refused now. One with an action of its own stays.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400 || event.detail.requestConfig.verb === "get") return;
    all().filter(isOnlyWords).forEach((flash) => flash.remove());
    stackFlashes();
  });

  // Requests that failed. The flash is a copy of the page's own template; data only ever becomes text.
  document.addEventListener("flash", (event) => {
    const {type, text, once} = event.detail;
    if (once && all().some((flash) => flash.querySelector("[data-flash-text]").textContent === text)) return;
    const template = document.querySelector(`template[data-flash-template="${type}"]`);
    if (!template) return announce(`${WORDS[type]}. ${text}`, "assertive");
    const flash = template.content.firstElementChild.cloneNode(true);
    flash.querySelector("[data-flash-text]").textContent = text;
    flash.querySelector("[data-dismiss]").setAttribute("aria-label", `Dismiss: ${text}`);
    // Focus stays where the person pressed, so that trying again is one key away.
    flash.dataset.quiet = "";
    // An open dialog covers the flash bar.
    const list = document.querySelector("dialog[open] [data-dialog-flashes]") || document.getElementById("flash-list");
    list.prepend(flash);
    hearFlashes(false);
  });

  const REASONS = {
    400: "The console couldn't read what the browser sent. Refresh the page, then try again.",
    403: "You don't have permission to do this. Refresh the page, then ask an administrator if it still fails.",
    404: "This isn't in the account and Region any more. Refresh the page.",
    413: "The form is larger than the console accepts. Shorten what you entered, then try again.",
    429: "There were too many requests. Wait a minute, then try again.",
  };
  // htmx writes an error to the browser's console for every request that gives way to a newer one. With an error of
  // its own, even an empty one, a request's report is not written; what fails is said here, and by the browser.
  document.addEventListener("htmx:beforeRequest", (event) => { event.detail.error = ""; });

  // A busy database's answer has the form in it. Without one (a bare line, a proxy's page) there is nothing to swap in.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const {xhr} = event.detail;
    const isPart = xhr.getResponseHeader("Content-Type")?.includes("html") && !/^\s*<(!doctype|html)/i.test(xhr.responseText);
    if (xhr.status === 503 && !isPart) Object.assign(event.detail, {shouldSwap: false, isError: true});
  });

  // What looks again every few seconds says once that it can't.
  const looksAgain = ({requestConfig}) => requestConfig?.elt.matches("[data-live], #lesson-content") ?? false;
  const fail = (text, {detail}) => send("flash", {type: "error", text, once: looksAgain(detail)});
  document.addEventListener("htmx:responseError", (event) => {
    const {status, responseText} = event.detail.xhr;
    const isLine = event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    if (status === 401) signIn(event.detail.requestConfig);
    else if ([403, 503].includes(status) && isLine && !responseText.startsWith("Error")) fail(responseText, event);
    else fail(REASONS[status] || "The server couldn't finish this. Refresh the page to see what was saved, then try again.", event);
  });
  document.addEventListener("htmx:sendError", (event) =>
    fail("The console couldn't reach the server. Check your connection, then try again.", event));
  document.addEventListener("htmx:timeout", (event) =>
    fail("The server took too long to answer. Refresh the page to see what was saved, then try again.", event));

  // Without a live sign-in, what was posted is posted again as a plain form: the sign-in page that answers it keeps
  // the fields, and brings them back to where they were typed.
  function signIn({verb, path, formData}) {
    if (verb === "get") return location.reload();
    const form = Object.assign(document.createElement("form"), {method: "post", action: path + location.hash, hidden: true});
    const {"X-CSRFToken": token} = JSON.parse(document.body.getAttribute("hx-headers"));
    // A line's end in a text would not survive an input; a text area keeps it. Of two tokens the last counts.
    for (const [name, value] of [...formData, ["csrfmiddlewaretoken", token]]) {
      form.append(Object.assign(document.createElement("textarea"), {name, value}));
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
  }

  // The part of an address after "#" never reaches the server. Through sign-in it rides on the address of the form.
  document.querySelectorAll("form[data-keeps-hash]").forEach((form) => {
    if (location.hash) form.action = form.action.replace(/#.*|$/, location.hash);
  });

  // What is shown once must not be shown again by a browser that keeps the page for its Back button.
  window.addEventListener("pagehide", () => document.querySelectorAll("[data-secret]").forEach((shown) => shown.remove()));

  hearFlashes(true);
})();
