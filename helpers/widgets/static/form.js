// What stands beside the Dockerfile: build arguments, target, builder, the run, the commands, saving and loading.

const RUN_FIELDS = [
  ["entrypoint", "Entrypoint", "the image's own"],
  ["env", "Environment", "NAME=value, one a line"],
  ["ports", "Ports", "8080:80, one a line"],
  ["mounts", "Mounts", "volume:/path, one a line"],
  ["user", "User", "the image's own"],
  ["workdir", "Working directory", "the image's own"],
];
const SEVERAL_LINES = ["env", "ports", "mounts"];

/** A labelled field, with what is wrong with it below it. */
function field(label, name, attributes, value, error, local, lines = 0) {
  const id = `${local.uid}-${name}`;
  const given = {
    id, "data-change": "field", "data-field": name, spellcheck: "false", autocomplete: "off", autocapitalize: "off",
    "aria-invalid": error && "true", "aria-describedby": error && `${id}-error`, ...attributes,
  };
  const input = lines ? h("textarea", { rows: lines, ...given }, value) : h("input", { type: "text", value, ...given });
  return h("div", { class: "pg-field", "data-key": name },
    h("label", { for: id }, label), input, error && h("p", { class: "pg-error", id: `${id}-error` }, error));
}

function choice(label, name, options, chosen, local) {
  const id = `${local.uid}-${name}`;
  return h("div", { class: "pg-field", "data-key": name },
    h("label", { for: id }, label),
    h("select", { id, "data-change": "field", "data-field": name },
      options.map(([value, text]) => h("option", { value, selected: value === chosen }, text))));
}

function buildForm({ form, tools }, local) {
  if (!tools.includes("build")) return null;
  return h("details", { class: "pg-form", "data-key": "build", open: form.args.length > 0 },
    h("summary", {}, "docker build"),
    h("div", { class: "pg-fields" },
      form.args.map(({ name, value, given }) =>
        field(`ARG ${name}`, `arg.${name}`, { placeholder: given || "no default" }, value, form.errors[`arg.${name}`], local)),
      form.targets.length > 1 && choice("Target", "target", form.targets, form.target, local),
      choice("Builder", "builder", form.builders, form.builder, local)));
}

function runForm({ form, tools }, local) {
  if (!form.run && !tools.includes("run")) return null;
  const error = (name) => form.errors[name];
  const command = form.run && field(
    "docker run IMAGE", "command", { placeholder: "arguments", class: "pg-mono" }, form.run.command, error("command"), local);
  if (!tools.includes("run")) return h("div", { class: "pg-form pg-fields", "data-key": "run" }, command);
  return h("details", { class: "pg-form", "data-key": "run", open: true },
    h("summary", {}, "docker run"),
    h("div", { class: "pg-fields" },
      h("label", { class: "pg-check" },
        h("input", { type: "checkbox", role: "switch", checked: Boolean(form.run), "data-change": "runs" }), "Run a container"),
      command),
    form.run && h("details", { class: "pg-more", "data-key": "more" },
      h("summary", {}, "Options"),
      h("div", { class: "pg-fields" }, RUN_FIELDS.map(([name, label, placeholder]) =>
        field(label, name, { placeholder, class: "pg-mono" }, form.run[name], error(name), local,
          SEVERAL_LINES.includes(name) ? Math.max(1, form.run[name].split("\n").length) : 0)))));
}

function commands(view) {
  if (!view.tools.includes("commands") || !view.commands.length) return null;
  return h("section", { class: "pg-commands", "aria-label": "The same in a terminal", "data-key": "commands" },
    h("div", { class: "pg-title", "aria-hidden": "true" }, "The same in a terminal"),
    view.commands.map((line) => h("div", { class: "pg-command" },
      h("code", {}, line), button("Copy", "copy", { "data-text": line, class: "pg-small", "aria-label": `Copy ${line}` }))));
}

function toolbar(view, local) {
  const has = (tool) => view.tools.includes(tool);
  return h("div", { class: "pg-toolbar", role: "group", "aria-label": "Dockerfile", "data-key": "toolbar" },
    has("history") && [
      button("Undo", "undo", { "data-key": "undo" }, !view.can.undo),
      button("Redo", "redo", { "data-key": "redo" }, !view.can.redo),
      button("Reset", "reset", { "data-key": "reset" }, !view.can.reset),
    ],
    has("save") && button("Copy Dockerfile", "copy", { "data-text": view.text, "data-key": "copy" }),
    has("save") && h("details", { class: "pg-pop", "data-key": "save" },
      h("summary", {}, "Save as …"),
      h("form", { class: "pg-fields", "data-submit": "save" },
        field("File", "path", { "data-change": null, required: true, class: "pg-mono" }, view.path, null, local),
        h("label", { class: "pg-check" }, h("input", { type: "checkbox", name: "overwrite" }), "Write over a file that is there"),
        h("button", { type: "submit" }, "Save"))),
    has("upload") && h("details", { class: "pg-pop", "data-key": "upload" },
      h("summary", {}, "Another Dockerfile …"),
      h("form", { class: "pg-fields", "data-submit": "upload" },
        h("div", { class: "pg-field" },
          h("label", { for: `${local.uid}-file` }, "From a file"),
          h("input", { type: "file", id: `${local.uid}-file`, "data-change": "file" })),
        field("Text", "upload", { "data-change": null, required: true, class: "pg-mono" }, "", null, local, 8),
        h("button", { type: "submit" }, "Use it"))));
}
