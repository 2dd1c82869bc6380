// How much of a quiz's time is left, in words beside the clock time that is there without script. The server's clock
// counts: the page says when the server showed it, so a device whose clock is wrong counts rightly all the same.

const place = document.querySelector("[data-deadline]");
const SAID_AT = [600, 300, 60]; // seconds; said aloud once each

function inWords(seconds) {
  if (seconds >= 90) return `${Math.ceil(seconds / 60)} minutes left`;
  return seconds === 1 ? "1 second left" : `${seconds} seconds left`;
}

if (place) {
  const shown = performance.now();
  const total = (Date.parse(place.dataset.deadline) - Date.parse(place.dataset.now)) / 1000;
  const left = place.querySelector("[data-left]");
  const said = place.querySelector("[data-said]");
  let waiting = SAID_AT.filter((moment) => moment < total);

  const tick = () => {
    const seconds = Math.max(0, Math.ceil(total - (performance.now() - shown) / 1000));
    left.textContent = seconds > 0 ? ` · ${inWords(seconds)}` : " · time is up";
    if (waiting.length && seconds <= waiting[0]) {
      said.textContent = inWords(seconds);
      waiting = waiting.slice(1);
    }
    if (seconds > 0) {
      window.setTimeout(tick, seconds > 120 ? 5000 : 1000);
    } else {
      said.textContent = "The time is up. What you have answered is being marked.";
      // The server takes answers that are on their way for ten seconds more, and then shows the result.
      window.setTimeout(() => window.location.assign(window.location.pathname), 11000);
    }
  };
  tick();
}
