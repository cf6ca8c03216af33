// Dialogs: the server's answer in #modal-root is a <dialog>, which this opens, watches and closes.
(() => {
  "use strict";

  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level: "polite"}}));
  const root = () => document.getElementById("modal-root");
  const current = () => root()?.querySelector("dialog[open]");
  let opener = null;
  let opened = null;
  // The element inside the dialog whose request is under way.
  let sending = null;
  let typed = "";
  let idle = 0;

  function open(dialog) {
    opened = dialog;
    sending = null;
    dialog.showModal();
    dialog.querySelectorAll("[data-confirm]:not(:disabled)").forEach((input) => check(input, true));
    lightDismiss(dialog);
  }

  // An overlay click closes only while nothing is typed; Escape does until the form is on its way.
  function lightDismiss(dialog) {
    const dirty = [...dialog.querySelectorAll("input:not([type=hidden]), textarea, select")].some(
      (field) => field.value !== initial(field) || field.checked !== field.defaultChecked);
    dialog.setAttribute("closedby", sending ? "none" : dirty ? "closerequest" : "any");
  }

  function initial(field) {
    if (field.localName !== "select") return field.defaultValue;
    return ([...field.options].find((option) => option.defaultSelected) || field.options[0])?.value;
  }

  function refocus() {
    if (!document.dispatchEvent(new CustomEvent("refocus", {cancelable: true}))) return;
    const again = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id);
    // What stands in a menu that has closed can't take the focus; the menu's button can.
    const menu = again?.closest?.("[popover]:not(:popover-open)");
    const target = (menu ? document.querySelector(`[popovertarget="${menu.id}"]`) : again) || document.querySelector("h1");
    if (!target) return;
    if (!again) target.tabIndex = -1;
    target.focus();
  }

  // A busy dialog shows it on its button, keeps its text and does not go away.
  function setSending(dialog, elt, button) {
    const on = Boolean(elt);
    sending = elt;
    dialog.querySelectorAll("[data-close], [type=submit]").forEach((control) => {
      if (on) control.setAttribute("aria-disabled", "true");
      else control.removeAttribute("aria-disabled");
      control.toggleAttribute("data-loading", on && control === button);
    });
    dialog.querySelectorAll("input, textarea").forEach((field) => { field.readOnly = on; });
    lightDismiss(dialog);
  }

  // As pools/models/text.py has it of a word.
  const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u;
  const codePoint = (text, place) => `U+${text.codePointAt(place).toString(16).toUpperCase().padStart(4, "0")}`;

  // Why a text is not the word, in the server's sentences.
  function whyNot(hint, text, word) {
    const {spaces, invisible} = hint.dataset;
    const place = text.search(INVISIBLE);
    if (place < 0) return text.trim().toLowerCase() === word ? spaces : hint.dataset.word;
    const position = [...text.slice(0, place)].length + 1;
    return invisible.replace("{code_point}", codePoint(text, place)).replace("{position}", position);
  }

  // The word must match without trimming, exactly as the server checks it.
  function check(input, quietly) {
    const scope = input.closest("dialog, form");
    const button = scope.querySelector("[data-confirm-submit]");
    const hint = scope.querySelector("[data-confirm-hint]");
    const word = input.dataset.confirm;
    const value = input.value.toLowerCase();
    const was = !button.disabled;
    const looksRight = INVISIBLE.test(input.value) || value.trim() === word;
    // Really disabled, as then Enter does not send the form either.
    button.disabled = value !== word;
    if (!quietly && !was && !button.disabled) announce(`Text matches. ${button.textContent.trim()} is available.`);
    clearTimeout(idle);
    if (!hint) return;
    hint.hidden = true;
    // Somebody may still be typing, so this waits for a second in which nothing comes.
    if (value !== word && looksRight) idle = setTimeout(() => point(input), 1000);
  }

  function point(input) {
    const hint = input.closest("dialog, form").querySelector("[data-confirm-hint]");
    clearTimeout(idle);
    if (!hint) return;
    hint.textContent = whyNot(hint, input.value, input.dataset.confirm);
    hint.hidden = false;
    announce(hint.textContent);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-confirm]")) check(event.target, false);
    const dialog = event.target.closest("dialog[open]");
    if (dialog) lightDismiss(dialog);
  });

  document.addEventListener("keydown", (event) => {
    const dialog = event.target.closest?.("dialog[open]");
    if (event.key === "Escape" && dialog && sending) event.preventDefault();
    const input = event.key === "Enter" && event.target.closest?.("[data-confirm]");
    if (input && input.value.toLowerCase() !== input.dataset.confirm) {
      event.preventDefault();
      point(input);
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close]");
    const dialog = button?.closest("dialog[open]");
    if (!dialog) return;
    event.preventDefault();
    dialog.close();
  });

  // A link to another part of this page leads out of the dialog, to the control that stands there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("dialog[open] a[href^='#']");
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    opener = place.querySelector("input:not([type=hidden]), button") || place;
    current()?.close();
  });

  // cancel and close do not bubble, hence capture.
  document.addEventListener("cancel", (event) => {
    if (event.target.localName === "dialog" && sending) event.preventDefault();
  }, true);

  document.addEventListener("close", (event) => {
    const dialog = event.target;
    if (!root()?.contains(dialog)) return;
    clearTimeout(idle);
    sending = null;
    refocus();
    // Later, because htmx still swaps the answer of a form that stands in this dialog.
    setTimeout(() => dialog.remove());
  }, true);

  document.addEventListener("closeModal", () => current()?.close());

  document.addEventListener("htmx:beforeRequest", (event) => {
    const {elt, requestConfig, target} = event.detail;
    const dialog = elt.closest("dialog[open]");
    const button = requestConfig.triggeringEvent?.submitter || elt;
    if (dialog && requestConfig.verb !== "get") {
      if (sending) event.preventDefault();
      else setSending(dialog, elt, button);
    } else if (!dialog && target === root()) {
      opener = button;
      opener.setAttribute("data-loading", "");
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.target === root()) opener?.removeAttribute("data-loading");
    const {elt, xhr} = event.detail;
    const leaving = xhr.getResponseHeader("HX-Redirect") || xhr.getResponseHeader("HX-Location");
    if (!sending || sending !== elt || leaving) return;
    sending = null;
    const dialog = current();
    if (!dialog) return;
    setSending(dialog, null);
    dialog.querySelectorAll("[data-confirm]:not(:disabled)").forEach((input) => check(input, true));
  });

  // A refused form comes back as a new dialog, or as part of the open one: what was typed stays.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const refused = [409, 422, 503].includes(event.detail.xhr.status);
    typed = (refused && current()?.querySelector("[data-confirm]")?.value) || "";
  });

  document.addEventListener("htmx:afterSwap", () => {
    const dialog = root()?.querySelector("dialog:not([open])");
    const input = root()?.querySelector("[data-confirm]:not(:disabled)");
    if (input && typed) input.value = typed;
    typed = "";
    if (dialog) open(dialog);
    else if (input) check(input, true);
  });

  // The answer may have emptied #modal-root, or swapped the table with the opener after focus had gone back to it.
  document.addEventListener("htmx:afterSettle", () => {
    if (!opened || current()) return;
    opened = null;
    if (document.activeElement === document.body) refocus();
  });

  // form.js asks before a link leaves unsaved changes behind; without the template the browser asks.
  document.addEventListener("leavepage", (event) => {
    const template = document.querySelector("template[data-leave-page]");
    if (!template || !root()) return;
    event.preventDefault();
    opener = event.detail.link;
    root().replaceChildren(template.content.cloneNode(true));
    const dialog = root().querySelector("dialog");
    dialog.querySelector("[data-leave]").addEventListener("click", (click) => {
      click.preventDefault();
      event.detail.leave();
    });
    open(dialog);
  });

  document.querySelectorAll("main [data-confirm]:not(:disabled)").forEach((input) => check(input, true));
})();
