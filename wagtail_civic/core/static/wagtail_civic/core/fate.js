// Says what became of a message while somebody waits for it; without script a link reads the page anew.
// Looks rarer and rarer, only while the page is seen, and stops when nothing more can come.
const part = document.querySelector("[data-civic-fate]");

if (part) {
  const [SHORTEST, LONGEST, LOOKS] = [4, 120, 20];
  let pause = SHORTEST;
  let left = LOOKS;
  let timer;

  const plan = () => {
    clearTimeout(timer);
    if (!left || document.hidden || part.querySelector("[data-civic-settled]")) return;
    timer = setTimeout(look, pause * 1000 * (0.8 + Math.random() * 0.4));
  };

  const look = async () => {
    left -= 1;
    pause = Math.min(LONGEST, pause * 1.5);
    try {
      const answer = await fetch(part.dataset.civicFate);
      if (answer.status === 404) return;
      if (answer.ok) show(await answer.text());
    } catch {
      // The network is away for a moment: the next look is planned all the same.
    }
    plan();
  };

  const show = (html) => {
    const said = new DOMParser().parseFromString(html, "text/html").body;
    // Told once: a reader of the screen hears every change of this part.
    if (said.textContent.trim() !== part.textContent.trim()) part.replaceChildren(...said.childNodes);
  };

  document.addEventListener("visibilitychange", plan);
  plan();
}
