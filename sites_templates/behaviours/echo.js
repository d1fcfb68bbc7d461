// Repeats the text of the radio button that was checked in a face elsewhere in the root.
{
  const face = (root) => root.querySelector("[data-face]");

  webgen.behaviour("echo", {
    init(root) {
      if (!root.hasAttribute("data-initial-face")) root.setAttribute("data-initial-face", face(root).textContent);
    },
    change(root, event) {
      const label = event.target.closest("label");
      if (event.target.type === "radio" && label) face(root).textContent = label.textContent.trim();
    },
    reset(root) {
      face(root).textContent = root.getAttribute("data-initial-face");
    },
  });
}
