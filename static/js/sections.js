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
