/**
 * Whether this is the only tab with this sheet. Where the browser cannot tell (it needs HTTPS) the
 * answer is yes: two tabs sending the same change do no harm, since its id is the same.
 */
export function isOnlyTab(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held until the tab closes.
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}
