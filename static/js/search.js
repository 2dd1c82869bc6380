// Suggestions under every search box. Without this file a box is a plain form, and nothing is lost but the hints.
// The pattern is the combobox of the ARIA practices: focus stays in the box, the arrows move through the list.

const WAIT = 140; // milliseconds after a key: a fast typist asks once a word, a slow one sees no delay
const SHORTEST = 2;

let count = 0;

function startSuggestions(form) {
  const input = form.querySelector('input[name="q"]');
  if (!input) return;
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${++count}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  form.append(list);
  const told = document.createElement("span");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  form.append(told);
  const wiring = {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  };
  for (const [name, value] of Object.entries(wiring)) input.setAttribute(name, value);

  let timer = 0;
  let asking = null;
  let chosen = -1;

  const open = () => !list.hidden;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const options = [...list.children];
    chosen = place < -1 ? options.length - 1 : place >= options.length ? -1 : place;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
    if (chosen < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  function show(suggestions) {
    list.replaceChildren(
      ...suggestions.map((suggestion, index) => {
        const option = document.createElement("li");
        option.className = "suggestion";
        option.id = `${list.id}-${index}`;
        option.dataset.kind = suggestion.kind;
        option.dataset.url = suggestion.url;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const title = document.createElement("span");
        title.textContent = suggestion.title;
        const kind = document.createElement("span");
        kind.className = "suggestion-kind";
        kind.textContent = suggestion.locked ? `${suggestion.label}, members` : suggestion.label;
        option.append(title, kind);
        return option;
      }),
    );
    chosen = -1;
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(open()));
    input.removeAttribute("aria-activedescendant");
    told.textContent = open() ? `${suggestions.length} suggestions, use the arrow keys` : "";
  }

  async function ask() {
    const text = input.value;
    if (text.trim().length < SHORTEST) {
      close();
      return;
    }
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      // A slow answer to an older text, or to a box that was left, is no answer.
      if (!answer.ok || input.value !== text || document.activeElement !== input) return;
      show((await answer.json()).suggestions);
    } catch {
      // Stopped, or no network: the form still works.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && open()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && open()) {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && open() && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    }
  });
  // The press comes before the box loses the focus, so that the list is still there when the press ends.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest(".suggestion");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", close);
}

for (const form of document.querySelectorAll('form[role="search"][action="/search/"]')) startSuggestions(form);
