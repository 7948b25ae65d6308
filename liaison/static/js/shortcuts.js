// Keys for quick hands. Ctrl+Enter sends <form data-submit-key>; data-key="alt+y" (or one letter, "?") presses its
// element; j and k walk over [data-key-item]. Never while a Chinese input method composes, single letters never inside
// a field, and nothing at all when <body data-shortcuts="off">.

const FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

function named(event) {
  // With Alt some layouts give another character; the code names the key itself.
  const key = (event.altKey && event.code.replace(/^(Key|Digit)/, "")) || event.key;
  const before = (event.ctrlKey || event.metaKey ? "ctrl+" : "") + (event.altKey ? "alt+" : "");
  return before + key.toLowerCase();
}

function visible(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function sender(target) {
  const form = target.closest("form[data-submit-key]") || document.querySelector("form[data-submit-key]");
  return form && (form.querySelector("[data-submit]") || form.querySelector('button:not([type="button"])'));
}

function walk(step) {
  const items = [...document.querySelectorAll("[data-key-item]")].filter(visible);
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[at < 0 ? (step > 0 ? 0 : items.length - 1) : at + step];
  if (!next) return false;
  const stop = next.matches("a, button, [tabindex]") ? next : next.querySelector("a, button, input, summary");
  (stop || next).focus();
  return true;
}

function press(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function act(name, target) {
  if (name === "ctrl+enter") {
    const button = sender(target);
    if (button) button.click();
    return Boolean(button);
  }
  const single = !name.includes("+");
  if (single && target.closest(FIELDS)) return false;
  const found = [...document.querySelectorAll("[data-key]")].find((item) => item.dataset.key === name && visible(item));
  if (found) press(found);
  else if (name === "j" || name === "k") return walk(name === "j" ? 1 : -1);
  return Boolean(found);
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.defaultPrevented || event.repeat || document.body.dataset.shortcuts === "off") return;
  if (event.key && event.target.closest && act(named(event), event.target)) event.preventDefault();
});
