// Before somebody signs out on a device that alone holds some of their work: say so, and let them choose.

import { holdsWorkOf } from "./lesson/journal.js";

for (const form of document.querySelectorAll("form[data-signs-out]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sure || !holdsWorkOf(form.dataset.signsOut)) return;
    event.preventDefault();
    ask(form);
  });
}

function ask(form) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "sign-out-title");
  const title = made("h2", "Some of your work is only on this device");
  title.id = "sign-out-title";
  const words = made(
    "p",
    "It has not reached us yet. Stay signed in and open My learning when you are connected: it is sent from there. If you "
      + "sign out now, it stays on this device until you sign in here again, and is sent under nobody else's name.",
  );
  const stay = made("button", "Stay signed in");
  stay.className = "button";
  stay.addEventListener("click", () => dialog.close());
  const leave = made("button", "Sign out anyway");
  leave.className = "button button-quiet";
  leave.addEventListener("click", () => {
    form.dataset.sure = "yes";
    form.requestSubmit();
  });
  const choices = document.createElement("p");
  choices.className = "cluster";
  choices.append(stay, leave);
  dialog.append(title, words, choices);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function made(name, words) {
  const element = document.createElement(name);
  element.textContent = words;
  if (name === "button") element.type = "button";
  return element;
}
