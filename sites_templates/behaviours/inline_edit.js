// A text that is shown in [data-view] and edited in [data-box]; Done, Enter and Escape close the box.
{
  const parts = (root) => {
    const [view, box] = [root.querySelector("[data-view]"), root.querySelector("[data-box]")];
    return { view, box, empty: root.getAttribute("data-empty") ?? "Not set", text: view.querySelector("p"), edit: view.querySelector("[data-edit]"), input: box.querySelector("input"),
      done: box.querySelector("[data-done]") };
  };

  const show = ({ text, empty }, value) => {
    text.textContent = value.trim() || empty;
  };

  const open = ({ view, box, input }) => {
    box.hidden = false;
    input.focus();
    view.hidden = true;
  };

  const close = (all) => {
    show(all, all.input.value);
    all.view.hidden = false;
    all.edit.focus();
    all.box.hidden = true;
  };

  webgen.behaviour("inline-edit", {
    click(root, event) {
      const all = parts(root);
      if (all.edit.contains(event.target)) open(all);
      else if (all.done.contains(event.target)) close(all);
    },
    keydown(root, event) {
      const all = parts(root);
      if (event.target !== all.input || (event.key !== "Enter" && event.key !== "Escape")) return;
      close(all);
      event.preventDefault();
    },
    reset(root) {
      const all = parts(root);
      show(all, all.input.defaultValue);
      all.view.hidden = false;
      all.box.hidden = true;
    },
  });
}
