// A rating: radio items with data-value, those up to the chosen one lit; arrows go to the next one and choose it.
{
  const items = (root) => [...root.querySelectorAll("[data-value]")];
  const field = (root) => root.querySelector("input[type=hidden]");

  const show = (root, value) => {
    const at = items(root).findIndex((item) => item.getAttribute("data-value") === value);
    items(root).forEach((item, index) => {
      item.setAttribute("aria-checked", String(index === at));
      item.toggleAttribute("data-lit", index <= at);
      if (index === Math.max(at, 0)) item.removeAttribute("tabindex");
      else item.setAttribute("tabindex", "-1");
    });
    root.querySelector("[data-face]").textContent = at < 0 ? root.getAttribute("data-empty") : items(root)[at].getAttribute("aria-label");
  };

  const choose = (root, value) => {
    show(root, value);
    webgen.setValue(field(root), value);
  };

  webgen.behaviour("stars", {
    init(root) {
      webgen.remember(root, field(root));
    },
    click(root, event) {
      const item = event.target.closest("[data-value]");
      if (!item) return;
      const value = item.getAttribute("data-value");
      choose(root, value === field(root).value && root.hasAttribute("data-clear") ? "" : value);
    },
    keydown(root, event) {
      const at = items(root).indexOf(event.target.closest("[data-value]"));
      const last = items(root).length - 1;
      const to = { ArrowRight: Math.min(at + 1, last), ArrowLeft: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      items(root)[to].focus();
      choose(root, items(root)[to].getAttribute("data-value"));
    },
    reset(root) {
      field(root).value = root.getAttribute("data-initial");
      show(root, field(root).value);
    },
  });
}
