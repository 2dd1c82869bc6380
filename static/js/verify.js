// Compares a PDF on the reader's own device with the fingerprint of the issued one. The file is never sent anywhere.
const check = document.querySelector("[data-check-file]");
const input = check?.querySelector("input[type=file]");
const verdict = check?.querySelector("[data-verdict]");

async function fingerprint(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(which) {
  verdict.replaceChildren(check.querySelector(`template[data-${which}]`).content.cloneNode(true));
}

async function compare() {
  verdict.replaceChildren();
  const [file] = input.files;
  if (!file) return;
  try {
    const found = await fingerprint(file);
    if (input.files[0] !== file) return; // another file was chosen meanwhile
    say(found === check.dataset.checkFile ? "same" : "other");
  } catch {
    say("unreadable");
  }
}

// Without Web Crypto (an old browser, plain http) the page keeps the printed fingerprint and says nothing it cannot do.
if (input && globalThis.crypto?.subtle) {
  check.hidden = false;
  input.addEventListener("change", compare);
}
