// Says what of an earlier visit the server would not take, and shows what was written, so that it can be copied.

/** @param place the element before which it is said; @param detail of a keeper's "refused" event. */
export function tellTurnedAway(place, { fields, answer }) {
  const said = document.createElement("section");
  said.className = "notice notice-warning";
  said.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = `Something from an earlier visit could not be taken. ${answer.sentence}`;
  said.append(words);
  const { act, text } = Object.fromEntries(fields);
  if (act === "place") return; // where somebody was: nothing of theirs is lost
  if (text) {
    const wrote = document.createElement("blockquote");
    wrote.textContent = text;
    said.append(wrote);
  }
  place.before(said);
}
