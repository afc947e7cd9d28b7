// What the scripts of the pages share: ids, and requests that end although nobody says that the connection died.
"use strict";
const SILENCE = 15_000; // milliseconds; as long for htmx, in base.html

// As fetch, with the session's token. Rejects where nothing came back after `milliseconds`.
function ask(address, { headers, milliseconds = SILENCE, ...request } = {}) {
  return fetch(address, {
    ...request,
    headers: { "X-CSRF-Token": document.body.dataset.csrf, ...headers },
    signal: AbortSignal.timeout(milliseconds),
  });
}

function newId() { // crypto.randomUUID is missing where there is no TLS
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
