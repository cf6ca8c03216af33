// The columns in a list's preferences: moved by their handles and arrows, and whether they fit. Without script, each
// arrow asks the server for the next order.
(() => {
  "use strict";

  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level: "polite"}}));
  const rows = (list) => [...list.children];
  const nameOf = (row) => row.querySelector(".preferences__name").textContent.trim();
  const NARROWEST = {name: 165, pool: 120}; // of the columns that take what the others leave, in px
  const EXACT = 20; // how much wider a time is than how long ago it was

  function move(row, step) {
    const list = row.parentNode;
    const place = Math.min(Math.max(rows(list).indexOf(row) + step, 1), list.children.length - 1);
    putAt(row, place);
    announce(`${nameOf(row)}: ${place + 1} of ${list.children.length}.`);
  }

  function putAt(row, place) {
    const others = rows(row.parentNode).filter((other) => other !== row);
    row.parentNode.insertBefore(row, others[place] || null);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-preferences] [data-move]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("li"), button.dataset.move === "up" ? -1 : 1);
    button.focus();
  });

  let held = null;

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-preferences] [data-handle]");
    if (!handle || event.button) return;
    event.preventDefault();
    held = handle.closest("li");
    held.dataset.held = "";
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const others = rows(held.parentNode).filter((other) => other !== held);
    const above = others.filter((other) => {
      const {top, height} = other.getBoundingClientRect();
      return event.clientY > top + height / 2;
    });
    const place = Math.max(above.length, 1);
    if (rows(held.parentNode).indexOf(held) !== place) putAt(held, place);
  });

  ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, () => {
    if (held) delete held.dataset.held;
    held = null;
  }));

  // What fits is known here only: the list lies behind the dialog, as wide as it will be.
  function fit() {
    const form = document.querySelector("[data-preferences]")?.closest("form");
    const wrap = document.querySelector(".tab-panel .table-wrap");
    if (!form || !wrap) return;
    const all = [...form.querySelectorAll("[name=shown]")];
    const shown = all.filter((box) => box.checked);
    const widths = shown.map((box) => Number(box.closest("li").dataset.width) || NARROWEST[box.value] || 0);
    // The first is the list's own, as it may have given way.
    widths[0] = wrap.querySelector("th[data-column]").offsetWidth;
    const exact = form.elements.times.value === "exact" && shown.some((box) => box.value === "created_timestamp");
    const box = wrap.querySelector(".table__select").offsetWidth;
    const fits = widths.reduce((sum, width) => sum + width, box + (exact ? EXACT : 0)) <= wrap.clientWidth;
    const count = `${shown.length} of ${all.length} shown.`;
    form.querySelector("[data-fit]").textContent = widths[0] === 0 ? `${count} At this width each row is a card.`
      : fits ? `${count} All ${shown.length} fit at this width.`
        : `${shown.length} shown. At this width they scroll.`;
  }

  document.addEventListener("change", fit);
  document.addEventListener("htmx:afterSettle", fit);
})();
