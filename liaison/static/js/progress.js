// Long work tells how far it is: [data-poll] asks each second for {"done", "total", "state", "message", "url"} until the
// state is final, and then offers the file. Read aloud at each quarter only.

const SECOND = 1000;
const FINAL = new Set(["done", "failed", "cancelled", "quarantined"]);

function partsOf(job) {
  const part = (name) => job.querySelector(`[data-job-${name}]`);
  return { bar: part("bar"), count: part("count"), message: part("message"), said: part("said"), ready: part("ready"), link: part("link"), refresh: part("refresh") };
}

function figures(answer, unit) {
  return `${answer.done.toLocaleString("zh-CN")} / ${answer.total.toLocaleString("zh-CN")} ${unit}`;
}

function paint(job, parts, answer) {
  const text = figures(answer, job.dataset.unit);
  const quarter = String(Math.floor((4 * answer.done) / Math.max(answer.total, 1)));
  parts.bar.max = Math.max(answer.total, 1);
  parts.bar.value = answer.done;
  parts.count.textContent = text;
  if (answer.message) parts.message.textContent = answer.message;
  if (job.dataset.quarter !== quarter && !FINAL.has(answer.state)) parts.said.textContent = text;
  job.dataset.quarter = quarter;
}

function finish(job, parts, answer) {
  job.dataset.state = answer.state;
  parts.said.textContent = answer.message || job.dataset.textDone;
  if (answer.state !== "done") return;
  parts.message.textContent = answer.message || job.dataset.textDone;
  if (!answer.url) return;
  parts.link.href = answer.url;
  parts.ready.hidden = false;
}

function watch(job) {
  const parts = partsOf(job);
  let pause = SECOND;
  parts.refresh.hidden = true;

  async function ask() {
    const answer = await fetch(job.dataset.poll, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.redirected || answer.status === 401 || answer.status === 403) return null;
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function turn() {
    let answer;
    try {
      answer = await ask();
      pause = SECOND;
    } catch (lost) {
      parts.message.textContent = job.dataset.textLost;
      pause = Math.min(2 * pause, 15 * SECOND);
      setTimeout(turn, pause);
      return;
    }
    if (answer === null) {
      parts.message.textContent = job.dataset.textSignedOut;
      parts.refresh.hidden = false;
      return;
    }
    paint(job, parts, answer);
    if (FINAL.has(answer.state)) finish(job, parts, answer);
    else setTimeout(turn, pause);
  }

  setTimeout(turn, pause);
}

document.querySelectorAll("[data-poll]").forEach(watch);
