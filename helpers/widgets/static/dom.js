// Elements, and their update by difference: focus, selection, scroll and open <details> survive it.

const HTML = Symbol("markup that Python made and escaped");
const drawn = new WeakMap(); // field -> the value it was given last; what a reader typed since then is theirs

/** An element. An attribute that is false or null is left out; `html` stands for children. */
function h(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "html") made[HTML] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(2).filter((child) => child !== null && child !== false && child !== undefined));
  return made;
}

/** Make `old` look like `fresh`, keeping every element that is the same in both. */
function morph(old, fresh) {
  if (fresh[HTML] !== undefined) {
    if (old[HTML] === fresh[HTML]) return syncAttributes(old, fresh);
    old[HTML] = fresh[HTML];
    fill(fresh);
  }
  syncAttributes(old, fresh);
  syncChildren(old, fresh);
  syncField(old, fresh);
}

/** Parse the markup of an element and of those in it: not before it is shown, and not when it is shown already. */
function fill(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const element of [node, ...node.querySelectorAll("*")]) {
    if (element[HTML] !== undefined) element.innerHTML = element[HTML];
    if ("value" in element) drawn.set(element, element.value);
  }
}

function syncAttributes(old, fresh) {
  const kept = old.nodeName === "DETAILS" ? ["open"] : []; // whether it is open is the reader's
  for (const { name, value } of fresh.attributes) {
    if (!kept.includes(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!kept.includes(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
}

function syncField(old, fresh) {
  if (old.type === "checkbox") old.checked = fresh.checked;
  else if (old.type !== "file" && ["INPUT", "SELECT", "TEXTAREA"].includes(old.nodeName) && drawn.get(old) !== fresh.value) {
    old.value = fresh.value;
    drawn.set(old, fresh.value);
  }
}

const keyOf = (node) => node.dataset?.key;

function isSame(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b) && a.type === b.type;
}

function syncChildren(old, fresh) {
  const keyed = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const found = keyOf(wanted) ? keyed.get(keyOf(wanted)) : at;
    if (!found || !isSame(found, wanted)) {
      fill(wanted);
      old.insertBefore(wanted, at);
      continue;
    }
    if (found === at) at = at.nextSibling;
    else old.insertBefore(found, at);
    if (found.nodeType === Node.ELEMENT_NODE) morph(found, wanted);
    else if (found.data !== wanted.data) found.data = wanted.data;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** Update a whole page; an element that had the focus and was moved has it again. */
function redraw(root, fresh) {
  const focused = document.activeElement;
  morph(root, fresh);
  if (focused !== document.activeElement && root.contains(focused)) focused.focus({ preventScroll: true });
}

/** A button that does something. One that cannot now stays reachable, and says so. */
function button(label, what, attributes = {}, off = false) {
  return h("button", { type: "button", "data-do": what, "aria-disabled": off && "true", ...attributes }, label);
}

/** Words for a screen reader alone. */
const hidden = (text) => h("span", { class: "pg-hidden" }, text);
