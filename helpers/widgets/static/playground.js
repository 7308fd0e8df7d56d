// The page of a playground: draws what Python says, and sends what a learner does. All rules are in Python.
// Python joins the files of this folder into one module: dom.js, rows.js, form.js, panels.js, then this one.

let count = 0;

function page(view, shown, status, local) {
  return h("div", { class: "pg", "data-layout": view.layout },
    toolbarNeeded(view) && toolbar(view, local),
    h("div", { class: "pg-columns", "data-key": "columns" },
      h("div", { class: "pg-part pg-file", "data-key": "file" }, rows(view, local), peekForm(view, local)),
      h("div", { class: "pg-part pg-result", "data-key": "result" }, statusLine(status), panels(view, shown, local)),
      h("div", { class: "pg-part pg-forms", "data-key": "forms" },
        buildForm(view, local), runForm(view, local), commands(view))));
}

const toolbarNeeded = (view) => ["history", "save", "upload"].some((tool) => view.tools.includes(tool));

/** What a click on something with data-do does. */
function clicks(local, send, draw) {
  const textOf = (row) => row.querySelector("[data-field=editor]").value;
  const close = (row) => {
    const added = row.dataset.key === "new";
    const back = added ? row.previousElementSibling : row;
    if (added) local.adding = null;
    else local.editing.delete(row.dataset.id);
    draw();
    back.querySelector("[data-do=open]:not(pre)")?.focus();
  };
  const open = (row) => {
    local.editing.add(row.dataset.id);
    draw();
    const editor = row.querySelector("[data-field=editor]");
    grow(editor);
    editor.focus();
  };
  const plain = ["undo", "redo", "reset", "cancel"].map((what) => [what, () => send({ do: what })]);
  return {
    ...Object.fromEntries(plain),
    open: (_, row) => open(row),
    close: (_, row) => close(row),
    apply: (_, row) => { const text = textOf(row); close(row); send({ do: "edit", id: row.dataset.id, text }); },
    below: (_, row) => {
      local.editing.delete(row.dataset.id);
      local.adding = row.dataset.id;
      draw();
      row.nextElementSibling.querySelector("[data-field=editor]").focus();
    },
    add: (_, row) => {
      const [text, after] = [textOf(row), local.adding];
      close(row);
      send({ do: "add", after, text });
    },
    remove: (_, row) => { local.editing.delete(row.dataset.id); send({ do: "remove", id: row.dataset.id }); },
    tab: (target) => { local.tab = target.dataset.id; draw(); send({ do: "opened", panel: local.tab }); },
    copy: (target) => copy(target.dataset.text, target),
  };
}

/** What a changed field with data-change does. */
function changes(root, local, send, draw, model) {
  return {
    set: (input, row) => send({ do: "set", id: row.dataset.id, on: input.checked }),
    choose: (input, row) => send({ do: "choose", id: row.dataset.id, name: input.value }),
    field: (input) => {
      if (input.nodeName !== "SELECT" && input.value === drawn.get(input)) return;
      send({ do: "field", name: input.dataset.field, value: input.value });
    },
    runs: (input) => send({ do: "runs", on: input.checked }),
    file: async (input) => {
      const text = await input.files[0]?.text();
      if (text !== undefined) root.querySelector("[data-field=upload]").value = text;
    },
    peek: () => {
      local.tab = "peek";
      draw();
      send({ do: "peek", id: local.at ?? model.get("view").peek.at, command: "" });
    },
    standAt: (input) => { local.at = model.get("view").peek.places[Number(input.value)].id; draw(); },
  };
}

/** What a form with data-submit does. */
function submits(local, send, draw, model) {
  return {
    save: (form) => send({
      do: "save", path: form.querySelector("[data-field=path]").value, overwrite: form.elements.overwrite.checked,
    }),
    upload: (form) => send({ do: "upload", text: form.querySelector("[data-field=upload]").value }),
    compare: (form) => send({ do: "compare", with: form.elements.with.value }),
    peek: (form) => {
      local.tab = "peek";
      draw();
      send({ do: "peek", id: local.at ?? model.get("view").peek.at, command: form.elements.command.value });
    },
  };
}

