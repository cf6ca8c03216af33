// A plan's bar: how many steps will run as they are ticked, and the word only where one of them destroys.
(() => {
  "use strict";

  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", {detail: {text, level: "polite"}}));
  const bar = document.getElementById("apply-bar");
  const form = document.getElementById("plan-form");
  const button = document.getElementById("apply");
  if (!bar || !form || !button) return;

  const steps = JSON.parse(bar.dataset.steps);
  const field = bar.querySelector("[data-word-input]");
  let words = "";

  // Also those that are ticked on other pages, which selection.js keeps.
  function ticked() {
    const boxes = [...form.elements].filter((box) => box.name === "ticked" && (box.type === "hidden" || box.checked));
    return new Set(boxes.map((box) => Number(box.value)));
  }

  // Not ticked is not sent, and neither is what needs it: each with the step that it waits for.
  function leftOut(chosen) {
    const left = new Map();
    for (const [position, destroys, needs] of steps) {
      const needed = needs.find((one) => left.has(one));
      if (destroys && !chosen.has(position)) left.set(position, position);
      else if (needed) left.set(position, left.get(needed));
    }
    return left;
  }

  const listed = (numbers) => [numbers.slice(0, -1).join(", "), numbers.at(-1)].filter(Boolean).join(" and ");

  function stayPending(numbers) {
    if (!numbers.length) return "";
    return numbers.length === 1 ? ` Step ${numbers[0]} stays pending.` : ` Steps ${listed(numbers)} stay pending.`;
  }

  function show(spoken) {
    const chosen = ticked();
    const left = leftOut(chosen);
    const will = steps.length - left.size;
    const destroying = steps.filter(([, destroys]) => destroys).map(([position]) => position);
    document.querySelectorAll("[data-waits]").forEach((line) => {
      const own = Number(line.dataset.waits);
      const waitsFor = left.get(own) ?? own;
      line.hidden = waitsFor === own;
      line.textContent = line.hidden ? "" : `Needs step ${waitsFor}, which is not ticked`;
    });
    const text = `${will} of ${steps.length} steps will run`;
    bar.querySelector("[data-will]").textContent = text;
    bar.querySelector("[data-will-not]").textContent = chosen.size
      ? `${chosen.size} of ${destroying.length} destroying steps ${chosen.size === 1 ? "is" : "are"} ticked.`
        + stayPending(destroying.filter((position) => !chosen.has(position)))
      : "Nothing is destroyed.";
    bar.querySelector("[data-apply]").textContent = `Apply ${will} step${will === 1 ? "" : "s"}`;
    if (field) {
      bar.querySelector("[data-word]").hidden = !chosen.size;
      button.disabled = chosen.size > 0 && field.value.toLowerCase() !== "apply";
    }
    if (spoken && text !== words) announce(`${text}.`);
    words = text;
  }

  document.addEventListener("change", (event) => event.target.name === "ticked" && show(true));
  document.addEventListener("selectionShown", () => show(false));
  field?.addEventListener("input", () => show(false));
  show(false);
})();
