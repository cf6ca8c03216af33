// Tabs and tables: keys of the tab list, where the focus goes on after paging, and headers that stay in sight. selection.js
// has the selection.
(() => {
  "use strict";

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

  // After paging the old link means another page: go on from the heading of the table. Where a link to clear a
  // filter was swapped away, go on from the search field.
  document.addEventListener("htmx:afterSettle", (event) => {
    initTabs();
    const elt = event.detail.requestConfig?.elt;
    const pages = elt?.closest("[data-pagination]");
    const heading = pages && document.getElementById(pages.dataset.pagination);
    const lost = elt?.matches("a, button") && !elt.isConnected && document.activeElement === document.body;
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    } else if (lost && !elt.closest("dialog")) document.querySelector("main input[type=search]")?.focus();
  });
  initTabs();
})();

// Lists of many columns: where all fit, the table's own header stays in sight while the page scrolls. Where they
// scroll, nothing inside them can stay at the window's edge, so a copy of the header does.
(() => {
  "use strict";

  const copies = new Map(); // per .table-wrap: its header's copy

  const controls = (part) => [...part.querySelectorAll("thead a, thead input")];

  function fit(wrap) {
    const table = wrap.querySelector(".table");
    wrap.toggleAttribute("data-fits", table.offsetWidth <= wrap.clientWidth);
    if (!("fits" in wrap.dataset) && !copies.has(wrap)) copies.set(wrap, copy(wrap));
    place(wrap);
  }

  function copy(wrap) {
    const made = document.createElement("div");
    made.className = "table-copy";
    made.ariaHidden = "true";
    const table = wrap.querySelector(".table").cloneNode(false);
    table.append(wrap.querySelector("thead").cloneNode(true));
    // Names, and what other scripts look for, stay the original's alone.
    [table, ...table.querySelectorAll("*")].forEach((part) => {
      ["id", "aria-labelledby", "data-select-all", "hx-get"].forEach((name) => part.removeAttribute(name));
    });
    controls(table).forEach((control) => { control.tabIndex = -1; });
    made.append(table);
    made.addEventListener("click", (event) => {
      const control = event.target.closest("a, input");
      if (!control) return;
      event.preventDefault();
      controls(wrap)[controls(made).indexOf(control)].click();
    });
    wrap.before(made);
    return made;
  }

  // The copy has the original's widths and state, and is shown while the original is above the window's edge.
  function place(wrap) {
    const made = copies.get(wrap);
    if (!made) return;
    const above = wrap.getBoundingClientRect().top < made.getBoundingClientRect().top;
    made.toggleAttribute("data-shown", above && !("fits" in wrap.dataset));
    if (!("shown" in made.dataset)) return;
    const cells = made.querySelectorAll("th");
    wrap.querySelectorAll("thead th").forEach((th, place) => {
      cells[place].style.minInlineSize = `${th.getBoundingClientRect().width}px`;
    });
    controls(wrap).forEach((control, place) => {
      const {checked, indeterminate, disabled} = control;
      if (control.localName === "input") Object.assign(controls(made)[place], {checked, indeterminate, disabled});
    });
    made.scrollLeft = wrap.scrollLeft;
  }

  const watch = new ResizeObserver((entries) => entries.forEach(({target}) => fit(target)));

  function init() {
    [...copies.keys()].filter((wrap) => !wrap.isConnected).forEach((wrap) => copies.delete(wrap));
    document.querySelectorAll(".tab-panel .table-wrap").forEach((wrap) => watch.observe(wrap));
  }

  const placeAll = () => copies.forEach((made, wrap) => place(wrap));
  // Capture, as scrolling does not bubble: of the page, and of the columns.
  document.addEventListener("scroll", placeAll, {capture: true, passive: true});
  // After whoever else hears of the change.
  document.addEventListener("change", () => setTimeout(placeAll));
  document.addEventListener("htmx:afterSettle", init);
  init();
})();
