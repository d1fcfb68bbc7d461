// Numbers the lines of a text in [data-lines].
{
  const show = (root, text) => {
    const count = text.split("\n").length;
    root.querySelector("[data-lines]").textContent = Array.from({ length: count }, (_, at) => at + 1).join(" ");
    root.querySelector("[data-count]").textContent = String(count);
  };

  webgen.behaviour("line-numbers", {
    input: (root) => show(root, root.querySelector("textarea").value),
    reset: (root) => show(root, root.querySelector("textarea").defaultValue),
  });
}
