// Films: speed, chapters and transcript that lead into the film, and what was really played of it. Without this file a
// film plays with the browser's own controls, and every moment is a link to its words.
//
// Only playing counts, in whatever order: jumping ahead adds nothing. What was played since the page was opened is sent
// as a whole each time, through the keeper (lesson/keeper.js), which writes it to this device first.

import { keeper } from "./lesson/keeper.js";

const EVERY = 15_000;
const LONGEST_STEP = 1.5; // seconds of film between two looks, at normal speed: more was no playing
const SPEED = "candour:film-speed";
const CAPTIONS = "candour:film-captions";

function wire(place, video) {
  speeds(place, video);
  captions(video);
  seeking(place, video);
  finding(place);
  following(place, video);
  trouble(place, video);
  const watch = place.closest("[data-watch]") ?? place.querySelector("[data-watch]");
  const visit = document.querySelector("[data-keeping]")?.dataset.visit;
  if (watch && keeper && visit) new Watcher(watch, video, visit);
}

// --- What was played -----------------------------------------------------------------------------------------------

class Watcher {
  #watch;
  #video;
  #visit;
  #played = []; // [from, to] in seconds
  #from = null; // where the stretch began that is being played
  #last = 0;
  #sent = "";
  #timer = 0;

  constructor(watch, video, visit) {
    [this.#watch, this.#video, this.#visit] = [watch, video, visit];
    for (const name of ["play", "playing"]) video.addEventListener(name, () => this.#begin());
    video.addEventListener("timeupdate", () => this.#step());
    for (const name of ["pause", "ended", "seeking", "waiting", "ratechange"]) {
      video.addEventListener(name, () => this.#end(name));
    }
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#send());
    addEventListener("pagehide", () => this.#send());
    keeper.addEventListener("acknowledged", ({ detail }) => this.#told(detail));
    const start = Number(watch.dataset.place);
    if (start > 5 && start < Number(watch.dataset.duration) - 5) {
      // A link to a moment of the film is followed instead; one to the block that holds the film is not such a link.
      const resume = () => { if (!video.currentTime && !momentOf(location.hash)) video.currentTime = start; };
      if (video.readyState) resume();
      else video.addEventListener("loadedmetadata", resume, { once: true });
    }
  }

  #begin() {
    if (this.#from !== null || this.#video.paused || this.#video.seeking) return;
    this.#from = this.#last = this.#video.currentTime;
    if (!this.#timer) this.#timer = setInterval(() => this.#send(), EVERY);
  }

  #step() {
    if (this.#from === null) return this.#begin();
    const now = this.#video.currentTime;
    // A browser tells the time about four times a second; a hidden tab less often. Anything that leaps is no playing.
    const hidden = document.visibilityState === "hidden" ? 4 : 1;
    if (now < this.#last || now - this.#last > LONGEST_STEP * hidden * Math.max(1, this.#video.playbackRate)) {
      this.#close(this.#last);
      return this.#begin();
    }
    this.#last = now;
    return undefined;
  }

  #end(name) {
    // When seeking is told, the film's time is already the new one: what was played ends where it was last seen.
    const now = this.#video.currentTime;
    const near = now >= this.#last && now - this.#last < LONGEST_STEP;
    this.#close(name !== "seeking" && near ? now : this.#last);
    if (name === "pause" || name === "ended") {
      clearInterval(this.#timer);
      this.#timer = 0;
      this.#send();
    } else if (name === "ratechange") {
      this.#begin();
    }
  }

  #close(to) {
    if (this.#from !== null && to > this.#from) this.#played = joined([...this.#played, [this.#from, to]]);
    this.#from = null;
  }

  #now() {
    const open = this.#from !== null && this.#last > this.#from ? [[this.#from, this.#last]] : [];
    return joined([...this.#played, ...open]).map((pair) => pair.map((one) => Math.round(one * 10) / 10)).filter(([a, b]) => b > a);
  }

  #send() {
    const segments = JSON.stringify(this.#now());
    if (segments === "[]" || segments === this.#sent) return;
    this.#sent = segments;
    const block = this.#watch.dataset.block;
    const fields = [["act", "watched"], ["visit", this.#visit], ["block", block], ["segments", segments],
      ["place", this.#video.ended ? "0" : this.#video.currentTime.toFixed(1)]];
    keeper.put(fields, { replaces: `video.${block}` });
  }

  #told({ answer, own, fields }) {
    const block = Object.fromEntries(fields ?? []).block;
    if (!own || !answer.watching || block !== this.#watch.dataset.block) return;
    const { enough, percent, sentence } = answer.watching;
    const bar = this.#watch.querySelector("[data-watched]");
    if (bar) bar.value = percent;
    const words = this.#watch.querySelector("[data-watched-words]");
    if (words && words.textContent !== sentence) words.textContent = sentence;
    const standing = this.#watch.querySelector(".film-standing");
    if (standing) standing.dataset.enough = enough ? "yes" : "no";
    const left = document.querySelector("[data-minutes-left]");
    if (left && answer.left) {
      const made = document.createElement("template");
      made.innerHTML = answer.left; // our own server's, from the same template as the page
      left.replaceChildren(made.content);
    }
    const missing = document.querySelector("[data-missing]");
    if (missing && typeof answer.missing === "string") missing.textContent = answer.missing;
    if (!enough) return;
    const next = document.querySelector("[data-film-next]");
    if (next) next.hidden = false;
    document.querySelector("[data-film-read]")?.remove();
    this.#watch.querySelector(".film-read")?.remove();
  }
}

function joined(pairs) {
  const found = [];
  for (const [from, to] of [...pairs].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && from <= last[1] + 0.05) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

// --- Around the film -----------------------------------------------------------------------------------------------

function speeds(place, video) {
  const group = place.querySelector("[data-speeds]");
  if (!group) return;
  group.hidden = false;
  const buttons = [...group.querySelectorAll("[data-speed]")];
  const mark = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === video.playbackRate));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      video.playbackRate = Number(button.dataset.speed);
      remember(SPEED, button.dataset.speed);
    });
  }
  video.addEventListener("ratechange", mark);
  const wanted = Number(remembered(SPEED));
  if (buttons.some((button) => Number(button.dataset.speed) === wanted)) video.playbackRate = video.defaultPlaybackRate = wanted;
  mark();
}

// Captions are on unless this person has turned them off on this device.
function captions(video) {
  const [track] = video.textTracks;
  if (!track) return;
  track.mode = remembered(CAPTIONS) === "off" ? "disabled" : "showing";
  video.textTracks.addEventListener("change", () => remember(CAPTIONS, track.mode === "showing" ? "on" : "off"));
}

function seeking(place, video) {
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-seek]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    seek(video, Number(link.dataset.seek));
    video.play().catch(() => {});
    video.scrollIntoView({ block: "nearest" });
  });
  // Whoever comes from the search, or from a link that was shared, finds the film at that moment.
  const target = momentOf(location.hash);
  if (target && place.contains(target)) {
    target.closest("details")?.setAttribute("open", "");
    seek(video, Number(target.dataset.at));
  }
}

function momentOf(hash) {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  return target?.dataset?.at ? target : null;
}

function seek(video, seconds) {
  if (video.readyState) video.currentTime = seconds;
  else video.addEventListener("loadedmetadata", () => { video.currentTime = seconds; }, { once: true });
}

function finding(place) {
  const box = place.querySelector("[data-find-box]");
  if (!box) return;
  place.querySelector("[data-find]").hidden = false;
  const passages = [...place.querySelectorAll(".passage")];
  const told = place.querySelector("[data-find-told]");
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLocaleLowerCase("en-GB");
    let count = 0;
    for (const passage of passages) {
      passage.hidden = Boolean(wanted) && !passage.textContent.toLocaleLowerCase("en-GB").includes(wanted);
      count += passage.hidden ? 0 : 1;
    }
    for (const heading of place.querySelectorAll(".transcript-chapter")) heading.hidden = Boolean(wanted);
    told.textContent = wanted ? `${count} of ${passages.length} passages` : "";
  });
}

// The passage that is being said is marked; the page never moves by itself.
function following(place, video) {
  const passages = [...place.querySelectorAll(".passage[data-at]")];
  let now = null;
  video.addEventListener("timeupdate", () => {
    const found = passages.findLast((passage) => Number(passage.dataset.at) <= video.currentTime) ?? null;
    if (found === now) return;
    now?.removeAttribute("data-now");
    found?.setAttribute("data-now", "");
    now = found;
  });
}

function trouble(place, video) {
  const line = place.querySelector("[data-film-trouble]");
  const say = (words) => { line.hidden = !words; line.textContent = words; };
  const failed = () => say("The film does not come through. What you have watched is kept. Load the page again when you are connected, or read the transcript.");
  video.addEventListener("error", failed);
  video.querySelector("source")?.addEventListener("error", failed);
  video.addEventListener("playing", () => say(""));
}

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing plays as it did before.
  }
}

// At the end: a class is not there before its line.
for (const place of document.querySelectorAll("[data-film-of]")) {
  const video = place.querySelector("video");
  if (video) wire(place, video);
}
