// A date in three controls, [data-part=year|month|day], put together in a hidden input; what is no number reads "?".
{
  const input = (root) => root.querySelector("input[type=hidden]");

  const piece = (root, name, size) => {
    const text = root.querySelector(`[data-part=${name}]`).value;
    return text === "" ? "" : /^[0-9]{1,4}$/.test(text) ? text.padStart(size, "0") : "?";
  };

  webgen.behaviour("parts", {
    init(root) {
      webgen.remember(root, input(root));
    },
    input(root) {
      const pieces = [piece(root, "year", 4), piece(root, "month", 2), piece(root, "day", 2)];
      input(root).value = pieces.join("") === "" ? "" : pieces.join("-");
    },
    reset(root) {
      input(root).value = root.getAttribute("data-initial");
    },
  });
}
