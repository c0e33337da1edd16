// Offers titles while somebody types. Without it the form works as it is.

const PAUSE = 200;

function offer(input) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-titles`;
  input.after(list);
  input.setAttribute("list", list.id);
  input.setAttribute("autocomplete", "off");
  let waiting = 0;
  let asked = "";

  async function ask() {
    const typed = input.value.trim();
    if (typed.length < 3 || typed === asked) return;
    asked = typed;
    try {
      const address = new URL(input.dataset.civicComplete, location.href);
      address.searchParams.set("q", typed);
      const response = await fetch(address, { credentials: "omit" });
      if (!response.ok || asked !== typed) return;
      const { completions } = await response.json();
      list.replaceChildren(
        ...completions.map((title) => {
          const option = document.createElement("option");
          option.value = title;
          return option;
        }),
      );
    } catch {
      // The next letter asks again.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}

document.querySelectorAll("[data-civic-complete]").forEach(offer);
