// A form that shows its save bar once something was changed; reset hides it again.
{
  const show = (root, shown) => {
    for (const bar of root.querySelectorAll("[data-savebar]")) bar.hidden = !shown;
  };

  webgen.behaviour("savebar", {
    input: (root) => show(root, true),
    change: (root) => show(root, true),
    reset: (root) => show(root, false),
  });
}
