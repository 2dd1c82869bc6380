// What the table of contents says of a package: each item's state in a word, and whether it can be opened from here.
// Pure: from what `begin` told and, where the package is sequenced, what the sequencer says now.

const DONE = "done";
const STARTED = "started";
const AGAIN = "again";
const NEW = "new";

/**
 * The lines to list, in order: {title, level, heading, part, state, word, current, closed}. `closed` is blank, or the
 * sentence that says why the part cannot be opened. `sequencing`: {standing, choices, onward}, or null.
 */
export function outline(parts, current, sequencing = null) {
  const lines = [];
  const levels = new Map([[null, -1]]);
  for (const part of parts) {
    const standing = sequencing?.standing.get(part.identifier);
    // An item that is not to be seen hides nothing of what is below it (CAM 3.4.1.5); one that is not to be chosen does.
    const gone = standing?.hidden || levels.get(part.parent) === null;
    const listed = part.visible || part.part === current;
    const level = gone ? null : (levels.get(part.parent) ?? -1) + (listed ? 1 : 0);
    levels.set(part.identifier, level);
    if (gone || !listed) continue;
    const here = part.part === current;
    lines.push({
      title: part.title,
      level,
      heading: !part.launchable,
      part: part.part,
      current: here,
      ...stateOf(part, standing),
      closed: here || !part.launchable ? "" : closedBecause(part, sequencing),
    });
  }
  return lines.filter((line, number) => !line.heading || lines[number + 1]?.level > line.level);
}

/** How many of the listed parts are done, and which of them is the current one: {done, of, place, title}. */
export function progress(lines) {
  const parts = lines.filter((line) => !line.heading);
  return {
    done: parts.filter((line) => line.state === DONE).length,
    of: parts.length,
    place: parts.findIndex((line) => line.current) + 1,
    title: parts.find((line) => line.current)?.title ?? "",
  };
}

/** The part before or after the current one that can be opened now; undefined if there is none. */
export function neighbour(lines, step) {
  const parts = lines.filter((line) => !line.heading);
  const place = parts.findIndex((line) => line.current);
  const ones = step > 0 ? parts.slice(place + 1) : parts.slice(0, Math.max(place, 0)).reverse();
  return ones.find((line) => !line.closed);
}

/** The line that a navigation request of content leads to, where no sequencer decides; undefined if it leads nowhere. */
export function wantedLine(asked, parts, lines) {
  const [, target] = /^\{target=(.+)\}(?:choice|jump)$/.exec(asked) ?? [];
  if (!target) return asked === "continue" || asked === "previous" ? neighbour(lines, asked === "continue" ? 1 : -1) : undefined;
  const wanted = parts.find(({ identifier }) => identifier === target)?.part;
  const line = lines.find(({ part }) => part === wanted);
  return line && !line.closed && !line.current && !line.heading ? line : undefined;
}

function stateOf(part, standing) {
  const told = [part, standing ?? {}];
  const says = (name, value) => told.some((one) => one[name] === value);
  if (says("success", "passed")) return { state: DONE, word: "Passed" };
  if (says("success", "failed")) return { state: AGAIN, word: "Not passed yet" };
  if (says("completion", "completed")) return { state: DONE, word: "Done" };
  if (says("completion", "incomplete") || standing?.begun) return { state: STARTED, word: "Started" };
  return { state: NEW, word: "Not started" };
}

function closedBecause(part, sequencing) {
  if (part.locked || !sequencing) return part.locked;
  if (sequencing.choices.has(part.identifier)) return "";
  return sequencing.onward ? "Not open from here. Go on with “Next part”." : "Not open from here.";
}
