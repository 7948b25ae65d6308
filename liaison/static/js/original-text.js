// The box starts from the law: choosing another place [data-original-from="ID of the box"] puts that place's text
// (data-text of its option) into the box, as long as nobody has changed the words in it. Without JavaScript a button asks
// the server for the same.

const KINDS_ON_THE_TEXT = new Set(["modify", "delete"]);

function textOf(select) {
  const option = select.options[select.selectedIndex];
  return (option && option.dataset.text) || "";
}

function watch(select) {
  const form = select.form;
  const box = form.elements[select.dataset.originalFrom];
  let before = textOf(select);

  function wanted() {
    const kind = form.querySelector('input[name="kind"]:checked');
    return !kind || KINDS_ON_THE_TEXT.has(kind.value) ? textOf(select) : "";
  }

  function refill() {
    const typed = box.value.trim();
    const untouched = typed === "" || typed === before.trim();
    before = textOf(select);
    if (!untouched) return;
    if (form.elements.filled_from) form.elements.filled_from.value = select.value;
    if (box.value === wanted()) return;
    box.value = wanted();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  select.addEventListener("change", refill);
  for (const kind of form.querySelectorAll('input[name="kind"]')) kind.addEventListener("change", refill);
}

document.querySelectorAll("select[data-original-from]").forEach(watch);
