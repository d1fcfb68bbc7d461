// An output that repeats the value of the input beside it.
{
  const parts = (root) => [root.querySelector("input"), root.querySelector("output")];

  webgen.behaviour("mirror", {
    input(root) {
      const [input, output] = parts(root);
      output.textContent = input.value;
    },
    reset(root) {
      const [input, output] = parts(root);
      output.textContent = input.defaultValue;
    },
  });
}
