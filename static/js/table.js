// Tabs and tables: keys of the tab list, selection of rows, and the actions that depend on the selection.
(() => {
  "use strict";

  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level: "polite"}}));

  // Tabs: arrows move the focus, Enter and Space open. Opening asks the server, so focus alone does not.
  const KEYS = {ArrowLeft: -1, ArrowRight: 1, Home: "first", End: "last"};

  function rove(tab, tabs) {
    tabs.forEach((other) => { other.tabIndex = other === tab ? 0 : -1; });
  }

  function tabKey(event) {
    const tab = event.target.closest?.("[role=tab]");
    if (!tab || event.ctrlKey || event.metaKey || event.altKey) return;
    const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
    const step = KEYS[event.key];
    if (event.key === " ") tab.click();
    else if (!step) return;
    else {
      const end = {first: 0, last: tabs.length - 1}[step];
      const next = tabs[end ?? (tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      rove(next, tabs);
      next.focus();
    }
    event.preventDefault();
  }

  function initTabs() {
    document.querySelectorAll("[role=tablist]").forEach((list) => {
      const tabs = [...list.querySelectorAll("[role=tab]")];
      // A tab that has the focus keeps its place in the tab order when something else is swapped.
      const here = tabs.find((tab) => tab === document.activeElement);
      const open = tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
      rove(here || open || tabs[0], tabs);
      // In a narrow window the open tab may lie beyond the edge of the list.
      if (open) list.scrollLeft = open.offsetLeft + open.offsetWidth - list.clientWidth;
    });
  }

  // Only the panel is swapped, so the tab list learns here which tab is open.
  function tabOpened(event) {
    const tab = event.detail.requestConfig?.elt.closest?.("[role=tab]");
    if (!tab || !event.detail.successful) return;
    tab.closest("[role=tablist]").querySelectorAll("[role=tab]").forEach((other) => {
      other.setAttribute("aria-selected", String(other === tab));
    });
  }

  document.addEventListener("keydown", tabKey);
  document.addEventListener("htmx:afterSwap", tabOpened);

  // Selection. form.elements also finds what stands elsewhere on the page with a form attribute.
  const rowsOf = (form) => [...form.elements].filter((input) => "row" in input.dataset);
  const usable = (form) => rowsOf(form).filter((row) => !row.disabled);
  const allOf = (form) => [...form.elements].find((input) => "selectAll" in input.dataset);
  const formOf = (input) => input.form?.matches("[data-table]") ? input.form : null;
  const stateOf = (row) => row.dataset.state ?? row.closest("tr")?.dataset.state;
  // Per form: the row a range starts from, and the timer of the spoken count. Per button: how the server drew it.
  const anchors = new WeakMap();
  const timers = new WeakMap();
  const original = new WeakMap();

  // Actions and counter stand in the form, in a section of its own, or anywhere when data-for names the table.
  function parts(form, selector) {
    const section = form.closest("section");
    const near = section?.querySelectorAll("[data-table]").length === 1 ? section : form;
    const named = document.querySelectorAll(`${selector}[data-for="${form.dataset.table}"]`);
    return [...near.querySelectorAll(`${selector}:not([data-for])`), ...named];
  }

  function refresh(form) {
    const rows = usable(form);
    const chosen = rows.filter((row) => row.checked);
    const all = allOf(form);
    if (all) {
      all.checked = rows.length > 0 && chosen.length === rows.length;
      all.indeterminate = chosen.length > 0 && !all.checked;
      all.disabled = rows.length === 0;
    }
    parts(form, "[data-counter]").forEach((counter) => {
      const total = counter.dataset.total + (counter.dataset.more || "");
      counter.textContent = chosen.length ? `(${chosen.length}/${total})` : counter.dataset.counter || `(${total})`;
    });
    parts(form, "[data-requires]").forEach((button) => require(button, chosen));
  }

  function require(button, chosen) {
    const label = button.querySelector("[data-label]") || button;
    if (!original.has(button)) {
      // What the server has refused (a role, a quota) no selection allows.
      const refused = button.getAttribute("aria-disabled") === "true";
      original.set(button, {refused, text: label.textContent, ids: button.getAttribute("aria-describedby")});
    }
    const {refused, text, ids} = original.get(button);
    if (refused) return;
    const {requires, requiresState, reason, labelMany} = button.dataset;
    const fits = requires === "one" ? chosen.length === 1 : chosen.length > 0;
    const ready = fits && (!requiresState || chosen.every((row) => stateOf(row) === requiresState));
    const tip = button.nextElementSibling?.matches("[role=tooltip]") ? button.nextElementSibling : null;
    if (tip) tip.textContent = ready ? "" : reason;
    if (labelMany) label.textContent = chosen.length > 1 ? labelMany.replace("{n}", chosen.length) : text;
    const described = ready ? ids : [ids, tip?.id].filter(Boolean).join(" ");
    if (ready) button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
    if (described) button.setAttribute("aria-describedby", described);
    else button.removeAttribute("aria-describedby");
  }

  function speak(form) {
    clearTimeout(timers.get(form));
    // Half a second late, so that several ticks in a row are one sentence.
    timers.set(form, setTimeout(() => {
      const counter = parts(form, "[data-counter]")[0];
      const rows = rowsOf(form);
      const total = counter ? counter.dataset.total + (counter.dataset.more || "") : rows.length;
      const chosen = rows.filter((row) => row.checked).length;
      if (form.isConnected) announce(`${chosen} of ${total} ${form.dataset.noun || form.dataset.table} selected`);
    }, 500));
  }

  function range(form, row) {
    const rows = usable(form);
    const [from, to] = [rows.indexOf(anchors.get(form)), rows.indexOf(row)].sort((a, b) => a - b);
    if (from >= 0) rows.slice(from, to + 1).forEach((other) => { other.checked = row.checked; });
  }

  // change comes after click and does not know of Shift, so the range is made on click.
  document.addEventListener("click", (event) => {
    const row = event.target;
    const form = row.type === "checkbox" && "row" in row.dataset && formOf(row);
    if (!form) return;
    if (event.shiftKey) range(form, row);
    anchors.set(form, row);
  });

  document.addEventListener("change", (event) => {
    const input = event.target;
    const form = (("row" in input.dataset) || ("selectAll" in input.dataset)) && formOf(input);
    if (!form) return;
    if ("selectAll" in input.dataset) usable(form).forEach((row) => { row.checked = input.checked; });
    refresh(form);
    speak(form);
  });

  // Browsers give the click of a key press no Shift, so make the click here, with it. Firefox makes its own on keyup.
  function shiftSpace(event) {
    const row = event.target;
    if (event.key !== " " || !event.shiftKey || row.type !== "checkbox" || !("row" in row.dataset)) return;
    event.preventDefault();
    if (event.type === "keyup" || event.repeat) return;
    row.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, shiftKey: true}));
  }

  document.addEventListener("keydown", shiftSpace);
  document.addEventListener("keyup", shiftSpace);

  function init() {
    initTabs();
    document.querySelectorAll("form[data-table]").forEach(refresh);
  }

  // After paging the old link means another page: go on from the heading of the table. Where a link to clear a
  // filter was swapped away, go on from the search field.
  document.addEventListener("htmx:afterSettle", (event) => {
    init();
    const elt = event.detail.requestConfig?.elt;
    const pages = elt?.closest("[data-pagination]");
    const heading = pages && document.getElementById(pages.dataset.pagination);
    const lost = elt?.matches("a, button") && !elt.isConnected && document.activeElement === document.body;
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    } else if (lost && !elt.closest("dialog")) document.querySelector("main input[type=search]")?.focus();
  });
  // Going back may bring back ticked boxes.
  window.addEventListener("pageshow", init);
  init();
})();
