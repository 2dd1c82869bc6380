// What this tab remembers over a load: sessionStorage, and where a browser refuses that, the state of the address's own
// entry in the tab's history, which outlives a reload too. Nothing of it leaves the tab.

/** Remembers `value`, which JSON must be able to hold, under `name`. */
export function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    inHistory({ [name]: value });
  }
}

/** What `remember` noted; null where there is nothing. */
export function recall(name) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(name));
    if (kept !== null) return kept;
  } catch {
    // Refused, or spoilt by content, which shares it.
  }
  return history.state?.[name] ?? null;
}

/** Forgets it. */
export function forget(name) {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Then it was never there.
  }
  if (history.state?.[name] !== undefined) inHistory({ [name]: undefined });
}

function inHistory(change) {
  try {
    history.replaceState({ ...history.state, ...change }, "");
  } catch {
    // Too large for a browser's history: the tab forgets, and the course page can go on all the same.
  }
}
