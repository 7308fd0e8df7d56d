// The Dockerfile: a row for each instruction, with its switch, its wordings, its editor and what became of it.

function rows(view, local) {
  return h("ol", { class: "pg-rows", "aria-label": "Instructions", "data-key": "rows" },
    view.rows.map((row, index) => [rowOf(row, index, view, local), row.id === local.adding && newRow(local)]));
}

/** Where a further instruction is written. */
function newRow(local) {
  const row = { id: "new", text: "", locked: false };
  return h("li", { class: "pg-row", "data-key": "new" }, editor(row, "a further instruction", null, local, [
    button("Add", "add"), button("Cancel", "close")]));
}

const rowsOf = (row) => [...row.parentElement.querySelectorAll(":scope > [data-id]")];

function rowOf(row, index, view, local) {
  const edited = local.editing.has(row.id);
  const standing = view.peek && index <= indexOfRow(view, local.at ?? view.peek.at);
  const name = `${row.id}, line ${row.line}`;
  const error = row.error ? idFor(local, "error", row) : null;
  return h("li", {
    class: "pg-row", "data-key": row.id, "data-id": row.id, "data-state": row.on ? row.state : "off",
    "data-stage": row.starts && index > 0, "data-peek": standing, "data-error": Boolean(row.error),
  },
    view.tools.includes("move") && handle(row, name),
    h("input", {
      type: "checkbox", role: "switch", checked: row.on, disabled: row.locked, "data-change": "set",
      "aria-label": `${name}: ${row.text}`, "aria-describedby": error,
    }),
    h("span", { class: "pg-line", "aria-hidden": "true" }, String(row.line)),
    edited ? editor(row, name, error, local, editing(row)) : written(row, name, error, view),
    row.choices.length > 1 && wording(row),
    !edited && h("span", { class: "pg-state", "data-key": "state" }, row.on ? row.state : "off"),
    error && h("p", { class: "pg-error", id: error, "data-key": "error" }, row.error));
}

/** An element's id for a row, whose own may have a space: a list of ids is split there. */
const idFor = (local, what, row) => `${local.uid}-${what}-${row.id.replace(/\W/g, "-")}`;

const indexOfRow = (view, id) => view.rows.findIndex((row) => row.id === id);

function handle(row, name) {
  return button("⠿", "handle", {
    class: "pg-handle", "aria-label": `Move ${name}`, "aria-keyshortcuts": "Alt+ArrowUp Alt+ArrowDown",
    title: "Drag it, or Alt+Up and Alt+Down",
  }, row.locked);
}

function written(row, name, error, view) {
  const [, keyword, rest] = row.text.match(/^(\s*\S+)([^]*)$/) ?? [null, "", row.text];
  const code = h("code", {}, h("b", {}, keyword), rest);
  if (!view.tools.includes("edit")) return h("pre", { class: "pg-code", "data-key": "code" }, code);
  return h("div", { class: "pg-written", "data-key": "code" },
    h("pre", { class: "pg-code", "data-do": "open" }, code),
    button("Edit", "open", { class: "pg-small", "aria-label": `Edit ${name}`, "aria-describedby": error }));
}

const editing = (row) => [
  button("Apply", "apply"), button("Cancel", "close"), button("Add below", "below"), button("Remove", "remove", {}, row.locked),
];

function editor(row, name, error, local, buttons) {
  const hint = idFor(local, "hint", row);
  const lines = row.text.split("\n").length;
  return h("div", { class: "pg-editor", "data-key": "editor" },
    h("textarea", {
      rows: Math.max(lines, 1), spellcheck: "false", autocapitalize: "off", "data-field": "editor",
      "aria-label": `Text of ${name}`, "aria-invalid": error && "true", "aria-describedby": [error, hint].filter(Boolean).join(" "),
    }, row.text),
    h("div", { class: "pg-buttons" },
      buttons, h("span", { class: "pg-dim", id: hint }, "Ctrl+Enter applies, Escape cancels")));
}

function wording(row) {
  return h("select", { class: "pg-choice", "data-change": "choose", "aria-label": `Wording of ${row.id}` },
    row.choices.map((choice) => h("option", { value: choice, selected: choice === row.chosen }, choice)));
}

/** Moving a row with the pointer: it goes where the line is drawn. */
function dragging(root, move) {
  let drag = null;
  const listen = (name, act) => root.addEventListener(name, act);
  listen("pointerdown", (event) => {
    const grip = event.target.closest(".pg-handle");
    if (!grip || grip.ariaDisabled === "true" || event.button !== 0) return;
    grip.setPointerCapture(event.pointerId);
    drag = { row: grip.closest(".pg-row"), to: null };
  });
  listen("pointermove", (event) => {
    if (!drag) return;
    drag.row.classList.add("pg-dragged");
    const all = rowsOf(drag.row);
    const others = all.filter((row) => row !== drag.row);
    drag.to = others.filter((row) => middle(row) < event.clientY).length;
    mark(all, others[drag.to] ?? others.at(-1), drag.to === others.length);
  });
  const end = (event) => {
    if (!drag) return;
    const { row, to } = drag;
    drag = null;
    row.classList.remove("pg-dragged");
    mark(rowsOf(row), null);
    if (event.type === "pointerup" && to !== null) move(row.dataset.id, to);
  };
  listen("pointerup", end);
  listen("pointercancel", end);
}

function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

function mark(all, row, after = false) {
  for (const one of all) one.classList.remove("pg-before", "pg-after");
  row?.classList.add(after ? "pg-after" : "pg-before");
}
