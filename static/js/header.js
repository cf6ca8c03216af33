// On a phone, actions that a header has no room for go into its menu, from the first on; the primary one and what is
// only an icon stay. On wider screens they do so only while a list has a selection, but for those that no guide names
// (data-extra): who follows a guide looks for a button by its words, as long as all are on one line. Else, without
// script, or where nothing helps, they stand under the title, as a group.
(() => {
  "use strict";

  const isPhone = matchMedia("(width < 560px)");
  const canFold = (item) => item.querySelector("[data-label]") && !item.querySelector(".button--primary");
  const isExtra = (item) => item.querySelector("[data-extra]");
  const top = (element) => element.getBoundingClientRect().top;
  // How wide each header was when its actions were last placed.
  const widths = new WeakMap();

  const isOneLine = (group) => {
    const shown = [...group.children].filter((item) => item.getClientRects().length);
    return shown.every((item) => Math.abs(top(item) - top(shown[0])) < 2);
  };
  const isBesideTitle = (group) => isOneLine(group) &&
    top(group) < group.parentNode.firstElementChild.getBoundingClientRect().bottom - 1;

  // The counter of what was found may leave no room for what explains the list.
  function isBesideShortTitle(group) {
    const fits = group.closest(".tab-panel") && group.parentNode.toggleAttribute("data-tight") && isBesideTitle(group);
    if (!fits) group.parentNode.removeAttribute("data-tight");
    return fits;
  }

  function unfold(group, more, menu) {
    // Icons lead and were never folded, so what comes back stands after them, as it did.
    let last = more;
    while (last.nextElementSibling?.matches(".button--round")) last = last.nextElementSibling;
    last.after(...menu.children);
    more.hidden = true;
  }

  function foldUntil(fits, group, more, menu, some) {
    if (fits(group)) return true;
    const items = [...group.children].filter((item) => item !== more && some(item));
    more.hidden = !items.length && !menu.children.length;
    return items.some((item) => {
      menu.append(item);
      return fits(group);
    });
  }

  function place(group) {
    // Until then what is extra takes no room: pages are drawn before scripts run, and nothing is to move.
    group.toggleAttribute("data-placed", true);
    const more = group.querySelector("[data-more]");
    const menu = more.querySelector("[data-more-menu]");
    if (menu.matches(":popover-open")) return;
    const focused = group.contains(document.activeElement) && document.activeElement;
    unfold(group, more, menu);
    // The head of a list sticks while something is selected, above column headers that count on its one line.
    const folds = isPhone.matches || group.closest(".tab-panel [data-selected]");
    const some = folds ? canFold : isExtra;
    group.parentNode.removeAttribute("data-tight");
    if (!foldUntil(isBesideTitle, group, more, menu, some) && !(folds && isBesideShortTitle(group))) {
      if (folds) unfold(group, more, menu);
      if (folds || menu.children.length) foldUntil(isOneLine, group, more, menu, canFold);
    }
    if (!focused) return;
    if (!menu.contains(focused)) focused.focus();
    else more.firstElementChild.focus();
  }

  // Of what can be done below rows that are cards, the first is what the selection allows, if anything is.
  function arrange(bar) {
    const menu = bar.querySelector(".menu--actions");
    const first = bar.querySelector(":scope > .reason");
    const isOff = (item) => item.querySelector(".button").ariaDisabled === "true";
    const next = menu && isOff(first) && [...menu.children].find((item) => !isOff(item));
    if (!next || bar.contains(document.activeElement)) return;
    first.before(next);
    menu.append(first);
  }

  const watch = new ResizeObserver((entries) => entries.forEach(({target, contentRect}) => {
    if (widths.get(target) === contentRect.width) return;
    widths.set(target, contentRect.width);
    place(target.querySelector("[data-folds]"));
  }));

  function init() {
    document.querySelectorAll("[data-folds]").forEach((group) => {
      watch.observe(group.parentNode);
      place(group);
    });
  }

  // An action that is on closes the menu: its dialog gives the focus back to the button of the menu.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-more-menu] .button:not([aria-disabled=true])");
    button?.closest("[data-more-menu]").hidePopover();
  });
  // A label counts what is selected, a counter what was found.
  document.addEventListener("change", init);
  document.addEventListener("selectionShown", () => {
    init();
    document.querySelectorAll(".selection-bar").forEach(arrange);
  });
  document.addEventListener("htmx:afterSettle", init);
  init();
})();

// The links to the sections of a page: which one is in sight, and how much in each needs attention.
(() => {
  "use strict";

  const nav = () => document.querySelector("[data-sections]");
  const linksOf = (list) => [...list.querySelectorAll("[data-section]")];
  const sectionOf = (link) => document.getElementById(link.dataset.section);
  // One section may lie in another that stands before it.
  const linkTo = (links, element) => links.findLast((link) => sectionOf(link)?.contains(element));
  // What the person chose stays current until they scroll: the last sections may never reach the top.
  let chosen = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;

  function inSight(links, line) {
    return links.findLast((link) => sectionOf(link)?.getBoundingClientRect().top <= line) || links[0];
  }

  function show() {
    const list = nav();
    if (!list) return;
    const [links, box] = [linksOf(list), list.getBoundingClientRect()];
    // Where a link to a section comes to rest, it is in sight, also below a list's head that sticks.
    const rest = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    const current = (chosen?.isConnected && linkTo(links, chosen)) || inSight(links, Math.max(box.bottom + 40, rest + 8));
    for (const link of links) {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    list.toggleAttribute("data-stuck", scrollY > 0 && box.top <= parseFloat(getComputedStyle(list).top) + 1);
    const row = current.closest("ul");
    const start = current.offsetLeft;
    // Not under the fade at the end, either.
    const isInView = start >= row.scrollLeft && start + current.offsetWidth + 40 <= row.scrollLeft + row.clientWidth;
    if (!isInView) row.scrollLeft = start - 20;
  }

  // Fields that are wrong, a group of radios once, and questions of a conflict that are open.
  function count() {
    const list = nav();
    if (!list) return;
    const links = linksOf(list);
    const wrong = new Map(links.map((link) => [link, new Set()]));
    const fields = document.querySelectorAll(":is(input, select, textarea)[aria-invalid=true], [data-choice=open]:not(:has(:checked))");
    for (const field of fields) {
      if (field.matches("[data-choice] *")) continue;
      wrong.get(linkTo(links, field))?.add(field.name || field);
    }
    for (const [link, {size}] of wrong) {
      const badge = link.querySelector("[data-section-errors]");
      badge.hidden = !size;
      badge.querySelector("[data-number]").textContent = size;
    }
  }

  let waiting = false;
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; show(); });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    chosen = document.getElementById(link.hash.slice(1));
    soon();
  });
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(name, () => { chosen = null; }, {capture: true, passive: true});
  }
  window.addEventListener("scroll", soon, {passive: true});
  window.addEventListener("resize", soon);
  // A choice that is made, and an error that form.js takes away, count no more.
  for (const name of ["input", "change"]) document.addEventListener(name, () => setTimeout(count));
  document.addEventListener("htmx:afterSettle", () => { count(); soon(); });
  show();
})();
