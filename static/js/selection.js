// Selection of rows, and the actions that depend on it. It is kept over pages, order, filters and reload: in the storage
// of this tab, for one person in one account and Region (frame.js lets it go with them).
(() => {
  "use strict";

  const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, {detail}));
  const announce = (text) => send("announce", {text, level: "polite"});
  const number = (value) => value.toLocaleString("en-US");
  // As pools/pages/kit/selecting.py has it.
  const MOST = 1000;

  // form.elements also finds what stands elsewhere on the page with a form attribute.
  const formsOf = () => [...document.querySelectorAll("form[data-table]")];
  const rowsOf = (form) => [...form.elements].filter((input) => "row" in input.dataset);
  const usable = (form) => rowsOf(form).filter((row) => !row.disabled);
  const allOf = (form) => [...form.elements].find((input) => "selectAll" in input.dataset);
  const formOf = (input) => input.form?.matches("[data-table]") ? input.form : null;
  const stateOf = (row) => row.closest("[data-state]")?.dataset.state ?? "";
  // Per form: the row a range starts from, the timer of the spoken words, and what the server said of its list.
  // Per button: how the server drew it.
  const anchors = new WeakMap();
  const timers = new WeakMap();
  const standings = new WeakMap();
  const original = new WeakMap();

  // What is selected: the state of each row by its value, and by its place in the storage.
  const read = new Map();
  const placeOf = (form) => `selection ${document.documentElement.dataset.scope} ${form.getAttribute("action")}`;

  function chosenIn(form) {
    const place = placeOf(form);
    if (!read.has(place)) {
      let kept = null;
      try { kept = JSON.parse(sessionStorage.getItem(place)); } catch { /* forbidden: then it lasts for this page */ }
      read.set(place, new Map(kept || []));
    }
    return read.get(place);
  }

  function keep(form) {
    const chosen = chosenIn(form);
    try {
      if (chosen.size) sessionStorage.setItem(placeOf(form), JSON.stringify([...chosen]));
      else sessionStorage.removeItem(placeOf(form));
    } catch { /* forbidden or full */ }
  }

  // Actions and words stand in the form, in a section of its own, or anywhere when data-for names the table.
  function parts(form, selector) {
    const section = form.closest("section");
    const near = section?.querySelectorAll("[data-table]").length === 1 ? section : form;
    const named = document.querySelectorAll(`${selector}[data-for="${form.dataset.table}"]`);
    return [...near.querySelectorAll(`${selector}:not([data-for])`), ...named];
  }

  // From the rows of this page to the selection.
  function take(form) {
    const chosen = chosenIn(form);
    const rows = usable(form);
    rows.filter((row) => !row.checked).forEach((row) => chosen.delete(row.value));
    for (const row of rows.filter((each) => each.checked)) {
      if (chosen.size < MOST || chosen.has(row.value)) chosen.set(row.value, stateOf(row));
      else row.checked = false;
    }
    keep(form);
  }

  // From the selection to the page.
  function show(form) {
    const chosen = chosenIn(form);
    const rows = usable(form);
    rows.forEach((row) => {
      row.checked = chosen.has(row.value);
      if (row.checked) chosen.set(row.value, stateOf(row));
    });
    const here = rows.filter((row) => row.checked);
    const all = allOf(form);
    if (all) {
      all.checked = rows.length > 0 && here.length === rows.length;
      all.indeterminate = here.length > 0 && !all.checked;
      all.disabled = rows.length === 0;
    }
    sendAlong(form, new Set(here.map((row) => row.value)));
    showWords(form, here.length);
    parts(form, "[data-requires]").forEach((button) => require(button, [...chosen.values()]));
    send("selectionShown");
  }

  // What is selected on other pages goes with the form as what is ticked on this one does.
  function sendAlong(form, here) {
    const name = rowsOf(form)[0]?.name || "id";
    const inputs = [...chosenIn(form).keys()].filter((value) => !here.has(value))
      .map((value) => Object.assign(document.createElement("input"), {type: "hidden", name, value}));
    const place = form.querySelector("[data-elsewhere]") || form.appendChild(document.createElement("span"));
    place.dataset.elsewhere = "";
    place.hidden = true;
    place.replaceChildren(...inputs);
  }

  // "3 selected", and what of it is not in sight.
  function wordsOf(form, here) {
    const chosen = chosenIn(form);
    const {selectable, hidden} = standings.get(form) || {selectable: -1, hidden: []};
    const filtered = hidden.filter((value) => chosen.has(value)).length;
    const others = chosen.size - here - filtered;
    if (chosen.size > 1 && chosen.size === selectable && !filtered) return [`All ${number(selectable)} selected`, ""];
    const rest = [others && `${number(others)} on other pages`, filtered && `${number(filtered)} hidden by filters`];
    return [`${number(chosen.size)} selected`, rest.filter(Boolean).map((text) => `, ${text}`).join("")];
  }

  function showWords(form, here) {
    const {size} = chosenIn(form);
    const {selectable, hidden, more} = standings.get(form) || {selectable: 0, hidden: []};
    const missing = selectable > size - hidden.filter((value) => chosenIn(form).has(value)).length;
    const [count, rest] = wordsOf(form, here);
    parts(form, "[data-selection]").forEach((part) => {
      part.hidden = size === 0;
      part.closest("[data-selection-frame]")?.toggleAttribute("data-selected", size > 0);
      part.querySelector("[data-selection-count]").textContent = count;
      part.querySelector("[data-selection-rest]").textContent = rest;
      const every = part.querySelector("[data-select-every]");
      every.hidden = !missing;
      every.textContent = more ? `Select first ${number(MOST)}` : `Select all ${number(selectable)}`;
    });
  }

  function require(button, states) {
    const label = button.querySelector("[data-label]") || button;
    if (!original.has(button)) {
      // What the server has refused (a role, a quota) no selection allows.
      const refused = button.getAttribute("aria-disabled") === "true";
      original.set(button, {refused, text: label.textContent, ids: button.getAttribute("aria-describedby")});
    }
    const {refused, text, ids} = original.get(button);
    if (refused) return;
    const {requires, requiresState, reason, labelMany} = button.dataset;
    const count = states.length;
    const fits = {one: count === 1, few: count > 1 && count < 5, any: true}[requires] ?? count > 0;
    const ready = fits && (!requiresState || states.every((state) => state === requiresState));
    const tip = button.nextElementSibling?.matches("[role=tooltip]") ? button.nextElementSibling : null;
    if (tip) tip.textContent = ready ? "" : reason;
    const named = states.length > (requires === "any" ? 0 : 1);
    if (labelMany) label.textContent = named ? labelMany.replace("{n}", number(states.length)) : text;
    const described = ready ? ids : [ids, tip?.id].filter(Boolean).join(" ");
    if (ready) button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
    if (described) button.setAttribute("aria-describedby", described);
    else button.removeAttribute("aria-describedby");
  }

  function speak(form) {
    clearTimeout(timers.get(form));
    // Half a second late, so that several ticks in a row are one sentence.
    timers.set(form, setTimeout(() => {
      const here = usable(form).filter((row) => row.checked).length;
      if (form.isConnected) announce(chosenIn(form).size ? wordsOf(form, here).join("") : "Selection cleared.");
    }, 500));
  }

  // What only the server knows: how many rows can be selected, and which of those that are selected are not among them.
  async function ask(form, every) {
    const chosen = chosenIn(form);
    if ("whole" in form.dataset && !form.querySelector("[data-elsewhere] input") && !every) {
      standings.set(form, {selectable: usable(form).length, hidden: []});
      return null;
    }
    const body = new URLSearchParams([...chosen.keys()].map((value) => ["id", value]));
    if (every) body.set("every", "1");
    const headers = {"HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers"))};
    const answer = await fetch(form.dataset.check, {method: "POST", body, headers}).catch(() => null);
    const known = answer?.ok && form.isConnected ? await answer.json().catch(() => null) : null;
    if (known) standings.set(form, known);
    return known;
  }

  async function check(form) {
    if (!form.dataset.check || !chosenIn(form).size || standings.has(form)) return;
    standings.set(form, {selectable: 0, hidden: []});
    const known = await ask(form);
    if (!known) return;
    letGo(form, known);
    if (known.lost.length) keep(form);
    show(form);
  }

  // Of what can't be selected any more, which the answer says.
  function letGo(form, {note, lost}) {
    if (note) send("flash", {type: "info", text: note});
    lost.forEach((value) => chosenIn(form).delete(value));
  }

  async function selectEvery(form) {
    const known = await ask(form, true);
    if (!known) return send("flash", {type: "error", text: "The rows couldn't be selected. Refresh the page, then try again."});
    letGo(form, known);
    const chosen = chosenIn(form);
    for (const [value, state] of known.every) if (chosen.size < MOST) chosen.set(value, state);
    keep(form);
    show(form);
    speak(form);
  }

  // The button that was pressed goes with the selection, so the focus goes on from the heading of the table.
  function clear(form) {
    const from = document.activeElement;
    chosenIn(form).clear();
    keep(form);
    show(form);
    announce("Selection cleared.");
    const heading = document.getElementById(form.querySelector("table")?.getAttribute("aria-labelledby"));
    if (heading && from.closest("[data-selection-frame]") && !from.getClientRects().length) heading.focus();
  }

  function range(form, row) {
    const rows = usable(form);
    const [from, to] = [rows.indexOf(anchors.get(form)), rows.indexOf(row)].sort((a, b) => a - b);
    if (from >= 0) rows.slice(from, to + 1).forEach((other) => { other.checked = row.checked; });
  }

  // change comes after click and does not know of Shift, so the range is made on click.
  document.addEventListener("click", (event) => {
    const row = event.target;
    const form = "row" in row.dataset && formOf(row);
    if (!form) return;
    if (event.shiftKey) range(form, row);
    anchors.set(form, row);
  });

  document.addEventListener("change", (event) => {
    const input = event.target;
    const form = (("row" in input.dataset) || ("selectAll" in input.dataset)) && formOf(input);
    if (!form) return;
    if ("selectAll" in input.dataset) usable(form).forEach((row) => { row.checked = input.checked; });
    const wanted = usable(form).filter((row) => row.checked).length;
    take(form);
    show(form);
    speak(form);
    check(form);
    if (usable(form).filter((row) => row.checked).length < wanted) {
      send("flash", {type: "info", text: `At most ${number(MOST)} ${form.dataset.noun} can be selected at a time.`});
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-select-every], [data-select-none]");
    const table = button?.closest("[data-selection]").dataset.for;
    const form = table && formsOf().find((each) => each.dataset.table === table);
    if (form) button.matches("[data-select-every]") ? selectEvery(form) : clear(form);
  });

  // Browsers give the click of a key press no Shift, so make the click here, with it. Firefox makes its own on keyup.
  function shiftSpace(event) {
    const row = event.target;
    if (event.key !== " " || !event.shiftKey || !("row" in row.dataset)) return;
    event.preventDefault();
    if (event.type === "keyup" || event.repeat) return;
    row.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, shiftKey: true}));
  }

  document.addEventListener("keydown", shiftSpace);
  document.addEventListener("keyup", shiftSpace);

  // "x" clears, of several tables the one that has the focus; not where one writes, nor under a window.
  const typing = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(typing) || document.querySelector("dialog[open]")) return;
    const filled = formsOf().filter((form) => chosenIn(form).size);
    const here = filled.find((form) => form.closest("section, .container")?.contains(event.target)) || filled[0];
    if (here) clear(here);
  });

  // The act is done, so its answer is drawn with nothing selected. `table` names whose act it was.
  document.addEventListener("selectionDone", (event) => {
    formsOf().filter((form) => form.dataset.table === event.detail.table).forEach((form) => {
      chosenIn(form).clear();
      keep(form);
      show(form);
    });
  });

  // What was posted without a live sign-in comes back ticked by the server.
  function init() {
    formsOf().forEach((form) => {
      const ticked = standings.has(form) ? [] : usable(form).filter((row) => row.defaultChecked);
      ticked.forEach((row) => chosenIn(form).set(row.value, stateOf(row)));
      show(form);
      check(form);
    });
  }

  document.addEventListener("htmx:afterSettle", init);
  window.addEventListener("pageshow", (event) => {
    // A page that the browser kept does not know what was selected since.
    if (event.persisted) read.clear();
    init();
  });
  init();
})();
