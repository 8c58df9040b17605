/**
 * A reload without a network: static/marksheet/kept_pages.js has what a sheet looked like, and this
 * worker hands out what is needed to show it. Its cache holds files that everybody may fetch, and a
 * page without any person. No page and no answer of the portal is ever stored here.
 */
const CACHE = "eduportal-marksheet";
const OFFLINE = "{% url 'grades:marksheet-offline' %}";
const SHEET = /^\/marksheets\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** A sheet says which files it was made of; others are of an older portal. */
self.addEventListener("message", (event) => event.waitUntil(keep(event.data.keep)));

async function keep(files) {
  const cache = await caches.open(CACHE);
  const wanted = new Set([...files, new URL(OFFLINE, location).href]);
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  await Promise.all([...wanted].map((url) => keepOne(cache, url)));
}

async function keepOne(cache, url) {
  if (await cache.match(url)) return;
  const response = await fetch(url, { redirect: "error" }).catch(() => null);
  if (response?.ok) await cache.put(url, response);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && SHEET.test(pathname)) {
    event.respondWith(orKept(request, OFFLINE));
  } else if (pathname.startsWith("{{ static }}")) {
    event.respondWith(orKept(request, request.url));
  }
});

/** The network's answer, whatever it is; only where there is none, what was kept. */
async function orKept(request, url) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match(url)) ?? Response.error();
  }
}
