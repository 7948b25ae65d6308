// Nothing typed is lost: <form data-autosave="KEY"> is kept on this computer while it is written, and comes back after a
// crash, a lost connection or a new sign-in. KEY names person and thing ("comment:12:7"); data-autosave-version, if
// given, says which state of the thing the form shows. The page after a successful submit carries
// data-saved-receipt="KEY", and only then is the draft removed. On shared computers the switch keeps nothing.

const DRAFT = "liaison.draft.";
const OFF = "liaison.draft-off";
const SENT = "liaison.draft-sent";
const DAYS = 7;
const PAUSE_MS = 700;
const SKIPPED = new Set(["hidden", "password", "file", "submit", "button", "reset", "image", "fieldset", "output"]);
let filling = false; // our own changes are not typing

// ── This computer's memory; a browser may refuse it ──

function remember(key, value, memory = "localStorage") {
  try {
    window[memory].setItem(key, value);
    return true;
  } catch (refused) {
    return false;
  }
}

function recall(key, memory = "localStorage") {
  try {
    return window[memory].getItem(key);
  } catch (refused) {
    return null;
  }
}

function forget(key, memory = "localStorage") {
  try {
    window[memory].removeItem(key);
  } catch (refused) {
    // nothing was kept
  }
}

function draftKeys() {
  try {
    return Object.keys(window.localStorage).filter((key) => key.startsWith(DRAFT));
  } catch (refused) {
    return [];
  }
}

function readDraft(key) {
  try {
    return JSON.parse(recall(key));
  } catch (broken) {
    return null;
  }
}

function forgetOld() {
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const key of draftKeys()) {
    const draft = readDraft(key);
    if (!draft || draft.at < oldest) forget(key);
  }
}

// ── A form's values ──

function fields(form) {
  return [...form.elements].filter((field) => field.name && !SKIPPED.has(field.type) && field.dataset.noSave === undefined);
}

function ticked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function valuesOf(form) {
  const values = {};
  for (const field of fields(form)) {
    const list = (values[field.name] = values[field.name] || []);
    if (ticked(field)) {
      if (field.checked) list.push(field.value);
    } else if (field.multiple && field.selectedOptions) {
      list.push(...[...field.selectedOptions].map((option) => option.value));
    } else {
      list.push(field.value);
    }
  }
  return values;
}

function fill(form, values) {
  filling = true;
  const seen = {};
  for (const field of fields(form)) {
    const list = values[field.name];
    if (!list) continue;
    const before = field.value;
    if (ticked(field)) {
      field.checked = list.includes(field.value);
    } else if (field.multiple && field.options) {
      for (const option of field.options) option.selected = list.includes(option.value);
    } else {
      const at = (seen[field.name] = (seen[field.name] || 0) + 1);
      if (at <= list.length) field.value = list[at - 1];
    }
    if (field.tagName === "SELECT" && field.value !== before) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  filling = false;
}

// ── What is said about it ──

function clock(at) {
  const today = new Date(at).toDateString() === new Date().toDateString();
  const day = today ? {} : { month: "long", day: "numeric" };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

function lineOf(form) {
  const line = form.querySelector("[data-autosave-line]");
  const part = (name) => line && line.querySelector(`[data-autosave-${name}]`);
  return { line, state: part("state"), said: part("said"), use: part("use"), drop: part("drop"), off: part("off") };
}

function show(said, kind, at) {
  if (!said.line) return;
  said.line.hidden = false;
  said.state.textContent = said.line.getAttribute(`data-text-${kind}`) + (at ? ` ${clock(at)}` : "");
  said.state.classList.toggle("saved-wait", kind === "on");
  said.state.classList.toggle("saved-not", ["off", "full", "asked"].includes(kind));
}

function offer(said, kind, at, buttons) {
  if (!said.line) return;
  said.said.textContent = kind ? `${said.line.getAttribute(`data-text-${kind}`)} ${clock(at)}` : "";
  for (const name of ["use", "drop"]) said[name].hidden = !buttons.includes(name);
}

// ── One form ──

function watch(form) {
  const key = DRAFT + form.dataset.autosave;
  const version = form.dataset.autosaveVersion || "";
  const said = lineOf(form);
  const served = valuesOf(form);
  let waiting = 0;
  let restored = null;
  let asked = false; // a draft of another version waits for an answer and must not be written over

  function save() {
    clearTimeout(waiting);
    waiting = 0;
    if (recall(OFF)) return;
    if (asked) {
      show(said, "asked");
      return;
    }
    const at = Date.now();
    const values = valuesOf(form);
    const kept = remember(key, JSON.stringify({ at, version, values }));
    if (kept) form.dataset.kept = "";
    else delete form.dataset.kept;
    show(said, kept ? "saved" : "full", kept && at);
  }

  function later(event) {
    if (filling || event.target.dataset.noSave !== undefined) return;
    restored = null;
    delete form.dataset.kept;
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  }

  function useDraft(draft) {
    asked = false;
    restored = draft.values;
    fill(form, draft.values);
    form.dataset.kept = "";
    offer(said, "back", draft.at, ["drop"]);
    show(said, "saved", draft.at);
  }

  function dropDraft() {
    clearTimeout(waiting);
    waiting = 0;
    asked = false;
    restored = served;
    forget(key);
    fill(form, served);
    offer(said, "", 0, []);
    show(said, "on");
  }

  function greet() {
    const draft = readDraft(key);
    if (!draft) return;
    if (JSON.stringify(draft.values) === JSON.stringify(served)) {
      form.dataset.kept = ""; // a refused form comes back as it was sent
    } else if (draft.version === version) {
      useDraft(draft);
    } else {
      asked = true;
      offer(said, "older", draft.at, ["use", "drop"]);
    }
  }

  function flush() {
    if (waiting) save();
  }

  show(said, recall(OFF) ? "off" : "on");
  if (!recall(OFF)) greet();

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("article:shown", () => restored && fill(form, restored));
  form.addEventListener("submit", () => {
    save();
    remember(SENT, key, "sessionStorage");
  });
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  if (!said.line) return;
  said.use.addEventListener("click", () => useDraft(readDraft(key)));
  said.drop.addEventListener("click", dropDraft);
  said.off.checked = Boolean(recall(OFF));
  said.off.addEventListener("change", () => {
    if (said.off.checked) {
      remember(OFF, "1");
      draftKeys().forEach((each) => forget(each));
      delete form.dataset.kept;
      offer(said, "", 0, []);
      show(said, "off");
    } else {
      forget(OFF);
      save();
    }
  });
}

// A draft goes only if this page says it arrived and this window has just sent it.
const arrived = [...document.querySelectorAll("[data-saved-receipt]")].map((mark) => DRAFT + mark.dataset.savedReceipt);
const sent = recall(SENT, "sessionStorage");
if (sent && arrived.includes(sent)) forget(sent);
forget(SENT, "sessionStorage");

// Coming back to a page that was left standing: what it had sent did not arrive.
addEventListener("pageshow", (event) => event.persisted && forget(SENT, "sessionStorage"));

forgetOld();
document.querySelectorAll("form[data-autosave]").forEach(watch);
