// One of many: a click on a thing with data-value puts the value into the hidden input and the text on the face.
{
  const STATES = ["aria-pressed", "aria-checked", "aria-selected"];
  const field = (root) => root.querySelector("input[type=hidden]");

  const show = (root, value) => {
    let text = root.getAttribute("data-empty") ?? "";
    for (const item of root.querySelectorAll("[data-value]")) {
      const chosen = item.getAttribute("data-value") === value;
      for (const state of STATES) if (item.hasAttribute(state)) item.setAttribute(state, String(chosen));
      if (chosen && value) text = item.textContent.trim();
    }
    const face = root.querySelector("[data-face]");
    if (face) face.textContent = text;
  };

  webgen.behaviour("picks", {
    init(root) {
      webgen.remember(root, field(root));
    },
    click(root, event) {
      const item = event.target.closest("[data-value]");
      if (!item) return;
      const again = item.getAttribute("data-value") === field(root).value;
      const value = again && root.hasAttribute("data-clear") ? "" : item.getAttribute("data-value");
      show(root, value);
      webgen.setValue(field(root), value);
    },
    reset(root) {
      field(root).value = root.getAttribute("data-initial");
      show(root, field(root).value);
    },
  });
}
