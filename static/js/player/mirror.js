// A second copy of the journal, for the browser that is killed. localStorage is there the moment it is written, but
// Chromium writes it to the disk when it sees fit: killed 12 seconds after a write, it had lost it (a crash of the tab
// alone loses nothing). IndexedDB writes at once when asked to, but answers later. So both are written, and the newer counts.

const NAME = "candour:journal";
const STORE = "records";

const waiting = new Map();
let opened = null;
let writing = false;

/** Copies a record, as text; null takes the copy away. What comes while one is being written replaces what waits. */
export async function mirror(key, text) {
  waiting.set(key, text);
  if (writing) return;
  writing = true;
  for (const database = await open(); database && waiting.size; ) await write(database);
  waiting.clear(); // where there is no such storage, nothing waits for it
  writing = false;
}

/** All copies: [key, text], …. */
export async function copies() {
  const database = await open();
  if (!database) return [];
  const store = database.transaction(STORE).objectStore(STORE);
  const [keys, texts] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
  return (keys ?? []).map((key, number) => [key, texts?.[number]]);
}

function open() {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opened;
}

function write(database) {
  const now = [...waiting];
  waiting.clear();
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
      const store = transaction.objectStore(STORE);
      for (const [key, text] of now) if (text === null) store.delete(key);
      else store.put(text, key);
      transaction.oncomplete = transaction.onabort = resolve;
    } catch {
      resolve();
    }
  });
}

function answer(request) {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
}
