// A box in a form whose [data-gated] buttons are disabled until every [data-tick] is ticked and every [data-phrase] says its word.
{
  const set = (root, open) => {
    for (const button of root.closest("form").querySelectorAll("[data-gated]")) button.disabled = !open;
  };

  const look = (root) => set(root, [...root.querySelectorAll("[data-tick]")].every((box) => box.checked)
    && [...root.querySelectorAll("[data-phrase]")].every((input) => input.value.trim() === input.getAttribute("data-phrase")));

  webgen.behaviour("gate", {
    input: look,
    change: look,
    reset: (root) => set(root, false),
  });
}
