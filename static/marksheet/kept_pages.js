/**
 * What a sheet looks like, on this machine's disk, so that a reload without a network brings it back.
 *
 * Machines are shared, and a page names children: what is on the disk is encrypted, and the key is
 * with the tab (sessionStorage), so that closing it makes the page unreadable. It opens for as long
 * as a session lasts without work. Signing out, or another user, deletes it.
 */
const DATABASE = "eduportal-pages";
const STORE = "pages";
const KEY = "eduportal-page-key";
const CIPHER = { name: "AES-GCM", length: 256 };

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function openStore(mode) {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "path" });
  const database = await settled(request);
  return database.transaction(STORE, mode).objectStore(STORE);
}

/** The tab's key and whose it is, or null. */
async function keyOfTab() {
  const found = JSON.parse(sessionStorage.getItem(KEY));
  if (!found) return null;
  const key = await crypto.subtle.importKey("jwk", found.key, CIPHER, false, ["encrypt", "decrypt"]);
  return { user: found.user, key };
}

async function makeKey(user) {
  const made = await crypto.subtle.generateKey(CIPHER, true, ["encrypt", "decrypt"]);
  const key = await crypto.subtle.exportKey("jwk", made);
  sessionStorage.setItem(KEY, JSON.stringify({ user, key }));
  return keyOfTab();
}

/** The page at a path as it was kept in this tab; null where there is none that still opens. */
export async function readKept(path) {
  try {
    const tab = await keyOfTab();
    const found = tab && (await settled((await openStore("readonly")).get(path)));
    if (!found || found.user !== tab.user || found.until < Date.now()) return null;
    const data = await crypto.subtle.decrypt({ name: CIPHER.name, iv: found.iv }, tab.key, found.data);
    return new TextDecoder().decode(data);
  } catch {
    // Kept by another tab, with its key; or the browser keeps nothing for this site.
    return null;
  }
}

/** Keep a page for a user; pages of others, and those whose time is over, are deleted. */
export async function writeKept(path, user, html, seconds) {
  const found = await keyOfTab();
  const tab = found?.user === user ? found : await makeKey(user);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(html);
  const data = await crypto.subtle.encrypt({ name: CIPHER.name, iv }, tab.key, bytes);
  const store = await openStore("readwrite");
  for (const each of await settled(store.getAll())) {
    if (each.user !== user || each.until < Date.now()) store.delete(each.path);
  }
  await settled(store.put({ path, user, iv, data, until: Date.now() + seconds * 1000 }));
}

/** Leave nothing on this machine: no page, and no key in this tab. */
export async function forgetPages() {
  sessionStorage.removeItem(KEY);
  const store = await openStore("readwrite");
  await settled(store.clear());
}
