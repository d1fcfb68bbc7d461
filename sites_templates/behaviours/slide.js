// Buttons with data-by that push the slider beside them.
webgen.behaviour("slide", {
  click(root, event) {
    const button = event.target.closest("[data-by]");
    const input = root.querySelector("input[type=range]");
    if (!button) return;
    const [low, high] = [Number(input.min), Number(input.max)];
    const to = String(Math.min(Math.max(Number(input.value) + Number(button.getAttribute("data-by")), low), high));
    if (to === input.value) return;
    input.value = to;
    webgen.fire(input, "input");
    webgen.fire(input, "change");
  },
});
