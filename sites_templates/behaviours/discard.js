// A dialog with a form: once something was changed, data-leave asks in a dialog inside it before it closes.
{
  const touch = (root) => root.setAttribute("data-changed", "");

  webgen.behaviour("discard", {
    input: touch,
    change: touch,
    click(root, event) {
      const question = root.querySelector("dialog[data-question]");
      if (event.target.closest("[data-discard]")) {
        question.close();
        root.close();
      } else if (event.target.closest("[data-leave]")) {
        if (root.hasAttribute("data-changed")) question.showModal();
        else root.close();
      }
    },
  });
}
