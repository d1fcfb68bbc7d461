// [data-insert] puts the sentence chosen in the list beside it at the end of the text.
webgen.behaviour("insert", {
  click(root, event) {
    const list = root.querySelector("select");
    const area = root.querySelector("textarea");
    if (!event.target.closest("[data-insert]") || list.value === "") return;
    webgen.setValue(area, area.value === "" ? list.value : `${area.value}\n${list.value}`);
  },
});
