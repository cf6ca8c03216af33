// Long selects open a list that can be searched, in place of the browser's. The select stays the form's control, with its
// label, value and events. Without script, and where fingers choose, the browser's own list opens.
(() => {
  "use strict";

  if (matchMedia("(pointer: coarse)").matches) return;

  const LONG = 10; // as menus that begin with a search
  const MARGIN = 8;
  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level: "polite"}}));
  const wordsOf = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/[\s_.,()–-]+/).filter(Boolean);
  const nameOf = (select) => select.labels[0]?.textContent.split(/\s+/).join(" ").trim() || select.ariaLabel || "";
  const isOff = (option) => option.disabled || option.parentNode.disabled === true;
  const isLong = (target) => target.matches?.("select.select:not([multiple], :disabled)") && target.options.length > LONG;

  let open = null; // the open list: its select, its parts, and the option of each entry

  function made(name, attributes, ...parts) {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...parts);
    return element;
  }

  function entryOf(option, entries) {
    const state = {"id": `select-option-${entries.size}`, "aria-selected": option.selected, "aria-disabled": isOff(option)};
    const entry = made("div", {role: "option", class: "menu__item", ...state}, option.text);
    entries.set(entry, option);
    return entry;
  }

  function drawn(part, entries) {
    if (part.localName !== "optgroup") return entryOf(part, entries);
    const title = made("div", {class: "menu__title", role: "presentation"}, part.label);
    return made("div", {role: "group", "aria-label": part.label}, title, ...[...part.children].map((option) => entryOf(option, entries)));
  }

  function show(select) {
    close();
    const [name, entries] = [nameOf(select), new Map()];
    const list = made("div", {role: "listbox", class: "menu__list menu__list--long", id: "select-list", "aria-label": name});
    list.append(...[...select.children].map((part) => drawn(part, entries)));
    const field = made("input", {
      "class": "input", "type": "text", "role": "combobox", "placeholder": "Find", "autocomplete": "off", "spellcheck": "false",
      "aria-label": `Find: ${name}`, "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": "select-list",
    });
    const none = made("p", {class: "menu__none", hidden: ""}, "No matches");
    const menu = made("div", {class: "menu menu--select", popover: "manual"}, made("div", {class: "menu__search"}, field, none), list);
    open = {select, menu, field, none, list, entries};
    // Outside of a dialog it would be inert, and a press in it would close a popover that it is not in; in the form its
    // field would be one of the form's.
    select.closest("dialog, [popover], main").append(menu);
    menu.showPopover();
    listen(menu);
    place();
    field.focus();
    activate(list.querySelector("[aria-selected=true]"));
  }

  function place() {
    const box = open.select.getBoundingClientRect();
    const [above, below] = [box.top - 2 * MARGIN, innerHeight - box.bottom - 2 * MARGIN];
    const up = below < 240 && above > below;
    const width = Math.max(box.width, Math.min(280, innerWidth - 2 * MARGIN));
    const left = Math.max(MARGIN, Math.min(box.left, innerWidth - width - MARGIN));
    const inset = up ? `auto auto ${innerHeight - box.top + 2}px ${left}px` : `${box.bottom + 2}px auto auto ${left}px`;
    Object.assign(open.menu.style, {inset, width: `${width}px`, maxHeight: `${up ? above : below}px`});
  }

  function close() {
    const was = open;
    open = null;
    was?.menu.remove();
    return was;
  }
  const closeAndReturn = () => close()?.select.focus();
  const choosable = () => [...open.entries.keys()].filter((entry) => !entry.hidden && !isOff(open.entries.get(entry)));
  const active = () => open.list.querySelector("[data-active]");

  function activate(entry) {
    active()?.removeAttribute("data-active");
    entry?.setAttribute("data-active", "");
    entry?.scrollIntoView({block: "nearest"});
    open.field.setAttribute("aria-activedescendant", entry?.id ?? "");
  }

  function step(by, entries = choosable()) {
    activate(entries[Math.max(0, Math.min(entries.indexOf(active()) + by, entries.length - 1))]);
  }

  function find() {
    const words = wordsOf(open.field.value);
    const has = (entry, before) => words.every((word) => ` ${wordsOf(entry.textContent).join(" ")}`.includes(before + word));
    for (const entry of open.entries.keys()) entry.hidden = !has(entry, "");
    const count = [...open.entries.keys()].filter((entry) => !entry.hidden).length;
    open.none.hidden = count > 0;
    // "us" is the United States (US) rather than Australia.
    activate(choosable().find((entry) => has(entry, " ")) ?? choosable()[0]);
    announce(count ? `${count} match${count === 1 ? "" : "es"}` : "No matches");
  }

  function choose(entry) {
    const option = open.entries.get(entry);
    if (!option || isOff(option)) return;
    const changes = !option.selected;
    option.selected = true;
    const {select} = close();
    select.focus();
    if (changes) ["input", "change"].forEach((name) => select.dispatchEvent(new Event(name, {bubbles: true})));
  }

  const KEYS = {
    ArrowDown: () => step(1), ArrowUp: () => step(-1), PageDown: () => step(10), PageUp: () => step(-10),
    Enter: () => choose(active()), Escape: closeAndReturn,
  };

  // What happens in the list is nobody else's: not the dialog's, not the page's shortcuts'.
  function listen(menu) {
    menu.addEventListener("input", (event) => { event.stopPropagation(); find(); });
    menu.addEventListener("change", (event) => event.stopPropagation());
    menu.addEventListener("mousedown", (event) => { if (event.target !== open?.field) event.preventDefault(); });
    menu.addEventListener("click", (event) => { event.stopPropagation(); choose(event.target.closest("[role=option]")); });
    menu.addEventListener("toggle", (event) => { if (event.newState === "closed" && open?.menu === menu) close(); });
    menu.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Tab") closeAndReturn(); // and on from there
      if (event.isComposing || !KEYS[event.key]) return;
      event.preventDefault();
      KEYS[event.key]();
    });
  }

  document.addEventListener("mousedown", (event) => {
    if (open && !open.menu.contains(event.target) && event.target !== open.select) close();
    if (event.button || !isLong(event.target)) return;
    event.preventDefault();
    open ? closeAndReturn() : show(event.target);
  });

  document.addEventListener("keydown", (event) => {
    const opens = event.altKey ? ["ArrowDown", "ArrowUp"] : [" ", "Enter", "F4"];
    if (event.ctrlKey || event.metaKey || !opens.includes(event.key) || !isLong(event.target)) return;
    event.preventDefault();
    show(event.target);
  });

  addEventListener("resize", () => open && place());
  addEventListener("scroll", (event) => { if (open && !open.menu.contains(event.target)) close(); }, true);
  document.addEventListener("htmx:afterSwap", () => { if (open && !open.select.isConnected) close(); });
})();
