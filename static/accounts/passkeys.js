/**
 * The browser's side of passkeys (W3C WebAuthn). Binary fields travel as URL-safe base64, written out
 * here because older browsers lack parseRequestOptionsFromJSON and toJSON.
 */

const TIMEOUT_MILLISECONDS = 30_000;

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const readable = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

/** Whether passkeys of `host` can be used on this page: under that name, over a safe connection. */
export function canUse(host) {
  const isOurs = location.hostname === host || location.hostname.endsWith(`.${host}`);
  return isOurs && isSecureContext && Boolean(window.PublicKeyCredential);
}

/** The options of a ceremony, or null when the portal does not give any. */
async function optionsFrom(url, token) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function make(options) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: readable(options.excludeCredentials),
    },
  });
  const { response } = credential;
  return {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
    credential,
  };
}

async function use(options) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: readable(options.allowCredentials),
    },
  });
  const { response } = credential;
  return {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
    credential,
  };
}

/**
 * Go through a ceremony, "new" or "use". Gives {answer}, the text the portal reads, or {problem}:
 * "lost" (no options), "known" (the device holds a passkey of this account), "cancelled".
 */
export async function askDevice(ceremony, url, token) {
  const options = await optionsFrom(url, token);
  if (!options) return { problem: "lost" };
  try {
    const { credential, ...response } = await (ceremony === "new" ? make : use)(options);
    const answer = {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
    return { answer: JSON.stringify(answer) };
  } catch (error) {
    return { problem: error.name === "InvalidStateError" ? "known" : "cancelled" };
  }
}
