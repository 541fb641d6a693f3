// Copies the text of a field by a button, where the browser lets it.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "It could not be copied. Select the text and copy it by the keyboard.";
    }
  });
}
