// A second press of the same button must not send the same thing twice. The server refuses doubles anyway; this saves
// the person the doubt. Buttons are only marked, never disabled: a disabled one would not send its name.

const WAIT_MS = 8000; // a download leaves the page standing, so the button comes back

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  for (const button of form.querySelectorAll('button:not([type="button"])')) button.setAttribute("aria-disabled", "true");
  setTimeout(release, WAIT_MS, form);
});

// Coming back by the browser's own button finds the page as it was left.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
