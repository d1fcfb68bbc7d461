// Keys of a calculator: [data-key] is a digit, ".", "back" or "clear"; digits typed on the keyboard count too. Shows the number
// in [data-face]; data-places is 0 or 2.
{
  const parts = (root) => [root.querySelector("[data-face]"), root.querySelector("input[type=hidden]")];
  const KEYS = { Backspace: "back", Delete: "clear" };

  const fits = (root, text) =>
    (root.getAttribute("data-places") === "2" ? /^[0-9]{1,7}(\.[0-9]{0,2})?$/ : /^[0-9]{1,7}$/).test(text);

  const put = (root, value) => {
    const [face, field] = parts(root);
    face.textContent = value || root.getAttribute("data-empty");
    webgen.setValue(field, value);
  };

  const push = (root, key) => {
    const now = parts(root)[1].value;
    if (key === "clear") return put(root, "");
    if (key === "back") return put(root, now.slice(0, -1));
    const next = now === "0" && key !== "." ? key : now + key;
    if (fits(root, next)) put(root, next);
  };

  webgen.behaviour("keypad", {
    init(root) {
      webgen.remember(root, parts(root)[1]);
    },
    click(root, event) {
      const button = event.target.closest("[data-key]");
      if (button) push(root, button.getAttribute("data-key"));
    },
    keydown(root, event) {
      const key = KEYS[event.key] ?? (/^[0-9.]$/.test(event.key) ? event.key : null);
      if (key === null) return;
      push(root, key);
      event.preventDefault();
    },
    reset(root) {
      const [face, field] = parts(root);
      field.value = root.getAttribute("data-initial");
      face.textContent = field.value || root.getAttribute("data-empty");
    },
  });
}
