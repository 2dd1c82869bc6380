// What HTML cannot do by itself. Every journey works without this file.

const KEY = "candour-theme";

/** The reader's own choice of light; storage may be refused, and then the page follows the device. */
function chosen() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function show(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

function startThemeSwitch() {
  for (const group of document.querySelectorAll("[data-theme-switch]")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      try {
        if (button.value) localStorage.setItem(KEY, button.value);
        else localStorage.removeItem(KEY);
      } catch {
        // Refused storage: the choice holds for this page.
      }
      show(button.value);
    });
  }
}

/** Menus are details elements: Escape and a click elsewhere close them, and only one is open. */
function startMenus() {
  const menus = [...document.querySelectorAll("details.menu")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (!menu.open) continue;
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/** An error summary takes the focus, so that a screen reader begins with what is wrong. */
function focusErrors() {
  document.querySelector(".error-summary:not(.specimen *)")?.focus();
}

startThemeSwitch();
startMenus();
focusErrors();
show(chosen());
