// Keyword and tag rows: add from the <template>, remove, undo, and count what is left of the limit.
// Without script the same buttons submit op=add_keyword, remove_keyword:3 and undo_keyword:3.
(() => {
  "use strict";

  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level: "polite"}}));
  const nounOf = (editor) => editor.dataset.editor;
  const titled = (editor) => nounOf(editor)[0].toUpperCase() + nounOf(editor).slice(1);
  const rowsOf = (editor) => [...editor.querySelectorAll("[data-row-item]")];
  const removed = (row) => "removed" in row.dataset;
  const keyOf = (row) => row.querySelector("[data-key]:not([type=hidden])") || firstField(row);
  const firstField = (row) => [...row.querySelectorAll("input:not([type=hidden]), textarea, select")]
    .find((field) => !field.readOnly && !field.disabled);

  // The words are the page's own, as kit/rows.py writes them.
  function sentence(used, limit, words) {
    const left = limit - used;
    if (left <= 0) return words[left ? "exceeded" : "reached"];
    const kind = used ? "more" : "first";
    return words[left === 1 ? `${kind} one` : kind].replace("{n}", left);
  }

  function count(editor) {
    const rows = rowsOf(editor);
    const used = rows.filter((row) => !removed(row)).length;
    const limit = Number(editor.dataset.limit);
    const text = editor.querySelector("[data-limit-text]");
    const add = editor.querySelector("[data-add]");
    const empty = editor.querySelector("[data-empty]");
    if (text) {
      const words = sentence(used, limit, JSON.parse(editor.dataset.limitTexts));
      if (text.textContent.trim() !== words) text.textContent = words;
      text.toggleAttribute("data-over", used > limit);
    }
    if (add && used >= limit) add.setAttribute("aria-disabled", "true");
    else add?.removeAttribute("aria-disabled");
    if (empty) empty.hidden = rows.length > 0;
  }

  // Rows were added or taken away: form.js counts unsaved changes by this event.
  function changed(editor) {
    count(editor);
    editor.dispatchEvent(new Event("input", {bubbles: true}));
  }

  // The next free index; a number is never used twice, so that two rows can't share a name.
  function nextIndex(editor) {
    const taken = rowsOf(editor).map((row) => Number(row.dataset.rowItem)).filter(Number.isFinite);
    const next = Math.max(Number(editor.dataset.next) || 0, ...taken.map((index) => index + 1));
    editor.dataset.next = next + 1;
    return next;
  }

  function fill(node, index, number) {
    const put = (text) => text.replaceAll("__prefix__", index).replaceAll("__number__", number);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode;
      if (at.nodeType === Node.TEXT_NODE) at.data = put(at.data);
      else for (const attribute of at.attributes) attribute.value = put(attribute.value);
    }
  }

  function add(editor) {
    const template = editor.querySelector("template[data-row-template]");
    const number = rowsOf(editor).length + 1;
    const index = nextIndex(editor);
    const piece = template.content.cloneNode(true);
    fill(piece, index, number);
    const row = piece.querySelector("[data-row-item]");
    row.dataset.rowItem = index;
    const list = editor.querySelector("[data-rows]") || template.parentNode;
    list.insertBefore(piece, template.parentNode === list ? template : null);
    tame(row);
    changed(editor);
    row.querySelectorAll("[data-count]").forEach((field) => field.dispatchEvent(new Event("input", {bubbles: true})));
    firstField(row)?.focus();
    announce(`${titled(editor)} ${number} added`);
  }

  function remove(editor, row) {
    if ("saved" in row.dataset) return mark(editor, row, true);
    const rows = rowsOf(editor).filter((other) => !removed(other) || other === row);
    const place = rows.indexOf(row);
    const heir = [rows[place + 1], rows[place - 1]].map((other) => other && keyOf(other)).find(Boolean);
    row.remove();
    changed(editor);
    (heir || editor.querySelector("[data-add]"))?.focus();
    announce(`${titled(editor)} removed`);
  }

  // A saved row stays in sight until the form is saved.
  function mark(editor, row, on) {
    row.toggleAttribute("data-removed", on);
    row.querySelector("[data-remove-flag]").value = on ? "1" : "";
    row.querySelectorAll("[data-when-kept]").forEach((part) => { part.hidden = on; });
    row.querySelectorAll("[data-when-removed]").forEach((part) => { part.hidden = !on; });
    changed(editor);
    row.querySelector(on ? "[data-undo]" : "[data-remove]")?.focus();
    const done = nounOf(editor) === "tag" ? "marked for removal" : "removed";
    announce(`${titled(editor)} ${on ? done : "restored"}`);
  }

  // As submit buttons these would also answer to Enter in any field of the form.
  function tame(scope) {
    scope.querySelectorAll("[data-add], [data-remove], [data-undo]").forEach((button) => { button.type = "button"; });
  }

  function init() {
    document.querySelectorAll("[data-editor]").forEach((editor) => {
      tame(editor);
      count(editor);
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove], [data-undo]");
    const editor = button?.closest("[data-editor]");
    if (!editor) return;
    event.preventDefault();
    const row = button.closest("[data-row-item]");
    if ("add" in button.dataset) add(editor);
    else if ("remove" in button.dataset) remove(editor, row);
    else mark(editor, row, false);
  });

  // "Remove keyword PROMO" is called what its row says, and some words mean more than they seem to.
  document.addEventListener("input", (event) => {
    const row = event.target.matches("[data-key]") && event.target.closest("[data-row-item]");
    if (!row) return;
    const echo = row.querySelector("[data-key-echo]");
    if (echo) echo.textContent = event.target.value;
    const note = row.querySelector("[data-note]");
    const words = row.closest("[data-editor]").dataset.noted?.split(" ") || [];
    // As Python does it: no other letter becomes one of A to Z.
    const applies = words.includes(event.target.value.replace(/[a-z]/g, (letter) => letter.toUpperCase()));
    if (note?.hidden && applies) announce(note.textContent.trim());
    if (note) note.hidden = !applies;
  });

  document.addEventListener("htmx:afterSwap", init);
  init();
})();
