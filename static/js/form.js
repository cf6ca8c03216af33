// Forms: unsaved changes, one submit at a time, counters, and errors that clear as they are fixed.
(() => {
  "use strict";

  const announce = (text, level) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level}}));

  // Unsaved changes. A unit is a control, or a whole row of an editor, however many fields it has.
  const baselines = new Map();
  const known = new WeakSet();
  let leaving = false;
  const dirtyForms = () => [...document.querySelectorAll("form[data-dirty]")];

  function valueOf(field, initial) {
    if (field.type === "checkbox" || field.type === "radio") {
      return (initial ? field.defaultChecked : field.checked) ? field.value : "";
    }
    if (field.localName !== "select") return initial ? field.defaultValue : field.value;
    const chosen = [...field.options].filter((option) => initial ? option.defaultSelected : option.selected);
    if (!chosen.length && !field.multiple && field.options.length) chosen.push(field.options[0]);
    return chosen.map((option) => option.value).join("\n");
  }

  function units(form, initial) {
    const found = new Map();
    for (const field of form.elements) {
      const row = field.closest("[data-row-item]");
      if (!field.name || /button|submit|search/.test(field.type) || (field.type === "hidden" && !row)) continue;
      // Whose value to keep is no setting.
      if (field.closest("[data-choice]")) continue;
      const unit = row ? `row ${rowKey(row)}` : field.name;
      // However many radios a table shows, what counts is which one is chosen.
      found.set(unit, `${found.get(unit) ?? ""}${field.type === "radio" ? "" : "\0"}${valueOf(field, initial)}`);
    }
    return found;
  }

  const rowKey = (row) => row.querySelector("[name]").name.replace(/-[^-]*$/, "");
  // As attributes, because a field named "id" would stand before the form's own.
  const keyOf = (form) => form.getAttribute("id") || form.getAttribute("action");

  function changes(form) {
    const {values: before, posted, unsaved} = baselines.get(keyOf(form));
    const now = units(form, false);
    const touched = [...new Map([...before, ...now]).keys()].filter((unit) => before.get(unit) !== now.get(unit));
    return Math.max(new Set([...unsaved, ...touched]).size, Number(posted));
  }

  // A part of a form that another answer brought shows what is saved by now.
  function measureAnew(form) {
    const {values, unsaved} = baselines.get(keyOf(form));
    const saved = units(form, true);
    for (const part of form.querySelectorAll("[data-fresh]")) {
      part.querySelectorAll("[name]").forEach(({name}) => { values.set(name, saved.get(name)); unsaved.delete(name); });
      part.removeAttribute("data-fresh");
    }
  }

  function showChanges(form) {
    const count = changes(form);
    const text = count ? `${count} unsaved change${count === 1 ? "" : "s"}` : "No unsaved changes";
    form.querySelectorAll("[data-dirty-status]").forEach((status) => {
      if (status.textContent !== text) status.textContent = text;
    });
  }

  const unsaved = () => !leaving && dirtyForms().find((form) => !sending.has(form) && changes(form));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented) return;
    // A place on this page, another tab or a part that htmx swaps: that is not leaving.
    const here = link.hash && link.href.replace(link.hash, "") === location.href.replace(location.hash, "");
    if (here || link.matches("[target], [download], [hx-get]") || !unsaved()) return;
    const leave = () => { leaving = true; location.assign(link.href); };
    const question = new CustomEvent("leavepage", {cancelable: true, detail: {link, leave}});
    if ("discard" in link.dataset) leaving = true;
    // Whoever shows the question (dialog.js) cancels its event; otherwise the browser asks, by beforeunload.
    else if (!document.dispatchEvent(question)) event.preventDefault();
  });

  window.addEventListener("beforeunload", (event) => unsaved() && event.preventDefault());

  // The server sends the browser elsewhere: what was posted is saved, or rides through sign-in (console.js).
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const {xhr, requestConfig} = event.detail;
    if (xhr.status !== 401 && !xhr.getResponseHeader("HX-Redirect")) return;
    if (requestConfig.verb !== "get") leaving = true;
    // The way to sign in that a background request was shown must not overtake a form that is already on its way,
    // nor take away what is entered in one.
    else if (leaving || sending.size) event.preventDefault();
    else if (unsaved()) {
      event.preventDefault();
      const text = "You are signed out. What you entered is still here: save it, and it is filled in again after sign-in.";
      // Once, however much the page loads by itself; but whoever dismissed it and presses something is told again.
      document.dispatchEvent(new CustomEvent("flash", {detail: {type: "warning", text, once: true}}));
    }
  });

  // One submit at a time. Dialogs look after themselves (dialog.js).
  const sending = new Map();

  function start(event, form, submitter) {
    if (sending.has(form)) return event.preventDefault();
    // Enter presses a form's first button, which may be one that nobody sees; its own stands last.
    const button = submitter?.tabIndex >= 0 ? submitter : [...form.elements].findLast((field) => field.type === "submit");
    sending.set(form, button);
    ["aria-disabled", "data-loading"].forEach((name) => button?.setAttribute(name, "true"));
  }

  function stop(form) {
    ["aria-disabled", "data-loading"].forEach((name) => sending.get(form)?.removeAttribute(name));
    sending.delete(form);
  }

  document.addEventListener("submit", (event) => {
    const posts = event.target.getAttribute("method") === "post";
    if (posts && !event.defaultPrevented) start(event, event.target, event.submitter);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const {elt, requestConfig} = event.detail;
    if (!elt.matches("form, button") || requestConfig.verb === "get" || elt.closest("dialog")) return;
    start(event, elt, elt.matches("button") ? elt : requestConfig.triggeringEvent?.submitter);
  });

  document.addEventListener("htmx:afterRequest", (event) => leaving || stop(event.detail.elt));

  window.addEventListener("pageshow", (event) => {
    leaving = false;
    // Back to a page that the browser kept as it was: it may be out of date, but what is typed there stays.
    if (event.persisted && !unsaved()) return location.reload();
    [...sending.keys()].forEach(stop);
    dirtyForms().forEach(showChanges);
  });

  // Enter in a search inside a form searches; it does not send the form.
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && event.target.type === "search" && event.target.form;
    if (form && form.getAttribute("method") === "post") event.preventDefault();
  });

  // Counters: characters as a person counts them, and the parts that a message is sent in.
  const GSM = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
  const GSM_TWO = new Set("^{}\\[]~|€\f");

  function parts(text) {
    const characters = [...text];
    const gsm = characters.every((character) => GSM.has(character) || GSM_TWO.has(character));
    const size = (character) => gsm ? (GSM_TWO.has(character) ? 2 : 1) : character.length;
    const whole = characters.reduce((sum, character) => sum + size(character), 0);
    // Of several parts each gives some room to the header that joins them.
    const room = gsm ? 153 : 67;
    let [count, used] = [1, 0];
    // A character of two units is never cut in half, so it may open the next part.
    for (const character of whole > (gsm ? 160 : 70) ? characters : []) {
      if (used + size(character) > room) [count, used] = [count + 1, 0];
      used += size(character);
    }
    return `${count} message part${count === 1 ? "" : "s"} (${gsm ? "GSM" : "Unicode"})`;
  }

  function showCount(field) {
    const counter = field.id && document.querySelector(`[data-count-for="${CSS.escape(field.id)}"]`);
    if (!counter) return;
    const length = [...field.value].length;
    const ending = "parts" in field.dataset && length ? ` · ${parts(field.value)}` : "";
    const [typed, most] = [length, Number(field.dataset.count)].map((number) => number.toLocaleString("en-US"));
    counter.textContent = `Character count: ${typed}/${most}${ending}`;
    counter.toggleAttribute("data-over", length > Number(field.dataset.count));
  }

  function grow(field) {
    for (field.rows = 2; field.rows < 6 && field.scrollHeight > field.clientHeight;) field.rows += 1;
  }

  // As pools/models/text.py has it of a word; a message may hold such characters.
  const INVISIBLE = /(?<![\p{So}\p{Sk}\uFE0F])[\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u;

  // Errors. The server finds them; here they only go away once the value fits the rules the page knows.
  function fits(field) {
    const {max, count, pattern} = field.dataset;
    const group = field.type === "radio" && field.form?.elements[field.name];
    const empty = group ? !group.value : field.type === "checkbox" ? !field.checked : !field.value;
    if (empty) return field.getAttribute("aria-required") !== "true";
    if (field.type === "text" && INVISIBLE.test(field.value)) return false;
    const short = [...field.value].length <= Number(max || count || Infinity);
    return short && (!pattern || new RegExp(`^(?:${pattern})$`, "u").test(field.value));
  }

  function clearError(field) {
    // Radios share one error, which their field set owns.
    const group = field.type === "radio" ? [...field.form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`)] : [];
    [field, ...group, group.length && field.closest("fieldset")].filter(Boolean).forEach((node) => {
      node.removeAttribute("aria-invalid");
      const ids = (node.getAttribute("aria-describedby") || "").split(/\s+/).filter(Boolean);
      ids.filter((id) => id.endsWith("-error")).forEach((id) => document.getElementById(id)?.remove());
      const rest = ids.filter((id) => document.getElementById(id));
      if (rest.length) node.setAttribute("aria-describedby", rest.join(" "));
      else node.removeAttribute("aria-describedby");
    });
  }

  function showErrors(scope) {
    const invalid = [...scope.querySelectorAll("[aria-invalid=true]")].filter((field) => field.getClientRects().length);
    const count = new Set(invalid.map((field) => field.name || field)).size;
    if (!count) return;
    invalid[0].focus();
    announce(`${count} field${count === 1 ? " needs" : "s need"} attention`, "assertive");
  }

  function edited(event) {
    const field = event.target;
    if (field.dataset.count) showCount(field);
    if ("grow" in field.dataset) grow(field);
    if (field.getAttribute("aria-invalid") === "true" && fits(field)) clearError(field);
    const form = field.form || field.closest("form");
    if (form?.hasAttribute("data-dirty")) showChanges(form);
  }

  document.addEventListener("input", edited);
  document.addEventListener("change", (event) => {
    edited(event);
    if (event.target.checked && event.target.dataset.announce) announce(event.target.dataset.announce, "polite");
  });

  // An answer with errors holds the posted values: then the measure stays what the page was first drawn with.
  function init(refused) {
    document.querySelectorAll("[data-count]").forEach(showCount);
    document.querySelectorAll("textarea[data-grow]").forEach(grow);
    dirtyForms().forEach((form) => {
      // With a conflict it also holds what others changed, which is saved already.
      const fresh = !known.has(form) && (!refused || form.querySelector("[data-choice]"));
      // A whole page drawn again has what was typed as its own values: then the server says what of it is unsaved.
      const posted = form.dataset.dirty === "posted";
      const unsaved = new Set(JSON.parse(form.dataset.unsaved || "[]"));
      if (fresh || !baselines.has(keyOf(form))) baselines.set(keyOf(form), {values: units(form, true), posted, unsaved});
      known.add(form);
      measureAnew(form);
      showChanges(form);
    });
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const status = event.detail.xhr?.status;
    init([409, 422, 503].includes(status));
    if (status === 422) showErrors(document.querySelector("dialog[open]") || document);
  });
  init(false);
  showErrors(document);
})();
