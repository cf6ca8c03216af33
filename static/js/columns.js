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
