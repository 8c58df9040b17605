/** One request to the server and what its answer means. Knows nothing of cells. */

const TIMEOUT_MILLISECONDS = 30_000;
// Browsers refuse more than 64 KB in requests that outlive their page.
const KEEPALIVE_BYTES = 60_000;

async function readJson(response) {
  const isJson = (response.headers.get("Content-Type") ?? "").includes("application/json");
  if (!isJson) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** Seconds the server asks to wait, or 0. */
function retryAfter(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

/**
 * What an answer means: "results", "signed_out", "stale_token", "too_large", "busy" (try later),
 * "refused" (trying again will not help) or "lost" (no answer of the portal's: captive portals and
 * broken proxies answer 200 with a page of their own).
 */
function meaning(response, answer) {
  if (response.status === 413) return { kind: "too_large" };
  if (response.status === 429 || response.status === 503) {
    return { kind: "busy", after: retryAfter(response) };
  }
  if (!answer) return { kind: response.status === 403 ? "stale_token" : "lost" };
  if (response.ok && Array.isArray(answer.results)) return { kind: "results", answer };
  if (response.status === 401) return { kind: "signed_out" };
  if (response.status === 403 && answer.code === "csrf") return { kind: "stale_token" };
  if (response.status >= 500 || response.ok) return { kind: "lost" };
  return { kind: "refused", status: response.status, code: answer.code, message: answer.message };
}

/** Sends a batch of operations. Never throws: a failed request is the answer "lost". */
export async function sendOps(url, token, ops) {
  const body = JSON.stringify({
    ops: ops.map(({ op, record, cell, from, to }) => ({ op, record, cell, from, to })),
  });
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": token,
      },
      body,
      // Lets the last marks reach the server although the page is being closed.
      keepalive: new Blob([body]).size <= KEEPALIVE_BYTES,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    return meaning(response, await readJson(response));
  } catch {
    return { kind: "lost" };
  }
}

/** Posts form fields and gives {status, answer}; answer is null when it is not JSON. */
export async function postForm(url, token, fields) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      body: new URLSearchParams(fields),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    return { status: response.status, answer: await readJson(response) };
  } catch {
    return { status: 0, answer: null };
  }
}

/** The sheet's page as a document, or null: to read a new token after signing in elsewhere. */
export async function fetchPage(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!response.ok) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}
