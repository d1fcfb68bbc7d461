// A number that arrow and page keys, and buttons with data-by, turn up and down: [role=spinbutton] with its limits.
{
  const parts = (root) => [root.querySelector("[role=spinbutton]"), root.querySelector("input[type=hidden]")];

  const show = (root, value) => {
    const [wheel] = parts(root);
    wheel.textContent = value || "–";
    if (value) wheel.setAttribute("aria-valuenow", value);
    else wheel.removeAttribute("aria-valuenow");
  };

  const turn = (root, by) => {
    const [wheel, field] = parts(root);
    const [low, high] = [Number(wheel.getAttribute("aria-valuemin")), Number(wheel.getAttribute("aria-valuemax"))];
    const known = /^[0-9]{1,9}$/.test(field.value);
    const to = String(known ? Math.min(Math.max(Number(field.value) + by, low), high) : low);
    show(root, to);
    webgen.setValue(field, to);
  };

  webgen.behaviour("dial", {
    init(root) {
      webgen.remember(root, parts(root)[1]);
    },
    click(root, event) {
      const button = event.target.closest("[data-by]");
      if (button) turn(root, Number(button.getAttribute("data-by")));
      if (!event.target.closest("[data-clear]")) return;
      show(root, "");
      webgen.setValue(parts(root)[1], "");
    },
    keydown(root, event) {
      const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -1e9, End: 1e9 }[event.key];
      if (by === undefined || event.target !== parts(root)[0]) return;
      turn(root, by);
      event.preventDefault();
    },
    reset(root) {
      const [, field] = parts(root);
      field.value = root.getAttribute("data-initial");
      show(root, field.value);
    },
  });
}
