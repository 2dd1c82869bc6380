// A service worker that would answer in the server's place.
self.addEventListener("fetch", (event) => event.respondWith(new Response("taken over")));
