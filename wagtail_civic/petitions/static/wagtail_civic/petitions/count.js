// Keeps the number of signatures up to date while somebody looks at it; without script the page shows
// the number of the moment it was read. Asks one small address that is the same for everybody.
const part = document.querySelector("[data-civic-count]");

if (part) {
  const { civicCount, civicTarget } = part.dataset;
  const shown = part.querySelector(".civic-progress__count");
  const bar = part.querySelector(".civic-progress__bar");
  const numbers = new Intl.NumberFormat(document.documentElement.lang || undefined);
  const [SHORTEST, LONGEST] = [20, 300];
  let etag = "";
  let pause = SHORTEST;
  let timer;

  const plan = () => {
    clearTimeout(timer);
    if (!pause || document.hidden) return;
    timer = setTimeout(look, pause * 1000 * (0.8 + Math.random() * 0.4));
  };

  const look = async () => {
    try {
      const answer = await fetch(civicCount, etag ? { headers: { "If-None-Match": etag } } : {});
      if (answer.status === 404) return;
      if (answer.ok) {
        const state = await answer.json();
        const known = etag;
        etag = answer.headers.get("ETag") || "";
        show(state);
        pause = state.collects ? (known && known !== etag ? SHORTEST : slower()) : 0;
      } else if (answer.status === 304) pause = slower();
      else throw new Error(answer.status);
    } catch {
      pause = slower(3);
    }
    plan();
  };

  const slower = (times = 1.5) => Math.min(LONGEST, pause * times);

  const show = ({ count }) => {
    const text = numbers.format(count);
    if (shown.textContent !== text) shown.textContent = text;
    bar.setAttribute("width", Math.min(100, Math.floor((count * 100) / Number(civicTarget)) || 0));
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return clearTimeout(timer);
    pause = pause && SHORTEST;
    plan();
  });
  plan();
}
