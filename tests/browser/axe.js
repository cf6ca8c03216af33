// Runs axe on the page as it stands, in a page that has it. arguments: options: axe's own; seen: what former runs
// returned; dark: whether only colours are looked at. Returns what is wrong, a sentence each, and what was new here.
//
// What is built and coloured like something that was looked at before, at the same size on the same ground, is as
// good: the frame of every page, the rows of a table. It is left out. A mode changes nothing but colours, so the dark
// one looks at one element of each kind.
async ({options, seen, dark}) => {
  scrollTo(0, 0); // a sticky bar covers what happens to lie below it
  const before = new Set(seen);
  const fresh = new Map();

  const colours = (element) => {
    const {color, backgroundColor, backgroundImage, opacity, filter, mixBlendMode} = getComputedStyle(element);
    return [color, backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
  };
  const grounds = new Map(); // how an element and all that it lies in are coloured
  const ground = (element) => {
    if (!grounds.has(element)) {
      grounds.set(element, digest((element.parentElement ? ground(element.parentElement) : "") + colours(element)));
    }
    return grounds.get(element);
  };
  // 53 bits of a text; with some thousand parts, two that share one are not to be expected.
  const digest = (text) => {
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    return (2097151 & low) * 4294967296 + (high >>> 0);
  };

  // Text and names may be any; everything else that axe judges is told apart.
  const ANY = /^(id|for|name|href|src|value|title|alt|placeholder|content|action|d|datetime|data-.*|hx-.*|aria-(label|labelledby|describedby|controls|owns|details|errormessage|activedescendant|setsize|posinset|valuenow|valuetext|rowcount|colcount))$/;
  const attribute = ({name, value}) => ANY.test(name) ? `${name}${value.trim() ? "=" : ""}` : `${name}=${value}`;
  const shapes = new Map();
  const sizes = new Map();
  const shape = (element) => {
    const {width, height} = element.getBoundingClientRect();
    let [text, size] = [`${Math.round(width / 8)},${Math.round(height / 8)},${colours(element)}`, 1];
    text += [element.localName, element.disabled, element.checked, ...[...element.attributes].map(attribute).sort()].join("|");
    for (const node of element.childNodes) {
      if (node.nodeType === 3 && node.data.trim()) text += "text";
      if (node.nodeType !== 1) continue;
      text += shape(node);
      size += sizes.get(node);
    }
    sizes.set(element, size);
    shapes.set(element, digest(text));
    return shapes.get(element);
  };
  const LEAST = 3; // elements that a part must have to be worth the bookkeeping
  const known = (element) => {
    if (sizes.get(element) < LEAST) return [];
    const part = `${innerWidth} ${element.parentElement && ground(element.parentElement)} ${shapes.get(element)}`;
    if (before.has(part) || fresh.has(part)) return [element];
    fresh.set(part, element);
    return [...element.children].flatMap(known);
  };

  const look = (element) => {
    const {fontSize, fontWeight, textShadow, textDecorationLine, position} = getComputedStyle(element);
    return [element.localName, element.matches(":disabled, [aria-disabled=true] *, [aria-disabled=true]"),
      fontSize, fontWeight, textShadow, textDecorationLine, position, ground(element)].join();
  };
  const isWritten = (element) => element.checkVisibility()
    && ([...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
      || element.matches("input, select, textarea, a"));
  const coloured = () => {
    for (const element of [...document.body.querySelectorAll("*")].filter(isWritten)) {
      const one = look(element);
      if (!before.has(one) && !fresh.has(one)) fresh.set(one, element);
    }
    return [...fresh.values()];
  };

  // What axe would say of parts that are left out, since these depend on the rest of the page.
  const astray = () => {
    const all = [...document.querySelectorAll("[id]")].map(({id}) => id);
    const ids = new Set(all);
    const twice = all.filter((id, place) => all.indexOf(id) !== place).map((id) => `two elements have the ID ${id}`);
    const refers = ["for", "aria-labelledby", "aria-describedby", "headers"];
    const lost = refers.flatMap((name) => [...document.querySelectorAll(`[${name}]`)].flatMap((element) =>
      element.getAttribute(name).split(/\s+/).filter((id) => id && !ids.has(id)).map((id) => `${name} names ${id}, which is nowhere`)));
    return [...twice, ...lost];
  };

  let context = document;
  if (dark) {
    context = coloured();
    if (!context.length) return [[], []];
  } else {
    shape(document.body);
    const exclude = [...document.body.children].flatMap(known);
    if (exclude.length) context = {include: [document], exclude};
  }
  const found = await axe.run(context, {...options, resultTypes: ["violations"]});
  const violations = found.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id}: ${node.target} ${node.html.slice(0, 160)} ${node.failureSummary}`));
  return [[...violations, ...(dark ? [] : astray())], [...fresh.keys()]];
}
