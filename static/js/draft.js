/* A form that saves itself (data-autosave) and keeps what was typed when the network is gone.
   Tells the page's own script of each saved draft by the event co-saved, its answer as the detail. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form) { return; }
  var words = form.dataset;
  var store = words.store;
  var line = document.getElementById("co-saved");
  var waiting = null, sending = false, again = false, held = null;

  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }
  function say(text) { if (line) { line.textContent = text; } }
  function field(name) { return form.elements[name]; }
  function inputs() {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && !/^(hidden|file|submit|button)$/.test(one.type);
    });
  }

  /* What differs from the server's page, in this browser only. */
  var original = {};
  inputs().forEach(function (one) { original[one.name] = one.value; });
  function changed() {
    var found = {};
    inputs().forEach(function (one) { if (one.value !== original[one.name]) { found[one.name] = one.value; } });
    return found;
  }
  function keep(sent) {
    var values = changed(), count = Object.keys(values).length;
    try {
      if (count) { localStorage.setItem(store, JSON.stringify({ version: field("version").value, values: values, sent: sent === true })); }
      else { localStorage.removeItem(store); }
    } catch (_full) { return 0; }
    return count;
  }
  function forget() { try { localStorage.removeItem(store); } catch (_blocked) { return; } }
  function kept() {
    try { return JSON.parse(localStorage.getItem(store)); } catch (_broken) { return null; }
  }

  function key() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  function later() {
    keep();
    if (waiting) { window.clearTimeout(waiting); }
    waiting = window.setTimeout(save, 1500);
  }

  /* The form without its files: those have a way of their own. */
  function filled() {
    var data = new FormData(form);
    Array.prototype.forEach.call(form.elements, function (one) { if (one.type === "file") { data.delete(one.name); } });
    data.set("operation_key", key());
    return data;
  }

  function save() {
    if (sending) { again = true; return; }
    if (!Object.keys(changed()).length || !line) { return; }
    var data = filled(), sent = {};
    inputs().forEach(function (one) { sent[one.name] = one.value; });
    sending = true;
    say(words.saving);
    fetch(words.autosave, { method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) {
        var type = answer.headers.get("Content-Type") || "";
        if (answer.redirected || type.indexOf("json") < 0) {
          if (answer.ok) { say(fill(words.signedOut, { count: keep() })); return; }
          throw new Error("no answer");
        }
        return answer.json().then(function (body) { settle(answer.ok, body, sent); });
      })
      .catch(function () {
        say(fill(words.offline, { count: keep() }));
        window.setTimeout(save, 15000);
      })
      .then(function () {
        sending = false;
        if (held) { var button = held; held = null; again = false; button.click(); return; }
        if (again) { again = false; later(); }
      });
  }

  function settle(ok, body, sent) {
    if (!ok) { keep(); say(body.message); return; }
    Object.keys(sent).forEach(function (name) {
      if (!body.errors || !body.errors[name]) { original[name] = sent[name]; }
    });
    field("version").value = body.version;
    keep();
    say(fill(words.saved, { time: body.saved }));
    form.dispatchEvent(new CustomEvent("co-saved", { detail: body }));
  }

  /* A draft that never reached the server: taken back silently where nothing happened in between. */
  var note = document.getElementById("co-restore");
  function restore(values) {
    Object.keys(values).forEach(function (name) { if (field(name)) { field(name).value = values[name]; } });
    later();
  }
  var found = kept();
  if (found && found.values && note) {
    if (found.version === field("version").value) { restore(found.values); }
    else if (found.sent) { forget(); }
    else {
      note.hidden = false;
      note.firstElementChild.textContent = fill(words.found, { count: Object.keys(found.values).length });
      note.querySelector("[data-restore]").addEventListener("click", function () { note.hidden = true; restore(found.values); });
      note.querySelector("[data-discard]").addEventListener("click", function () { note.hidden = true; forget(); });
    }
  }

  form.addEventListener("input", function (event) { if (event.target.type !== "file") { later(); } });
  form.addEventListener("change", function (event) {
    if (event.target.type === "file") { return; }
    if (waiting) { window.clearTimeout(waiting); }
    keep();
    save();
  });
  window.addEventListener("online", save);
  form.addEventListener("submit", function (event) {
    if (navigator.onLine === false) {
      event.preventDefault();
      event.stopPropagation();
      say(fill(words.offline, { count: keep() }));
      return;
    }
    if (waiting) { window.clearTimeout(waiting); }
    /* A draft under way would make this page's version old: wait for it, then press the button again. */
    if (sending) {
      event.preventDefault();
      event.stopPropagation();
      held = event.submitter;
      return;
    }
    keep(true);
  });
})();
