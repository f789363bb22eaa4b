{% load static %}// When a page cannot be reached, show ours instead of the browser's. Kept for it: what it looks with, and nothing that
// anybody wrote. Everything comes from the network first.

const PAGE = "{{ page|escapejs }}";
const FILES = ["{% static 'build/app.css' %}", "{% static 'build/inter.woff2' %}", "{% static 'img/mark.svg' %}"];
const KEPT = `offline ${FILES.join(" ")}`;
const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'",
};

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    // The browser asks for the page while it wakes this script.
    await registration.navigationPreload?.enable();
  };
  event.waitUntil(forget());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const unreached = () => new Response(PAGE, { status: 503, headers: HEADERS });
  const asked = async () => (await event.preloadResponse) ?? fetch(request);
  if (request.mode === "navigate") event.respondWith(asked().catch(unreached));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(fetch(request).catch(() => caches.match(request)));
});
