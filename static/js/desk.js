// The shared desk. The card's picture leads here with the code in the fragment, which no server sees: it is taken over
// into the form and out of the address, so that it does not stay in the history of a shared computer.
const code = document.querySelector('input[name="code"]');
if (code && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1)).slice(0, 40);
  history.replaceState(null, "", location.pathname);
  document.querySelector('input[name="pin"]').focus();
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
