// A tab that was just closed, or has just died, may hold its lock a moment longer.
const PATIENCE_MILLISECONDS = 2000;

/**
 * Whether this is the only tab with this sheet. Where the browser cannot tell (it needs HTTPS) the
 * answer is yes: two tabs sending the same change do no harm, since its id is the same.
 */
export function isOnlyTab(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    // Held until the tab closes.
    const hold = () => new Promise(() => resolve(true));
    navigator.locks.request(name, { signal }, hold).catch(() => resolve(false));
  });
}
