// A text field with maxlength, and [data-left] that says how many characters are left.
{
  const show = (root, text) => {
    const left = Number(root.querySelector("input").getAttribute("maxlength")) - text.length;
    root.querySelector("[data-left]").textContent = left === 1
      ? root.getAttribute("data-one") ?? "1 character left"
      : (root.getAttribute("data-many") ?? "{left} characters left").replace("{left}", left);
  };

  webgen.behaviour("counter", {
    init: (root) => show(root, root.querySelector("input").value),
    input: (root) => show(root, root.querySelector("input").value),
    reset: (root) => show(root, root.querySelector("input").defaultValue),
  });
}
