// What a state gave: panels as tabs, or one below the other; where one stands in the build; what is compared.

function panels(view, shown, local) {
  const drawnPanels = shown.map((panel) => ({ ...panel, tools: panel.id === "compare" ? compareForm(view, local) : null }));
  if (view.layout !== "tabs") {
    return h("div", { class: "pg-panels", "data-key": "panels" }, drawnPanels.map(({ id, title, html }) =>
      h("section", { class: "pg-panel", "data-key": id, "aria-label": title }, h("div", { class: "dc", html }))));
  }
  const selected = shown.some((panel) => panel.id === local.tab) ? local.tab : shown[0]?.id;
  return h("div", { class: "pg-panels", "data-key": "panels" },
    h("div", { role: "tablist", class: "pg-tabs", "aria-label": "What it gave" }, shown.map(({ id, title }) =>
      button(title, "tab", {
        role: "tab", "data-key": id, "data-id": id, id: `${local.uid}-tab-${id}`, "aria-controls": `${local.uid}-panel-${id}`,
        "aria-selected": String(id === selected), tabindex: id === selected ? "0" : "-1",
      }))),
    drawnPanels.map(({ id, html, tools }) => h("div", {
      role: "tabpanel", class: "pg-panel", "data-key": id, id: `${local.uid}-panel-${id}`, tabindex: "0",
      "aria-labelledby": `${local.uid}-tab-${id}`, hidden: id !== selected,
    }, tools, h("div", { class: "dc", "data-key": "html", html }))));
}

function peekForm(view, local) {
  if (!view.peek) return null;
  const places = view.peek.places;
  const at = Math.max(0, places.findIndex((place) => place.id === (local.at ?? view.peek.at)));
  const id = `${local.uid}-peek`;
  return h("section", { class: "pg-form pg-peek", "data-key": "peek", "aria-label": "Peek into the build" },
    h("label", { for: id, class: "pg-title" }, "Peek: stand after"),
    h("code", { class: "pg-place", "aria-hidden": "true" }, places[at]?.text ?? ""),
    h("input", {
      type: "range", id, min: "0", max: String(Math.max(0, places.length - 1)), step: "1", value: String(at),
      "data-change": "peek", "data-input": "peek", "aria-valuetext": places[at]?.text ?? "", disabled: places.length === 0,
    }),
    h("form", { class: "pg-inline", "data-submit": "peek" },
      h("label", { for: `${id}-command` }, "Run there"),
      h("input", { type: "text", id: `${id}-command`, name: "command", class: "pg-mono", placeholder: "ls -l", spellcheck: "false", autocomplete: "off" }),
      h("button", { type: "submit" }, "Run")));
}

function compareForm(view, local) {
  if (!view.compare) return null;
  const id = `${local.uid}-compare`;
  return h("form", { class: "pg-inline", "data-submit": "compare", "data-key": "form" },
    h("label", { for: id }, "Compare with"),
    h("select", { id, name: "with" }, view.compare.map(([value, text]) => h("option", { value }, text))),
    h("button", { type: "submit" }, "Compare"));
}

function statusLine(status) {
  return h("div", { class: "pg-status", "data-busy": status.busy, "data-bad": status.bad, "data-key": "status" },
    h("progress", { class: "pg-busy", hidden: !status.busy, "aria-label": "Working" }),
    h("div", { role: "status", "aria-live": "polite", class: "pg-said" }, status.text),
    h("div", { class: "dc pg-progress", html: status.progress ?? "" }),
    status.busy && button("Cancel", "cancel", { "data-key": "cancel" }));
}
