// Tabs and tables: keys of the tab list, and where the focus goes on after paging. selection.js has the selection.
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
