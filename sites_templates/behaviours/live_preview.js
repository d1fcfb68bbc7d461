// Shows every line of the text as a paragraph beside it, while it is written.
{
  const show = (root, text) => {
    const box = root.querySelector("[data-preview]");
    box.replaceChildren();
    for (const line of text.split("\n").map((one) => one.trim()).filter(Boolean)) {
      const part = document.createElement("p");
      part.textContent = line;
      box.append(part);
    }
  };

  webgen.behaviour("live-preview", {
    input: (root) => show(root, root.querySelector("textarea").value),
    reset: (root) => show(root, root.querySelector("textarea").defaultValue),
  });
}
