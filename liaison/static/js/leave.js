// Asks before unsaved typing is left behind, on <form data-leave>. A draft that autosave has kept is not lost, so then
// nobody is asked (autosave.js sets data-kept while everything typed is stored).

const changed = new Set();

function remember(event) {
  const form = event.target.form;
  if (form && form.dataset.leave !== undefined && event.target.dataset.noSave === undefined) changed.add(form);
}

document.addEventListener("input", remember);
document.addEventListener("change", remember);
document.addEventListener("submit", () => changed.clear());
document.addEventListener("reset", (event) => changed.delete(event.target));

addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected && form.dataset.kept === undefined)) {
    event.preventDefault();
    event.returnValue = ""; // Chromium before 119 asks only then
  }
});
