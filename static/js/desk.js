/* The writing desk keeps what is typed: in this browser at once, at the server a moment later. */
(function () {
  "use strict";
  var form = document.getElementById("writing");
  if (!form) { return; }
  var words = form.dataset, line = document.getElementById("co-saved"), news = document.getElementById("co-news");
  var PAUSE = 2500, AGAIN = 15000;
  var timer = null, sending = false, more = false, told = false, stopped = false;
  var mine = Math.random().toString(36).slice(2) + Date.now().toString(36);

  function say(text) { if (line) { line.textContent = text; } }
  function warn(text) { news.textContent = text; news.hidden = !text; }
  function fields() {
    return Array.prototype.filter.call(form.elements, function (one) {
      return /^(title|addressees|copies_to|body-\d+-(kind|text|cohort|count))$/.test(one.name);
    }).map(function (one) { return [one.name, one.value]; });
  }
  function read() { try { return JSON.parse(localStorage.getItem(words.store)); } catch (_broken) { return null; } }
  function forget() { try { localStorage.removeItem(words.store); } catch (_blocked) { return; } }
  function keep(sent) {
    var copy = { base: form.elements.version.value, fields: fields() };
    if (sent) { copy.sent = true; }
    try { localStorage.setItem(words.store, JSON.stringify(copy)); } catch (_full) { return false; }
    return true;
  }
  function key() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (one) { return ("0" + one.toString(16)).slice(-2); }).join("");
  }

  function later(pause) {
    window.clearTimeout(timer);
    if (!stopped) { timer = window.setTimeout(save, pause); }
  }
  function save() {
    if (sending) { more = true; return; }
    var data = new FormData(form);
    data.set("operation_key", key());
    data.set("window", mine);
    data.set("told", told ? "1" : "0");
    sending = true;
    more = false;
    say(words.saving);
    window.fetch(words.autosave, { method: "POST", body: data, credentials: "same-origin" }).then(function (answer) {
      var json = !answer.redirected && (answer.headers.get("Content-Type") || "").indexOf("json") >= 0;
      if (answer.status >= 500) { throw new Error("trouble"); }
      return (json ? answer.json() : Promise.resolve(null)).then(function (body) { done(answer, body); });
    }).catch(function () {
      sending = false;
      say(keep() ? words.offline : words.full);
      later(AGAIN);
    });
  }
  function done(answer, body) {
    sending = false;
    if (!body || answer.status === 401) { keep(); say(words.signedOut); return; }
    if (!answer.ok) { keep(); stopped = true; say(""); warn(body.message); return; }
    told = true;
    warn(body.message || "");
    say(words.saved.replace("{time}", body.saved));
    if (more) { later(PAUSE); } else { forget(); }
  }
  function typed() {
    more = sending;
    if (!keep()) { say(words.full); }
    later(PAUSE);
  }
  form.addEventListener("co-typed", typed);
  form.addEventListener("input", function (event) {
    if (/^(title|addressees|copies_to)$/.test(event.target.name)) { typed(); }
  });
  window.addEventListener("online", function () { if (read()) { later(0); } });
  document.addEventListener("visibilitychange", function () { if (document.hidden && timer && read()) { later(0); } });
  form.addEventListener("submit", function () { window.clearTimeout(timer); stopped = true; keep(true); });

  /* What this browser still has, and the server does not. */
  function same(one, other) { return JSON.stringify(one) === JSON.stringify(other); }
  var copy = read(), note = document.getElementById("co-restore");
  if (copy && (same(copy.fields, fields()) || (copy.sent && copy.base !== form.elements.version.value))) { forget(); copy = null; }
  if (copy && document.getElementById("co-unsaved") && copy.sent) { forget(); copy = null; }
  if (copy) {
    note.hidden = false;
    note.querySelector("[data-discard]").addEventListener("click", function () { note.hidden = true; forget(); });
    note.querySelector("[data-restore]").addEventListener("click", function () {
      var back = document.createElement("form");
      back.method = "post";
      back.action = form.getAttribute("action");
      [["do", "restore"], ["csrf_token", form.elements.csrf_token.value], ["operation_key", key()], ["version", copy.base]].concat(copy.fields).forEach(function (pair) {
        var one = document.createElement("input");
        one.type = "hidden";
        one.name = pair[0];
        one.value = pair[1];
        back.appendChild(one);
      });
      document.body.appendChild(back);
      forget();
      back.submit();
    });
  }
})();
