// The lesson beside the page: it points at the controls of its steps, leads to them, and looks again after each act.
(() => {
  "use strict";

  const HOLDERS = ".form-field__control, .tile, .radio, .checkbox, .toggle, .reason, .table-wrap";
  const content = () => document.getElementById("lesson-content");
  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level: "polite"}}));
  const described = (control) => (control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);

  function unmark() {
    document.querySelectorAll("[data-lesson]").forEach((holder) => delete holder.dataset.lesson);
    document.querySelectorAll("[aria-describedby*='lesson-mark-']").forEach((control) => {
      const rest = described(control).filter((id) => !id.startsWith("lesson-mark-"));
      if (rest.length) control.setAttribute("aria-describedby", rest.join(" "));
      else control.removeAttribute("aria-describedby");
    });
  }

  function mark() {
    unmark();
    document.querySelectorAll("[data-points]").forEach((pointer) => {
      const control = document.getElementById(pointer.dataset.points);
      if (!control) return;
      (control.closest(HOLDERS) || control).dataset.lesson = pointer.dataset.mark;
      control.setAttribute("aria-describedby", [...described(control), pointer.id].join(" "));
    });
  }

  const pointerAt = (id) => document.querySelector(`[data-points="${CSS.escape(id)}"]`);

  // Opens what hides the control, and brings the focus there. It is told what to do with it; nothing is done for anybody.
  function show(id) {
    const control = document.getElementById(id);
    if (!control) return false;
    const nav = control.closest("#side-nav");
    if (nav && !nav.checkVisibility()) nav.showPopover();
    for (let part = control.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    if (!control.matches("a, button, input, select, textarea, summary")) control.tabIndex = -1;
    control.focus();
    control.scrollIntoView({block: "center"});
    const value = pointerAt(id)?.dataset.value;
    const name = control.labels?.[0]?.textContent.trim() || control.textContent.trim().slice(0, 60);
    announce(value ? `Enter ${value} in ${name}.` : name);
    return true;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-lesson-show]");
    const href = link?.getAttribute("href");
    if (!href?.startsWith("#")) return;
    if (location.hash === "#lesson") location.hash = "main";
    if (show(href.slice(1))) event.preventDefault();
  });

  // What is drawn anew has lost its marks; after an act of one's own, the lesson looks at once.
  document.addEventListener("htmx:afterSettle", mark);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== content() && content()) window.htmx.trigger(content(), "lesson-check");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt === content()) event.preventDefault();
  });

  document.addEventListener("DOMContentLoaded", () => {
    mark();
    const id = location.hash.slice(1);
    if (id && pointerAt(id)) show(id);
  });
})();
