// Keeps a session's page up to date while somebody looks at it; without script it is a plain page.
// Asks one small address that is the same for everybody, and loads HTML only when it has changed.
const part = (name, root = document) => root.querySelector(`[data-civic-part="${name}"]`);
const live = part("status");

if (live) {
  const { civicState, civicNow, civicStatus } = live.dataset;
  let etag = `"${live.dataset.civicEtag}"`;
  let pause = Number(live.dataset.civicAfter);
  let failures = 0;
  let timer;

  const plan = () => {
    clearTimeout(timer);
    if (!pause || document.hidden) return;
    const backOff = Math.min(60, pause * 3 ** failures);
    timer = setTimeout(look, Math.max(pause, backOff) * 1000 * (0.8 + Math.random() * 0.4));
  };

  const look = async () => {
    try {
      const answer = await fetch(civicState, { headers: { "If-None-Match": etag } });
      if (answer.status === 404) return;
      if (answer.ok) {
        const state = await answer.json();
        await show(state);
        etag = answer.headers.get("ETag") || etag;
        pause = state.poll_after;
      } else if (answer.status !== 304) throw new Error(answer.status);
      failures = 0;
    } catch {
      failures = Math.min(failures + 1, 3);
    }
    plan();
  };

  const show = async (state) => {
    const playing = document.querySelector("[data-civic-playing]");
    // A session that begins or ends changes the whole page, the video too; but never cut one off.
    if (state.status !== civicStatus && !playing) return location.reload();
    const answer = await fetch(civicNow, { cache: "no-cache" });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const name of ["tags", "status", "questions"]) {
      const [old, next] = [part(name), part(name, fresh)];
      if (old && next && !old.contains(document.activeElement)) {
        old.replaceChildren(...next.childNodes);
      }
    }
    const heard = live.querySelector('[href^="#item-"]')?.hash.slice(1);
    for (const item of document.querySelectorAll(".civic-agenda__item")) {
      item.classList.toggle("civic-agenda__item--now", item.id === heard);
    }
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  plan();
}
