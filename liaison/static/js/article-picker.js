// Choosing an article by typing: "12", "十二", "用地" narrow the list down, "12.2" goes on to the second paragraph. The
// list itself stays the form's <select>; without this script it is used as it is, with the button beside it.

const DIGITS = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const UNITS = { 十: 10, 百: 100, 千: 1000 };

function numberOf(label) {
  const found = /^第([零〇一二两三四五六七八九十百千]{1,9})条/.exec(label);
  if (!found) return 0;
  let total = 0;
  let digit = 0;
  for (const sign of found[1]) {
    if (sign in DIGITS) {
      digit = DIGITS[sign];
    } else {
      total += (digit || 1) * UNITS[sign];
      digit = 0;
    }
  }
  return total + digit;
}

function asked(text) {
  const query = text.normalize("NFKC").replace(/\s/g, "");
  const numbers = /^(\d{1,4})(?:[.。\-](\d{0,3}))?(?:[.。\-](\d{0,3}))?$/.exec(query);
  if (!numbers) return { query, number: 0, path: "" };
  return { query, number: Number(numbers[1]), path: [numbers[2], numbers[3]].filter(Boolean).join(".") };
}

// Exact number, then numbers that begin alike, then any words; the order of the law within each.
function rank(option, wish) {
  if (!wish.query) return 1;
  if (wish.number) {
    if (option.number === wish.number) return 3;
    return !wish.path && option.number && String(option.number).startsWith(String(wish.number)) ? 2 : 0;
  }
  const at = option.plain.indexOf(wish.query);
  return at < 0 ? 0 : at <= 1 ? 3 : 2;
}

function listOf(select) {
  return [...select.options].map((option) => {
    const plain = option.text.replace(/\s/g, "");
    return { value: option.value, text: option.text, plain, number: numberOf(plain) };
  });
}

function buildSearch(select) {
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  box.className = "search flex-grow-1";
  input.className = "form-control";
  input.type = "text";
  input.autocomplete = "off";
  input.dataset.noSave = "";
  input.id = select.id;
  select.id = `${input.id}-value`;
  list.className = "search-list";
  list.id = `${input.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", select.closest(".field").querySelector("label").textContent.trim());
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  box.append(input, list);
  select.before(box);
  select.hidden = true;
  return { input, list };
}

function watch(picker) {
  const texts = picker.dataset;
  const select = picker.querySelector("[data-article-select]");
  const panel = picker.querySelector("[data-article-text]");
  const said = picker.querySelector("[data-article-said]");
  const options = listOf(select);
  const { input, list } = buildSearch(select);
  let shown = [];
  let active = -1;
  let wish = asked("");
  let loading = null;

  const current = () => options.find((option) => option.value === select.value) || { text: "" };

  function mark(at) {
    active = at;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    if (at >= 0 && list.children[at]) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function open() {
    shown = options.map((option) => [rank(option, wish), option]).filter(([points]) => points > 0);
    shown.sort((one, other) => other[0] - one[0]);
    shown = shown.map(([, option]) => option);
    list.replaceChildren(
      ...shown.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        item.textContent = option.text;
        return item;
      }),
    );
    list.hidden = shown.length === 0;
    said.textContent = shown.length ? "" : texts.textNone;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(wish.query && shown.length ? 0 : shown.findIndex((option) => option.value === select.value));
  }

  function close() {
    wish = asked("");
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    input.value = current().text;
  }

  function goTo(path) {
    const place = path && panel.querySelector(`input[data-path="${path}"]`);
    if (!place) return;
    place.checked = true;
    place.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function choose(option) {
    const path = wish.number === option.number ? wish.path : "";
    const same = select.value === option.value;
    select.value = option.value;
    close();
    if (same) {
      goTo(path);
    } else {
      select.dispatchEvent(new Event("change", { bubbles: true }));
      load(path);
    }
  }

  function tell(text) {
    const line = document.createElement("p");
    line.className = "mb-0";
    line.setAttribute("role", "alert");
    line.textContent = text;
    panel.replaceChildren(line);
  }

  async function load(path) {
    if (loading) loading.abort();
    loading = new AbortController();
    const address = new URL(texts.src, location.href);
    address.searchParams.set("key", select.value);
    try {
      const answer = await fetch(address, { signal: loading.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      if (answer.redirected) tell(texts.textSignedOut);
      else showText(await answer.text(), path);
    } catch (lost) {
      if (lost.name !== "AbortError") tell(texts.textLost);
    }
  }

  function showText(html, path) {
    const page = new DOMParser().parseFromString(html, "text/html");
    panel.replaceChildren(...page.body.childNodes);
    said.textContent = `${texts.textChanged} ${current().text}`;
    picker.dispatchEvent(new Event("article:shown", { bubbles: true }));
    goTo(path);
    showChosen();
  }

  // Wherever the page says which place is meant, keep it true.
  function showChosen() {
    const place = panel.querySelector("input:checked");
    for (const spot of document.querySelectorAll("[data-place-chosen]")) spot.textContent = place ? place.dataset.cited : current().text;
  }

  function typed() {
    wish = asked(input.value);
    open();
  }

  function steer(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      else mark(Math.min(Math.max(active + (event.key === "ArrowDown" ? 1 : -1), 0), shown.length - 1));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // never sends the form from here
      if (!list.hidden && shown[active]) choose(shown[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      close();
    }
  }

  input.value = current().text;
  picker.querySelector("[data-article-change]").remove(); // Enter must not press it instead of the page's own verb
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => list.hidden && open());
  input.addEventListener("input", (event) => event.isComposing || typed());
  input.addEventListener("compositionend", typed);
  input.addEventListener("keydown", steer);
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus where it is typed
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("li"));
    if (at >= 0) choose(shown[at]);
  });
  select.addEventListener("change", () => {
    if (input.value === current().text) return;
    input.value = current().text; // somebody else set it: a restored draft
    load("");
  });
  panel.addEventListener("change", showChosen);
  const served = [...select.options].find((option) => option.defaultSelected) || select.options[0];
  if (served && served.value !== select.value) load(""); // it was restored before this script came
  else showChosen();
}

document.querySelectorAll("[data-article-picker]").forEach(watch);
