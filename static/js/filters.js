// Filters above a list: what can be chosen comes from the server into one popover, which drops from what opened it.
(() => {
  "use strict";

  const popoverOf = (node) => node?.closest?.("[data-choices]");
  const openersOf = (popover) => [...document.querySelectorAll(`[aria-controls="${popover.id}"]`)];
  const openedBy = (node) => document.getElementById(node?.closest?.("[aria-controls$='-choices']")?.getAttribute("aria-controls"));
  const isSeen = (node) => Boolean(node?.getClientRects().length);
  // Which opener the popover was last shown for, and which was pressed while it was open.
  let opener = "";
  let pressed = "";

  function mark(popover, id) {
    openersOf(popover).forEach((one) => one.setAttribute("aria-expanded", String(one.id === id)));
  }

  function show(popover, id) {
    opener = id;
    mark(popover, id);
    popover.classList.toggle("menu--form", Boolean(popover.querySelector("form")));
    if (popover.matches(":popover-open")) return;
    delete popover.dataset.open;
    popover.showPopover();
    // A list of many choices begins with a search, which takes the focus by itself.
    const first = popover.querySelector("[aria-current], select") || popover.querySelector("a");
    first?.focus();
  }

  // A narrow list shows no pill that is not set, so the focus goes to the button for all filters there.
  function goBack(popover) {
    const seen = [document.getElementById(opener), ...openersOf(popover)].find(isSeen);
    seen?.focus();
  }

  // A press on what opened the popover closes it, and must not ask for the same choices again.
  document.addEventListener("pointerdown", ({target}) => {
    const link = target.closest?.("[aria-controls$='-choices']");
    pressed = link?.getAttribute("aria-expanded") === "true" ? link.id : "";
  }, true);

  document.addEventListener("htmx:beforeRequest", (event) => {
    const {elt} = event.detail;
    const popover = openedBy(elt);
    if (!popover || (elt.id !== pressed && elt.getAttribute("aria-expanded") !== "true")) return;
    event.preventDefault();
    pressed = "";
    if (popover.matches(":popover-open")) popover.hidePopover();
    mark(popover, "");
  });

  document.addEventListener("htmx:afterSwap", ({detail: {target, requestConfig}}) => {
    if (!target.matches?.("[data-choices]")) return;
    const link = requestConfig.elt;
    show(target, openedBy(link) === target ? link.id : opener);
  });

  // Chosen: the table and the pills are new, so the focus goes back to what has the same ID as what was opened.
  document.addEventListener("htmx:afterSettle", ({detail: {target, requestConfig}}) => {
    const elt = requestConfig?.elt;
    const popover = popoverOf(elt);
    const removed = elt?.getAttribute("id")?.match(/^(.+)-remove$/)?.[1];
    if (popover && target !== popover) {
      popover.hidePopover();
      goBack(popover);
    } else if (removed && document.getElementById(removed)) {
      opener = removed;
      goBack(openedBy(document.getElementById(removed)));
    }
  });

  document.addEventListener("toggle", ({target, newState}) => {
    if (target.matches?.("[data-choices]") && newState === "closed") mark(target, "");
  }, true);

  document.addEventListener("click", (event) => {
    const popover = event.target.closest?.("[data-close-choices]") && popoverOf(event.target);
    if (!popover) return;
    event.preventDefault();
    popover.hidePopover();
    goBack(popover);
  });

  document.addEventListener("keydown", (event) => {
    const popover = event.key === "ArrowDown" && openedBy(event.target);
    if (!popover || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.target.click();
  });

  // An address that shows choices was made for a page without script.
  document.querySelectorAll("[data-choices][data-open]").forEach((popover) => {
    show(popover, openersOf(popover).find((one) => one.getAttribute("aria-expanded") === "true")?.id);
  });
})();
