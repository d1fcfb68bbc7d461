// A text area with a preview: two [data-mode] buttons, the area, and [data-preview], which shows every line as a paragraph.
{
  const parts = (root) => ({ nothing: root.getAttribute("data-nothing") ?? "Nothing to preview",
    area: root.querySelector("textarea"), preview: root.querySelector("[data-preview]"),
    buttons: [...root.querySelectorAll("[data-mode]")] });

  const turn = ({ nothing, area, preview, buttons }, mode, text) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.getAttribute("data-mode") === mode));
    const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const shown = mode === "preview" ? (lines.length ? lines : [nothing]) : [];
    preview.replaceChildren(...shown.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return paragraph;
    }));
    area.hidden = mode === "preview";
    preview.hidden = mode !== "preview";
  };

  webgen.behaviour("markdown", {
    click(root, event) {
      const all = parts(root);
      const button = event.target.closest("[data-mode]");
      if (button) turn(all, button.getAttribute("data-mode"), all.area.value);
    },
    reset(root) {
      const all = parts(root);
      turn(all, all.area.defaultValue === "" ? "write" : "preview", all.area.defaultValue);
    },
  });
}
