// Uploading a package: how much has gone, then how far the import is. Without this the form posts, and a link looks again.

const POLL = 1_000;
const SLOW_AFTER = 60_000;
const PATIENT = 5; // polls that may fail in a row before the page says so

for (const form of document.querySelectorAll("[data-package-upload]")) followUpload(form);
for (const place of document.querySelectorAll("[data-package-state]")) followImport(place);

function followUpload(form) {
  const progress = form.querySelector("[data-progress]");
  const bar = progress.querySelector("progress");
  const words = progress.querySelector("[data-words]");
  const button = form.querySelector("[type=submit]");
  let request = null;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = form.querySelector("input[type=file]").files[0];
    if (!file || request) return;
    const most = Number(form.dataset.most);
    show(0, "Sending the file…");
    if (most && file.size > most) return stop(`The file is too big: a package may have ${size(most)}, and this one has ${size(file.size)}.`);
    request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      show(Math.floor((loaded / total) * 100), loaded < total ? `${size(loaded)} of ${size(total)} sent` : "Sent. Waiting for the server…");
    });
    request.addEventListener("load", () => arrived(request));
    request.addEventListener("error", () => stop("The connection broke before the file had arrived. Nothing was kept; try again."));
    request.addEventListener("abort", () => stop("Stopped. Nothing was kept."));
    button.disabled = true;
    request.send(new FormData(form));
  });
  progress.querySelector("[data-stop]").addEventListener("click", () => request?.abort());

  function arrived({ status, responseText }) {
    const answer = parsed(responseText);
    if (status === 200 && answer.url) location.assign(answer.url);
    else if (answer.sentence) stop(answer.sentence);
    else if (status === 413) stop("A server on the way found the file too big. Ask whoever runs this one.");
    else stop("That did not work, and nothing was kept. You may have been signed out: load the page again.");
  }

  function stop(sentence) {
    request = null;
    button.disabled = false;
    bar.hidden = true;
    words.textContent = sentence;
  }

  function show(percent, sentence) {
    progress.hidden = false;
    bar.hidden = false;
    bar.value = percent;
    // A reader's voice hears each tenth, not each packet.
    if (percent % 10 === 0 || !words.textContent) words.textContent = sentence;
  }
}

async function followImport(place) {
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-words]");
  const began = Date.now();
  for (let failed = 0; ; ) {
    await new Promise((resolve) => setTimeout(resolve, POLL));
    const told = await ask(place.dataset.packageState);
    failed = told ? 0 : failed + 1;
    if (failed >= PATIENT) words.textContent = "No answer from the server. The import goes on; look again in a while.";
    if (!told) continue;
    if (!told.running) return location.reload();
    // All is written down and the trial goes on: how long that takes nobody knows, and a full bar would say "done".
    if (told.percent < 100) bar.value = told.percent;
    else bar.removeAttribute("value");
    if (words.textContent !== told.step) words.textContent = told.step;
    place.querySelector("[data-slow]").hidden = Date.now() - began < SLOW_AFTER;
  }
}

async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  let place = 0;
  for (; bytes >= 1000 && place < 3; place += 1) bytes /= 1000;
  return `${place ? bytes.toFixed(1) : bytes} ${units[place]}`;
}
