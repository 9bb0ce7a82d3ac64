/* The sheet of an inspection saves itself while one goes from point to point; what has not reached the
   server stays in this browser. Also: the count of points looked at, and the button that prints. */
(function () {
  "use strict";
  var print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
  var form = document.getElementById("sheet");
  if (!form) { return; }
  var words = form.dataset, line = document.getElementById("co-saved"), looked = form.querySelector("[data-looked]");
  var PAUSE = 1500, LONGEST = 60000, fails = 0, timer = null, sending = false, again = false, held = null;
  var saved = values();

  function each(list, act) { Array.prototype.forEach.call(list, act); }
  function values() {
    var found = {};
    each(form.elements, function (one) {
      if (!one.name || /^(hidden|file|submit|button)$/.test(one.type)) { return; }
      if (one.type !== "radio") { found[one.name] = one.value; } else if (one.checked) { found[one.name] = one.value; }
    });
    return found;
  }
  function changed() {
    var now = values(), found = {};
    Object.keys(now).forEach(function (name) { if (now[name] !== saved[name]) { found[name] = now[name]; } });
    return found;
  }
  function put(stored) {
    Object.keys(stored).forEach(function (name) {
      each(form.elements, function (one) {
        if (one.name !== name) { return; }
        if (one.type === "radio") { one.checked = one.value === stored[name]; } else { one.value = stored[name]; }
      });
    });
    show();
  }
  function keep() {
    var found = changed();
    try {
      if (Object.keys(found).length) { localStorage.setItem(words.store, JSON.stringify(found)); } else { localStorage.removeItem(words.store); }
    } catch (_full) { return; }
  }
  function say(text) { line.textContent = text; }

  /* What is chosen stands out, the day of mending only where there is one, how far one has come. */
  function show() {
    var all = form.querySelectorAll("fieldset[id^=result-]"), done = 0, mend = form.querySelector("[data-mend]");
    each(form.querySelectorAll(".co-choices label"), function (one) {
      one.classList.toggle("co-chosen", one.querySelector("input").checked);
    });
    each(all, function (one) { if (one.querySelector("input:checked")) { done += 1; } });
    looked.textContent = words.looked.replace("{done}", done).replace("{all}", all.length);
    mend.hidden = !form.querySelector("input[name=verdict][value=to_mend]:checked");
  }

  function key() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }
  function plan(wait) { window.clearTimeout(timer); timer = window.setTimeout(save, wait); }
  function save() {
    var data, sent = values(), request;
    if (sending) { again = true; return; }
    if (!Object.keys(changed()).length) { release(); return; }
    sending = true;
    data = new FormData(form);
    each(form.querySelectorAll("input[type=file]"), function (one) { data.delete(one.name); });
    data.set("operation_key", key());
    request = new XMLHttpRequest();
    request.open("POST", words.save);
    request.timeout = 30000;
    request.setRequestHeader("Accept", "application/json");
    say(words.saving);
    request.onloadend = function () {
      var answer = null;
      sending = false;
      try { answer = JSON.parse(request.responseText); } catch (_other) { answer = null; }
      if (request.status === 200 && answer) { settle(answer, sent); return; }
      keep();
      held = null;
      if (request.status === 0 || request.status >= 500) {
        fails += 1;
        say(words.offline);
        plan(Math.min(LONGEST, 1000 * Math.pow(2, fails)));
      } else { say((answer && answer.message) || words.out); }
    };
    request.send(data);
  }
  function settle(answer, sent) {
    fails = 0;
    saved = sent;
    form.elements.version.value = answer.version;
    keep();
    say(words.saved.replace("{time}", answer.saved));
    release();
  }
  /* A button pressed while a save was on its way gets its press. */
  function release() {
    var button = held;
    held = null;
    if (button) { again = false; button.click(); return; }
    if (again) { again = false; plan(PAUSE); }
  }

  form.addEventListener("input", function (event) {
    if (event.target.type === "file") { return; }
    show();
    keep();
    plan(PAUSE);
  });
  form.addEventListener("submit", function (event) {
    window.clearTimeout(timer);
    keep();
    if (sending) {
      event.preventDefault();
      held = event.submitter;
    }
  });
  window.addEventListener("online", function () { if (fails) { plan(50); } });

  /* What this browser kept and the server does not have is offered, never put over what stands there. */
  (function restore() {
    var note = document.getElementById("co-offer"), stored = {}, other = {}, now = values();
    try { stored = JSON.parse(localStorage.getItem(words.store)) || {}; } catch (_broken) { stored = {}; }
    Object.keys(stored).forEach(function (name) {
      if (form.elements[name] && stored[name] !== (now[name] || "")) { other[name] = stored[name]; }
    });
    if (!Object.keys(other).length) { keep(); return; }
    note.hidden = false;
    note.querySelector("[data-take]").addEventListener("click", function () { note.hidden = true; put(other); keep(); plan(50); });
    note.querySelector("[data-leave]").addEventListener("click", function () { note.hidden = true; keep(); });
  })();
  show();
})();
