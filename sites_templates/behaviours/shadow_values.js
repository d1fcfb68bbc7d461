webgen.behaviour("shadow-values", (() => {
  const parts = (root) => [root.querySelector("[data-shadow]"), root.querySelector("[data-values]")];
  const FIELDS = "input, select, textarea";

  // What is in a shadow tree belongs to no form outside: repeat it in hidden inputs.
  const repeat = (root) => {
    const [host, values] = parts(root);
    const entries = webgen.inside(host, FIELDS).flatMap(webgen.ownEntry);
    const known = [...values.children].map((input) => [input.name, input.value]);
    if (JSON.stringify(entries) === JSON.stringify(known)) return;
    values.replaceChildren(...entries.map(([name, value]) => {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.setAttribute("value", value);
      return input;
    }));
  };

  const restore = (control) => {
    if (control.tagName === "SELECT") for (const option of control.options) option.selected = option.defaultSelected;
    else if (control.type === "checkbox" || control.type === "radio") control.checked = control.defaultChecked;
    else if (control.type !== "hidden") control.value = control.defaultValue;
  };

  return {
    init: repeat,
    input: repeat,
    change: repeat,
    reset(root) {
      webgen.inside(parts(root)[0], FIELDS).forEach(restore);
      webgen.later(0, () => repeat(root)); // the widgets inside are reset after this
    },
  };
})());
