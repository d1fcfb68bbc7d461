// Several of many: things with data-value that a click turns on and off; the hidden input holds those that are on, in their
// order. [data-all] turns all on, [data-none] all off; [data-face] names them.
{
  const STATES = ["aria-pressed", "aria-checked", "aria-selected"];
  const field = (root) => root.querySelector("input[type=hidden]");
  const items = (root) => [...root.querySelectorAll("[data-value]")];
  const isOn = (item) => STATES.some((state) => item.getAttribute(state) === "true");
  const turn = (item, on) => {
    for (const state of STATES) if (item.hasAttribute(state)) item.setAttribute(state, String(on));
  };

  const face = (root) => {
    const shown = root.querySelector("[data-face]");
    const names = items(root).filter(isOn).map((item) => item.textContent.trim());
    if (shown) shown.textContent = names.join(", ") || root.getAttribute("data-empty");
  };

  const tell = (root) => {
    face(root);
    webgen.setValue(field(root), items(root).filter(isOn).map((item) => item.getAttribute("data-value")).join("|"));
  };

  webgen.behaviour("multi", {
    init(root) {
      webgen.remember(root, field(root));
    },
    click(root, event) {
      const item = event.target.closest("[data-value]");
      const all = event.target.closest("[data-all], [data-none]");
      if (item) turn(item, !isOn(item));
      else if (all) for (const one of items(root)) turn(one, all.hasAttribute("data-all"));
      else return;
      tell(root);
    },
    reset(root) {
      field(root).value = root.getAttribute("data-initial");
      const on = field(root).value.split("|");
      for (const item of items(root)) turn(item, on.includes(item.getAttribute("data-value")));
      face(root);
    },
  });
}
