// One value in several controls with data-part, put together in a hidden input with data-join between them. data-pad fills a
// number up with zeros; with data-advance the focus goes on to the next control once one is filled.
{
  const field = (root) => root.querySelector("input[type=hidden]");
  const parts = (root) => [...root.querySelectorAll("[data-part]")];

  const piece = (part) => {
    const size = Number(part.getAttribute("data-pad") ?? 0);
    return /^[0-9]+$/.test(part.value) ? part.value.padStart(size, "0") : part.value;
  };

  webgen.behaviour("joined", {
    init(root) {
      webgen.remember(root, field(root));
    },
    input(root, event) {
      const all = parts(root);
      const pieces = all.map(piece);
      field(root).value = pieces.join("") === "" ? "" : pieces.join(root.getAttribute("data-join"));
      const next = all[all.indexOf(event.target) + 1];
      if (root.hasAttribute("data-advance") && event.target.value !== "" && next) next.focus();
    },
    reset(root) {
      field(root).value = root.getAttribute("data-initial");
    },
  });
}
