/* The sheet of a report: saves itself, keeps what was typed when the network is gone, and shows one
   subject at a time on a phone. Without it the buttons 存草稿 and 核对并上报 do the same. */
(function () {
  "use strict";
  var form = document.getElementById("sheet");
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
    return Array.prototype.filter.call(form.elements, function (one) { return /^[vr]-/.test(one.name); });
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

  function save() {
    if (sending) { again = true; return; }
    if (!Object.keys(changed()).length || !line) { return; }
    var data = new FormData(form), sent = {};
    inputs().forEach(function (one) { sent[one.name] = one.value; });
    data.set("operation_key", key());
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
    Object.keys(sent).forEach(function (name) { original[name] = sent[name]; });
    field("version").value = body.version;
    keep();
    say(fill(words.saved, { time: body.saved }));
    var progress = document.getElementById("co-progress");
    if (progress) {
      progress.textContent = fill(words.progress, body);
      progress.hash = body.next ? "#v-" + body.next : "#main";
    }
    show(body);
  }

  /* What the server read: 12万 as 120,000; what is wrong; which change asks for a reason. */
  function show(body) {
    each("[data-error]", function (one) {
      var text = body.errors[one.dataset.error];
      one.hidden = !text;
      one.textContent = text || "";
      var place = form.querySelector('[data-field="' + one.dataset.error + '"]');
      var input = document.getElementById("v-" + one.dataset.error);
      if (place) { place.classList.toggle("co-wrong", Boolean(text)); }
      if (text) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
    });
    each("[data-reading]", function (one) {
      var typed = field("v-" + one.dataset.reading).value;
      var spelled = /[万亿]/.test(typed) && body.readings[one.dataset.reading];
      one.hidden = !spelled;
      if (spelled) { one.textContent = fill(words.readAs, { value: spelled + one.dataset.unit }); }
    });
    each("[data-ask]", function (one) {
      var found = body.swings[one.dataset.ask];
      one.hidden = !found && !field("r-" + one.dataset.ask).value;
      one.querySelector("[data-swing]").textContent = found ? found.join("，") : "";
    });
  }
  function each(selector, act) { Array.prototype.forEach.call(form.querySelectorAll(selector), act); }

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

  form.addEventListener("input", later);
  form.addEventListener("change", function () { if (waiting) { window.clearTimeout(waiting); } keep(); save(); });
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

  /* One subject at a time on a phone. */
  var bar = document.querySelector(".co-steps");
  if (!bar) { return; }
  var choice = bar.querySelector("select");
  var rows = Array.prototype.slice.call(form.querySelectorAll("tbody tr"));
  var narrow = window.matchMedia("(max-width: 640px)");
  function go(row) {
    rows.forEach(function (one) { one.classList.toggle("co-current", one === row); });
    choice.value = row.id;
  }
  function arrange() {
    form.classList.toggle("co-stepping", narrow.matches);
    bar.hidden = !narrow.matches;
  }
  bar.addEventListener("click", function (event) {
    var step = Number(event.target.dataset.step);
    if (!step) { return; }
    var next = rows[rows.indexOf(form.querySelector("tr.co-current")) + step];
    if (next) { go(next); window.scrollTo(0, form.offsetTop); }
  });
  choice.addEventListener("change", function () { go(document.getElementById(choice.value)); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest('a[href^="#v-"], a[href^="#r-"]');
    var aim = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!aim || !aim.closest("tr")) { return; }
    event.preventDefault();
    go(aim.closest("tr"));
    aim.focus();
    aim.scrollIntoView({ block: "center" });
  });
  narrow.addListener(arrange);
  arrange();
  go(rows.filter(function (row) { return row.querySelector(".co-wrong"); })[0] || rows[0]);
})();
