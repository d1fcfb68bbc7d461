// An on/off switch: a button with the face, a hidden input with 0 or 1.
{
  const parts = (root) => [root.querySelector("[role=switch]"), root.querySelector("input[type=hidden]")];

  webgen.behaviour("switch", {
    init(root) {
      webgen.remember(root, parts(root)[1]);
    },
    click(root, event) {
      const [button, input] = parts(root);
      if (!button.contains(event.target)) return;
      const on = button.getAttribute("aria-checked") !== "true";
      button.setAttribute("aria-checked", String(on));
      webgen.setValue(input, on ? "1" : "0");
    },
    reset(root) {
      const [button, input] = parts(root);
      input.value = root.getAttribute("data-initial");
      button.setAttribute("aria-checked", String(input.value === "1"));
    },
  });
}
