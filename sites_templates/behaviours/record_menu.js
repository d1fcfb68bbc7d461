// A menu that the right mouse button opens anywhere in its root, besides its own button.
{
  const menu = webgen.menu("menuitem", (at, count) => (
    { ArrowDown: (at + 1) % count, ArrowUp: (at <= 0 ? count : at) - 1, Home: 0, End: count - 1 }
  ));

  webgen.behaviour("record-menu", {
    ...menu,
    contextmenu(root, event) {
      event.preventDefault();
      menu.show(root);
    },
  });
}
