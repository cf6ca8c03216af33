// The frame: menus, side navigation, help panel, display mode; busy regions, copy buttons and single keys.
(() => {
  "use strict";

  const page = document.documentElement;
  const narrow = matchMedia("(max-width: 688px)");
  const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, {detail}));
  const links = "a[href], button:not([disabled]), input:not([type=hidden]), summary";
  const visible = (scope) => [...scope.querySelectorAll(links)].filter((node) => node.getClientRects().length);

  // Menus are popovers, which open, close and give the focus back by themselves; this adds state and arrows.
  const opener = (popover) => document.querySelector(`[popovertarget="${popover.id}"]:not([popovertargetaction])`);
  const syncMenus = () => document.querySelectorAll("[popovertarget]:not([popovertargetaction])").forEach((button) => {
    const menu = document.getElementById(button.getAttribute("popovertarget"));
    button.setAttribute("aria-expanded", String(Boolean(menu?.matches(":popover-open"))));
  });

  document.addEventListener("toggle", (event) => {
    const popover = event.target;
    if (!popover.hasAttribute?.("popover")) return;
    opener(popover)?.setAttribute("aria-expanded", String(event.newState === "open"));
    if (popover.id === "side-nav" && event.newState === "open") visible(popover)[0]?.focus();
    beginSearch(popover, event.newState === "open");
  }, true);

  document.addEventListener("keydown", (event) => {
    if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || event.target.matches("select")) return;
    const button = event.target.closest?.("[popovertarget]:not([popovertargetaction])");
    const inside = event.target.closest?.("[popover]:popover-open");
    const menu = inside || (button && document.getElementById(button.getAttribute("popovertarget")));
    if (!menu || menu.id === "side-nav" || (button && event.key === "ArrowUp")) return;
    event.preventDefault();
    if (!menu.matches(":popover-open")) menu.showPopover({source: button});
    const items = visible(menu);
    const step = event.key === "ArrowDown" ? 1 : -1;
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
  });

  // A long menu begins with a search, which wants every word somewhere in an entry. Without script it stays hidden.
  const wordsOf = (text) => text.toLowerCase().split(/[\s_.,()-]+/).filter(Boolean);

  function searchMenu(field) {
    const part = field.closest("[data-menu-search]");
    const items = [...part.parentNode.querySelector("ul").children];
    const words = wordsOf(field.value);
    items.forEach((item) => {
      const more = item.querySelector("[data-also-found-by]")?.dataset.alsoFoundBy;
      const text = wordsOf(`${item.textContent} ${more || ""}`).join(" ");
      item.hidden = !words.every((word) => text.includes(word));
    });
    const count = items.filter((item) => !item.hidden).length;
    part.querySelector("[data-menu-none]").hidden = count > 0;
    return count ? `${count} match${count === 1 ? "" : "es"}` : "No matches";
  }

  function beginSearch(menu, isOpen) {
    const part = menu.querySelector("[data-menu-search]");
    if (!part) return;
    const field = part.querySelector("input");
    field.value = "";
    searchMenu(field);
    // Not on a phone, where the keyboard would cover what can be chosen.
    if (isOpen && menu.firstElementChild === part && matchMedia("(pointer: fine)").matches) field.focus();
  }

  const searchIn = (event) => event.target.matches?.("[data-menu-search] input") && event.target;
  document.addEventListener("input", (event) => {
    if (searchIn(event)) send("announce", {text: searchMenu(event.target), level: "polite"});
  });
  document.addEventListener("keydown", (event) => {
    const field = event.key === "Enter" && searchIn(event);
    if (!field) return;
    event.preventDefault();
    if (field.value) visible(field.closest("[data-menu-search]").parentNode.querySelector("ul"))[0]?.click();
  });

  const showSearches = () => document.querySelectorAll("[data-menu-search]").forEach((part) => { part.hidden = false; });
  document.addEventListener("htmx:afterSwap", showSearches);
  showSearches();

  // Tab out of a menu closes it; the narrow side navigation keeps the focus instead.
  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest?.("[popover]:popover-open");
    const to = event.relatedTarget;
    if (menu && to && menu.id !== "side-nav" && !menu.contains(to) && to !== opener(menu)) menu.hidePopover();
  });

  // Side navigation. The buttons are forms that set the cookie; with script the page need not load again.
  const nav = document.getElementById("side-nav");

  function setNav(state) {
    page.dataset.nav = state;
    document.querySelectorAll("[data-nav-open], [data-nav-close]").forEach((button) => {
      button.setAttribute("aria-expanded", String(state === "open"));
    });
  }

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const opens = button?.hasAttribute("data-nav-open");
    if (!opens && !button?.hasAttribute("data-nav-close")) return;
    event.preventDefault();
    const state = opens ? "open" : "closed";
    document.cookie = `${page.dataset.navCookie}=${state}; path=/; max-age=31536000; samesite=lax`;
    setNav(state);
    if (opens && innerWidth < 1000) closeHelp(false);
    document.querySelector(opens ? "[data-nav-close]" : "[data-nav-open]")?.focus();
  });

  // Help panel. The toggle shows the last topic again; an Info link always asks for its own.
  const panel = document.getElementById("help-panel");
  const content = document.getElementById("help-content");
  let helpFrom = null;

  function openHelp(link) {
    helpFrom = link;
    panel.hidden = false;
    // With both panels open, the page would be left too little room.
    if (innerWidth < 1000) setNav("closed");
    visible(panel).find((node) => node.hasAttribute("data-help-close"))?.focus();
  }

  function closeHelp(refocus = true) {
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    if (refocus) helpFrom?.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help-close]")) closeHelp();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const {elt} = event.detail;
    if (!elt.matches("[data-help]") || elt.closest("main") || !content?.childElementCount) return;
    event.preventDefault();
    openHelp(elt);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === content) openHelp(event.detail.requestConfig.elt);
  });

  // Over the whole page, the panels keep the focus and Escape closes them.
  document.addEventListener("keydown", (event) => {
    const help = panel && !panel.hidden && panel.contains(event.target) && panel;
    const open = help || (nav?.matches(":popover-open") && nav);
    if (!open || !narrow.matches || event.defaultPrevented) return;
    if (event.key === "Escape" && help) closeHelp();
    if (event.key !== "Tab") return;
    const stops = visible(open);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  });
  narrow.addEventListener("change", () => nav?.matches(":popover-open") && nav.hidePopover());

  // Display mode: seen at once, kept by the server.
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "mode") return;
    event.preventDefault();
    page.dataset.mode = button.value;
    for (const other of event.target.querySelectorAll("[name=mode]")) {
      if (other === button) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    const body = new FormData(event.target, button);
    const answer = await fetch(event.target.action, {method: "POST", body, redirect: "manual"}).catch(() => null);
    // A redirect that is not followed reads as status 0.
    if (answer && answer.status < 400) return;
    send("flash", {type: "error", text: "The display mode couldn't be saved. Refresh the page, then try again."});
  });

  // The region that is being replaced says so.
  function mark(event) {
    const {target} = event.detail;
    if (!target || target === document.body || event.defaultPrevented) return;
    // What asks by itself does not dim what somebody reads.
    if (event.detail.elt.matches("[data-passing]")) return;
    if (event.type === "htmx:beforeRequest") target.setAttribute("aria-busy", "true");
    else target.removeAttribute("aria-busy");
  }
  document.addEventListener("htmx:beforeRequest", mark);
  document.addEventListener("htmx:afterRequest", mark);

  // Copying. The clipboard API needs HTTPS or localhost; elsewhere a selected field does.
  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = button.parentNode.appendChild(Object.assign(document.createElement("textarea"), {value: text}));
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    send("announce", {text: "Copied", level: "polite"});
    button.dataset.copied = "";
    const hide = () => { delete button.dataset.copied; };
    button.addEventListener("blur", hide, {once: true});
    setTimeout(hide, 3000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  // What is selected in lists lies in the storage of this tab. It ends with another Region or account, and with the
  // sign-out.
  const forget = (scope) => {
    try {
      const kept = Object.keys(sessionStorage).filter((key) => key.startsWith("selection "));
      kept.filter((key) => !key.startsWith(`selection ${scope} /`)).forEach((key) => sessionStorage.removeItem(key));
    } catch { /* forbidden: then nothing is kept */ }
  };
  if (page.dataset.scope) forget(page.dataset.scope);
  document.addEventListener("submit", (event) => event.target.matches("[data-sign-out]") && forget(""));

  // Keys: "/" goes to the search field and Escape clears it; "c" shows the command and hides it.
  const typing = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.(typing);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && field?.type === "search" && field.value) {
      field.value = "";
      field.dispatchEvent(new Event("input", {bubbles: true}));
      event.preventDefault();
    } else if (event.key === "Escape" && event.target.closest?.("[data-command]")) {
      document.getElementById("close-command").click();
    } else if (event.key === "c" && !event.repeat && !field && !document.querySelector("dialog[open]")) {
      document.getElementById("show-command")?.click();
    } else if (event.key === "/" && !field && !document.querySelector("dialog[open]")) {
      const search = document.querySelector("main input[type=search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
    }
  });

  // The button that opens the command is drawn anew with it: the focus goes into the command, and back to the button.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "command" || document.activeElement !== document.body) return;
    const current = document.querySelector("[data-command] [aria-current]");
    (current || document.getElementById("show-command"))?.focus({preventScroll: true});
  });

  document.addEventListener("htmx:afterSettle", syncMenus);
  syncMenus();
  setNav(page.dataset.nav);
})();
