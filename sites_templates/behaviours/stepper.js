// A text box with [data-by] buttons that change its number by whole steps within data-min and data-max; arrow keys do so too.
{
  const SHAPE = /^([0-9]{1,9})(?:\.([0-9]{1,2}))?$/;

  // Numbers are counted in hundredths; what is no number is null.
  const hundredths = (text) => {
    const found = SHAPE.exec(text.trim());
    return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
  };

  const written = (root, count) => {
    const [whole, rest] = [String(Math.floor(count / 100)), String(count % 100).padStart(2, "0")];
    return root.getAttribute("data-places") === "2" ? `${whole}.${rest}` : whole;
  };

  const step = (root, by) => {
    const input = root.querySelector("input");
    const [low, high] = [hundredths(root.getAttribute("data-min")) ?? 0, hundredths(root.getAttribute("data-max")) ?? 0];
    const count = hundredths(input.value);
    const to = count === null ? low : Math.min(Math.max(count + by * 100, low), high);
    webgen.setValue(input, written(root, to));
  };

  webgen.behaviour("stepper", {
    click(root, event) {
      const button = event.target.closest("[data-by]");
      if (button) step(root, Number(button.getAttribute("data-by")));
    },
    keydown(root, event) {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (by === undefined || event.target !== root.querySelector("input")) return;
      step(root, by);
      event.preventDefault();
    },
  });
}
