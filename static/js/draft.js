/* A form that saves itself (data-autosave) and loses nothing that was typed: what has not reached the
   server stands in this browser, by form and account, until a save is confirmed. It survives a cut line
   (tried again, ever more slowly), an ended session (data-draft asks whether there is one again) and
   somebody else's save (compared place by place; what both changed is left to the person, clashes.js).
   Tells the page's own scripts: co-saved (the server's answer), co-news (a sentence), co-clash, co-settled. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form) { return; }
  var words = form.dataset;
  var line = document.getElementById("co-saved");
  var session = document.getElementById("co-session");
  var PAUSE = 1500, LONGEST = 60000, PATIENCE = 30000, QUIET = 300000;
  var sending = false, again = false, held = null, leaving = false, timer = null;
  var fails = 0, refused = 0, away = "", contact = Date.now();
  var original = {}, clashes = {}, owned = {};

  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }
  function say(text) { if (line) { line.textContent = text; } }
  function tell(kind, detail) { form.dispatchEvent(new CustomEvent(kind, { detail: detail })); }
  function field(name) { return form.elements[name]; }
  function inputs() {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && !/^(hidden|file|submit|button|checkbox)$/.test(one.type);
    });
  }
  function set(values) {
    Object.keys(values).forEach(function (name) { field(name).value = values[name]; });
    tell("co-filled", places(values));
  }

  /* v-<key> and r-<key> are one place: the figure and its reason. */
  function place(name) { return words.draft ? name.slice(2) : name; }
  function same(name, one, other) {
    if (!words.draft || name[0] !== "v") { return one.trim() === other.trim(); }
    return window.coNumbers.same(one, other, form.coUnit ? form.coUnit(place(name)) : "");
  }

  /* What differs from the server's page. */
  function changed() {
    var found = {};
    inputs().forEach(function (one) { if (one.value !== original[one.name]) { found[one.name] = one.value; } });
    return found;
  }
  function places(values) {
    var found = {};
    Object.keys(values).forEach(function (name) { found[place(name)] = true; });
    return Object.keys(found);
  }
  function clashing() { return Object.keys(clashes).length; }

  /* The browser's copy. Another tab of the same page may have put something there: it stays. */
  function kept() {
    try { return JSON.parse(localStorage.getItem(words.store)) || {}; } catch (_broken) { return {}; }
  }
  function keep(sent) {
    var values = changed(), before = kept(), copy = { values: before.values || {}, base: before.base || {} };
    if (sent === true) { copy.sent = field("version").value; }
    Object.keys(values).forEach(function (name) { owned[name] = true; });
    Object.keys(owned).forEach(function (name) { delete copy.values[name]; delete copy.base[name]; });
    Object.keys(values).forEach(function (name) { copy.values[name] = values[name]; copy.base[name] = original[name]; });
    try {
      if (Object.keys(copy.values).length) { localStorage.setItem(words.store, JSON.stringify(copy)); }
      else { localStorage.removeItem(words.store); }
    } catch (_full) { return -1; }
    return places(values).length;
  }
  function sayKept(pattern) {
    var count = keep();
    say(count < 0 && words.full ? words.full : fill(pattern, { count: Math.max(count, 0) }));
  }

  function key() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }
  function ask(address, settings) {
    var stop = new AbortController(), late = window.setTimeout(function () { stop.abort(); }, PATIENCE);
    settings.credentials = "same-origin";
    settings.signal = stop.signal;
    function done() { window.clearTimeout(late); }
    return fetch(address, settings).then(function (answer) {
      if (answer.status >= 500 || answer.status === 429) { done(); throw new Error("trouble"); }
      contact = Date.now();
      var json = !answer.redirected && (answer.headers.get("Content-Type") || "").indexOf("json") >= 0;
      return (json ? answer.json() : Promise.resolve(null)).then(function (body) {
        done();
        return { ok: answer.ok, status: answer.redirected ? 401 : answer.status, body: body };
      });
    }, function (failure) { done(); throw failure; });
  }

  /* What is sent: the places that were changed; of a form without data-draft the whole but its files. */
  function filled(names) {
    var data = new FormData(form);
    Array.prototype.forEach.call(form.elements, function (one) {
      if (one.type === "file" || one.name === "next" || (words.draft && /^[vrt]-/.test(one.name))) { data.delete(one.name); }
    });
    names.concat(totals()).forEach(function (one) {
      ["v-", "r-"].forEach(function (kind) { if (words.draft && field(kind + one)) { data.set(kind + one, field(kind + one).value); } });
    });
    data.set("operation_key", key());
    return data;
  }
  /* A total that is left blank is added up by the server, anew each time: so it says each time that it is blank. */
  function totals() {
    return inputs().map(function (one) { return one.name; }).filter(function (name) {
      return words.draft && /^v-total-/.test(name) && !field(name).value && !clashes[place(name)];
    }).map(place);
  }
  function toSend() { return places(changed()).filter(function (one) { return !clashes[one]; }); }

  function later() {
    keep();
    if (away) { sayAway(); return; }
    if (fails) { sayKept(words.offline); return; }
    plan(PAUSE);
  }
  function plan(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(go, wait);
  }
  /* After trouble first ask how things stand, else save. */
  function go() {
    if ((away || fails) && words.draft) { refresh(); } else { save(); }
  }

  function save() {
    var names = toSend(), sent = {};
    if (leaving || !line) { return; }
    if (sending) { again = true; return; }
    if (!names.length) {
      if (!words.draft) { fails = 0; }
      release();
      return;
    }
    inputs().forEach(function (one) { sent[one.name] = one.value; });
    sending = true;
    say(words.saving);
    ask(words.autosave, { method: "POST", body: filled(names), headers: { Accept: "application/json" } })
      .then(function (answer) {
        sending = false;
        if (answer.ok && answer.body) { settle(answer.body, sent, names); return; }
        refused += 1;
        if (words.draft && refused < 4) { refresh(); return; }
        if (answer.body) { held = null; sayKept(answer.body.message); return; }
        if (words.draft) { pause(words.trouble); } else { leave("out", words.signedOut); }
      })
      .catch(failed);
  }
  function failed(failure) {
    sending = false;
    pause(failure.message === "trouble" && words.trouble ? words.trouble : words.offline);
  }

  function settle(body, sent, names) {
    var known = {};
    fails = refused = 0;
    names.forEach(function (one) { known[one] = true; });
    Object.keys(sent).forEach(function (name) {
      if (known[place(name)] && (words.draft || !body.errors || !body.errors[name])) { original[name] = sent[name]; }
    });
    field("version").value = body.version;
    keep();
    say(fill(words.saved, { time: body.saved }));
    tell("co-saved", body);
    release();
  }
  /* A button that was pressed meanwhile gets its press; what was typed meanwhile is saved. */
  function release() {
    var button = held;
    held = null;
    if (button && !away && !fails) { again = false; button.click(); return; }
    if (again) { again = false; later(); }
  }

  /* The line was cut or the server is down: again after 2, 4, 8 … 60 seconds, or as soon as there is a line. */
  function pause(text) {
    fails += 1;
    sayKept(held && words.noSubmit ? words.noSubmit : text);
    held = null;
    plan(Math.min(LONGEST, 1000 * Math.pow(2, fails)));
  }
  function leave(why, text) {
    away = why;
    held = null;
    sayAway(text);
    plan(Math.min(LONGEST, 1000 * Math.pow(2, 3 + (fails += 1))));
  }
  function sayAway(text) {
    var pattern = text || (away === "stranger" ? words.stranger : away === "closed" ? words.closed : words.signedOut);
    sayKept(pattern);
    if (!session) { return; }
    session.hidden = false;
    session.querySelector("[data-text]").textContent = fill(pattern, { count: places(changed()).length });
    session.querySelector("a").hidden = away === "closed";
  }
  function back() {
    away = "";
    fails = 0;
    if (session) { session.hidden = true; }
  }
  function wake() {
    if ((fails || away) && !sending && !leaving) { plan(50); }
  }

  /* How things stand on the server: who is signed in, what is stored, whether it may still be changed. */
  function refresh() {
    if (sending) { return; }
    sending = true;
    ask(words.draft, { headers: { Accept: "application/json", "X-Polling": "1" } })
      .then(function (answer) {
        var body = answer.body;
        sending = false;
        if (!body || !answer.ok) { leave(answer.status === 403 || answer.status === 404 ? "closed" : "out"); return; }
        if (String(body.account) !== words.account) { leave("stranger"); return; }
        back();
        field("csrf_token").value = body.csrf;
        if (!body.open) { tell("co-news", body.message); leave("closed"); return; }
        field("version").value = body.version;
        merge(body);
        keep();
        if (!toSend().length) { say(body.saved ? fill(words.saved, { time: body.saved }) : ""); }
        if (clashing()) { tell("co-news", fill(words.clashing, { count: clashing() })); }
        save();
      })
      .catch(failed);
  }

  /* Three sides of every place: as this page was made, as it stands here, as it is stored now. */
  function merge(body) {
    var taken = {};
    inputs().forEach(function (one) {
      if (!/^[vr]-/.test(one.name)) { return; }
      var stored = body.stored[place(one.name)] || ["", ""], theirs = stored[one.name[0] === "v" ? 0 : 1];
      if (same(one.name, theirs, original[one.name])) { return; }
      if (same(one.name, theirs, one.value)) { original[one.name] = one.value; return; }
      if (one.value === original[one.name]) {
        original[one.name] = taken[one.name] = theirs;
        return;
      }
      clash(one.name, theirs, body.by);
    });
    set(taken);
    taken = places(taken).filter(function (one) { return one.indexOf("total-") !== 0; });
    if (taken.length) { tell("co-news", fill(words.taken, { count: taken.length, list: form.coNames(taken) })); }
  }
  function clash(name, theirs, by) {
    var at = place(name), found = clashes[at] || (clashes[at] = { place: at, by: by || "", theirs: {}, choose: choose });
    found.theirs[name] = theirs;
    tell("co-clash", found);
    function choose(mine) {
      Object.keys(found.theirs).forEach(function (one) { original[one] = found.theirs[one]; });
      if (!mine) { set(found.theirs); }
      delete clashes[at];
      tell("co-settled", at);
      later();
    }
  }

  /* At the start: what this browser kept goes back to its place, unless something else is stored there now. */
  function restore() {
    var copy = kept(), values = copy.values || {}, base = copy.base || {}, put = {}, other = {}, gone = [];
    if (!words.draft && copy.sent && copy.sent !== field("version").value) { values = {}; forget(); }
    Object.keys(values).forEach(function (name) {
      owned[name] = true;
      if (!field(name)) { gone.push(values[name]); return; }
      if (same(name, values[name], field(name).value)) { return; }
      if (base[name] !== undefined && !same(name, base[name], original[name])) { other[name] = values[name]; }
      else { put[name] = values[name]; }
    });
    set(put);
    if (words.draft) { bring(other, base); } else { offer(other); }
    gone = gone.filter(Boolean);
    if (gone.length) { tell("co-news", fill(words.gone || "{list}", { list: gone.join("、") })); }
    else if (Object.keys(put).length && words.restored) { tell("co-news", fill(words.restored, { count: places(put).length })); }
    if (Object.keys(values).length && (words.draft || !Object.keys(other).length)) { keep(); }
    if (Object.keys(put).length) { plan(50); }
  }
  function bring(values, base) {
    set(values);
    Object.keys(values).forEach(function (name) {
      var theirs = original[name];
      original[name] = base[name];
      clash(name, theirs);
    });
  }
  /* A form that cannot compare asks at once for everything. */
  function offer(values) {
    var note = document.getElementById("co-restore");
    if (!note || !Object.keys(values).length) { return; }
    note.hidden = false;
    note.querySelector("[data-restore]").addEventListener("click", function () { note.hidden = true; set(values); later(); });
    note.querySelector("[data-discard]").addEventListener("click", function () { note.hidden = true; forget(); });
  }
  function forget() { try { localStorage.removeItem(words.store); } catch (_blocked) { return; } }

  inputs().forEach(function (one) { original[one.name] = one.value; });
  Array.prototype.forEach.call(form.querySelectorAll("[data-clash]"), function (one) {
    [["v-", one.dataset.figure], ["r-", one.dataset.reason]].forEach(function (pair) {
      var name = pair[0] + one.dataset.clash;
      if (field(name) && field(name).value !== pair[1]) { clash(name, pair[1], one.dataset.by); }
    });
    one.remove();
  });
  restore();

  form.addEventListener("input", function (event) { if (!/file|checkbox/.test(event.target.type)) { later(); } });
  form.addEventListener("change", function (event) {
    if (/file|checkbox/.test(event.target.type)) { return; }
    keep();
    if (!away && !fails) { window.clearTimeout(timer); save(); }
  });
  form.addEventListener("co-save", function () { keep(); if (!away && !fails) { save(); } });
  window.addEventListener("online", wake);
  window.addEventListener("offline", function () { if (Object.keys(changed()).length) { pause(words.offline); } });
  window.addEventListener("focus", function () { if (away) { wake(); } });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { wake(); } });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && keep() < 0) { event.preventDefault(); event.returnValue = ""; }
  });

  /* Sending the whole page: not without a line or a session, nor over what somebody else changed. */
  function stay(event) { event.preventDefault(); event.stopPropagation(); }
  form.addEventListener("submit", function (event) {
    var button = event.submitter, filing = button && button.hasAttribute("data-submit");
    if (clashing() && words.choose) {
      stay(event);
      tell("co-news", fill(words.choose, { count: clashing() }));
      tell("co-choose", Object.keys(clashes)[0]);
      return;
    }
    if (sending) { stay(event); held = button; return; }
    if (away) { stay(event); sayAway(); wake(); return; }
    if (navigator.onLine === false || fails) {
      stay(event);
      sayKept(!filing ? words.offline : !Object.keys(changed()).length && words.noLine ? words.noLine : words.noSubmit || words.offline);
      if (navigator.onLine !== false) { held = button; plan(0); }
      return;
    }
    if (words.draft && Date.now() - contact > QUIET) { stay(event); held = button; refresh(); return; }
    window.clearTimeout(timer);
    keep(true);
    leaving = true;
    window.setTimeout(function () { leaving = false; }, 8000);
  });
  /* Only what was changed goes up, so that nobody else's figure is sent back as it was. */
  form.addEventListener("formdata", function (event) {
    var mine = {};
    if (!leaving || !words.draft) { return; }
    places(changed()).concat(totals()).forEach(function (one) { mine[one] = true; });
    inputs().forEach(function (one) {
      if (/^[vr]-/.test(one.name) && !mine[place(one.name)]) { event.formData.delete(one.name); }
    });
  });
})();
