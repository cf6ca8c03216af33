// Conflicts: the answers are kept over pages and reloads until they are saved, and what fills or clears them all. Also
// filters that submit their form at once.
(() => {
  "use strict";

  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level: "polite"}}));
  document.addEventListener("change", (event) => {
    if ("submits" in event.target.dataset) event.target.form.requestSubmit();
  });

  const form = document.querySelector("form[data-answers]");
  if (!form) return;
  const place = `answers ${form.dataset.answers}`;
  const radios = () => [...form.querySelectorAll("input[type=radio]:not(:disabled)")];
  let kept = new Map();
  try { kept = new Map(JSON.parse(sessionStorage.getItem(place))); } catch { /* forbidden: then it lasts for this page */ }

  function keep() {
    try {
      if (kept.size) sessionStorage.setItem(place, JSON.stringify([...kept]));
      else sessionStorage.removeItem(place);
    } catch { /* forbidden or full */ }
  }

  // What was answered on other pages goes with the form.
  function sendAlong() {
    const here = new Set(radios().map((radio) => radio.name));
    const rest = form.querySelector("[data-elsewhere]") || form.appendChild(document.createElement("span"));
    rest.dataset.elsewhere = "";
    rest.hidden = true;
    rest.replaceChildren(...[...kept].filter(([name]) => !here.has(name)).map(([name, value]) =>
      Object.assign(document.createElement("input"), {type: "hidden", name, value})));
  }

  function show() {
    const questions = new Set(radios().map((radio) => radio.name)).size;
    const here = radios().filter((radio) => radio.checked).length;
    const others = kept.size - here;
    const more = others > 0 ? `, and ${others} on other pages` : "";
    const status = form.querySelector("[data-answers-status]");
    if (status) status.textContent = `${here} of ${questions} answered${more}. What you leave open is asked again.`;
    const save = form.querySelector("[data-save-answers]");
    if (save) save.textContent = kept.size ? `Save ${kept.size} answer${kept.size === 1 ? "" : "s"}` : "Save answers";
    form.querySelectorAll("[data-clear-answers]").forEach((button) => { button.hidden = !kept.size; });
    sendAlong();
    keep();
  }

  function take() {
    radios().forEach((radio) => radio.checked && kept.set(radio.name, radio.value));
    show();
  }

  // Of a question with two values the first is ours; one about a deleted resource is nobody's to fill.
  function fill(which) {
    const names = new Set(radios().map((radio) => radio.name));
    for (const name of names) {
      const tiles = radios().filter((radio) => radio.name === name);
      if (tiles.length === 2) tiles[which === "first" ? 0 : 1].checked = true;
    }
    take();
    announce(`${radios().filter((radio) => radio.checked).length} of ${names.size} answered.`);
  }

  form.addEventListener("change", take);
  form.addEventListener("click", (event) => {
    const filler = event.target.closest("[data-fill]");
    if (filler) fill(filler.dataset.fill);
    if (!event.target.closest("[data-clear-answers]")) return;
    kept.clear();
    radios().forEach((radio) => { radio.checked = false; });
    show();
    document.getElementById("conflicts-heading")?.focus();
  });
  form.addEventListener("submit", () => { kept.clear(); keep(); });

  form.querySelectorAll("[data-fill]").forEach((button) => { button.hidden = false; });
  radios().forEach((radio) => { radio.checked = kept.get(radio.name) === radio.value; });
  show();
})();
