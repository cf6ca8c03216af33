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

  // Where storage is forbidden, what is kept lasts for nothing.
  const recall = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* forbidden */ } };

  // What somebody has opened, or closed, stays so when the panel is drawn anew, and on the next page.
  const keptIn = (details) => `lesson-${details.dataset.keep}`;
  function keepOpen() {
    document.querySelectorAll("#lesson details[data-keep]").forEach((details) => {
      const kept = recall(keptIn(details));
      if (kept) details.open = kept === "open";
    });
  }

  document.addEventListener("toggle", ({target}) => {
    if (target.dataset?.keep) keep(keptIn(target), target.open ? "open" : "closed");
  }, true);

  // After five minutes without a move the hint opens, once: a move is another step, or the lesson begun anew.
  const LONG = 5 * 60 * 1000;
  let waiting = 0;
  function waitForMove() {
    clearTimeout(waiting);
    const hint = document.querySelector("#lesson [aria-current=step] details[data-hint]");
    if (!hint) return;
    const last = JSON.parse(recall("lesson-move") || "{}");
    const now = last.key === hint.dataset.hint ? last : {key: hint.dataset.hint, since: Date.now(), told: false};
    keep("lesson-move", JSON.stringify(now));
    if (now.told) return;
    waiting = setTimeout(() => {
      keep("lesson-move", JSON.stringify({...now, told: true}));
      if (hint.open) return;
      hint.open = true;
      announce(`Hint: ${hint.querySelector("p").textContent}`);
    }, Math.max(0, now.since + LONG - Date.now()));
  }

  function mark() {
    unmark();
    keepOpen();
    waitForMove();
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