function keys(event, local, send, act, view) {
  const row = event.target.closest(".pg-row");
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (row && event.altKey && step && view.tools.includes("move")) {
    event.preventDefault();
    send({ do: "move", id: row.dataset.id, to: rowsOf(row).indexOf(row) + step });
  } else if (event.target.dataset.field === "editor") {
    const line = event.target.value;
    const whole = event.ctrlKey || event.metaKey || (!event.shiftKey && !/\n|\\\s*$|<</.test(line));
    const what = { Enter: whole && (row.dataset.key === "new" ? "add" : "apply"), Escape: "close" }[event.key];
    if (!what) return;
    event.preventDefault();
    act[what](event.target, row);
  } else if (event.target.role === "tab") {
    const tabs = [...event.target.parentElement.children];
    const at = tabs.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs.at(to % tabs.length);
    act.tab(next);
    next.focus();
  }
}

/** A key that is pressed on the page is the page's: JupyterLab has shortcuts on arrows, Enter and letters. It may save. */
function ownKeys(root, act) {
  const listener = (event) => {
    if (!root.contains(event.target)) return;
    act(event);
    const saving = (event.ctrlKey || event.metaKey) && event.key === "s";
    const leaving = event.key === "Escape" && !event.defaultPrevented;
    if (!saving && !leaving) event.stopPropagation();
  };
  window.addEventListener("keydown", listener, true); // before JupyterLab's, which is the document's
  return () => window.removeEventListener("keydown", listener, true);
}

function listen(root, local, send, draw, model) {
  const act = clicks(local, send, draw);
  const change = changes(root, local, send, draw, model);
  const submit = submits(local, send, draw, model);
  const rowOfEvent = (event) => event.target.closest(".pg-row");
  root.addEventListener("click", (event) => {
    const target = event.target.closest("[data-do]");
    if (target && target.ariaDisabled !== "true") act[target.dataset.do]?.(target, rowOfEvent(event));
  });
  root.addEventListener("change", (event) => change[event.target.dataset.change]?.(event.target, rowOfEvent(event)));
  root.addEventListener("input", (event) => {
    if (event.target.dataset.input === "peek") change.standAt(event.target);
    if (event.target.nodeName === "TEXTAREA") grow(event.target);
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    submit[event.target.dataset.submit]?.(event.target);
  });
  dragging(root, (id, to) => send({ do: "move", id, to }));
  return ownKeys(root, (event) => keys(event, local, send, act, model.get("view")));
}

/** As many lines as its text has. */
function grow(area) {
  area.rows = Math.max(area.value.split("\n").length, 1);
}

async function copy(text, target) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // a page that is not served safely has no clipboard
    const area = h("textarea", {}, text);
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const label = target.textContent;
  target.textContent = "Copied";
  setTimeout(() => { target.textContent = label; }, 1500);
}

function render({ model, el }) {
  const local = { uid: `pg${++count}`, editing: new Set(), adding: null, tab: null, at: null, loaded: null };
  const root = h("div", {});
  el.append(root);
  const draw = () => {
    const begun = performance.now();
    const view = model.get("view");
    if (local.loaded !== view.loaded) {
      local.loaded = view.loaded;
      Object.assign(local, { editing: new Set(), adding: null, at: null });
      for (const pop of root.querySelectorAll(".pg-pop")) pop.open = false;
    }
    const places = view.peek?.places.map((place) => place.id) ?? [];
    if (!places.includes(local.at) || view.peek.at === local.at) local.at = null; // Python knows, or it is gone
    redraw(root, page(view, model.get("panels"), model.get("status"), local));
    performance.measure("playground", { start: begun });
  };
  let due = 0; // several traits that change together are drawn once
  const later = () => { due ||= requestAnimationFrame(() => { due = 0; draw(); }); };
  const traits = ["change:view", "change:panels", "change:status"];
  for (const name of traits) model.on(name, later);
  const deaf = listen(root, local, (message) => model.send(message), draw, model);
  draw();
  model.send({ do: "shown" });
  return () => {
    deaf();
    for (const name of traits) model.off(name, later);
    cancelAnimationFrame(due);
  };
}

export default { render };
