/* Files of a feedback: each goes up in parts, one after the other, and goes on where the line was cut.
   Without it the button 上传所选文件 sends them with the form. A page may have several boxes (data-evidence);
   what all of them say stands once, in #evidence-words. */
Array.prototype.forEach.call(document.querySelectorAll("#evidence, [data-evidence]"), function (box) {
  "use strict";
  var input = box.querySelector("input[type=file]"), shared = document.getElementById("evidence-words");
  if (!input) { return; }
  var words = Object.assign({}, shared && shared.dataset, box.dataset), form = input.form;
  var list = box.querySelector("[data-list]"), queue = box.querySelector("[data-queue]");
  var line = box.querySelector("[data-say]"), remembered = box.querySelector("[data-remember]");
  var PART = 512 * 1024, LONGEST_PAUSE = 30000;
  var jobs = [], active = null, timer = null;

  box.classList.add("co-scripted");
  function say(text) { line.textContent = text; }
  function key() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  /* What the server knows a half-sent file by: the same file, chosen again, goes on. */
  function mark(file) {
    var text = file.name + "\u0000" + file.size + "\u0000" + file.lastModified, a = 0x811c9dc5, b = 0x1b873593, i;
    for (i = 0; i < text.length; i += 1) {
      a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
      b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
      b ^= b >>> 13;
    }
    return [a, b].map(function (n) { return ("0000000" + (n >>> 0).toString(16)).slice(-8); }).join("");
  }

  /* One row for each file on its way. */
  function Job(file) {
    var job = this;
    this.file = file;
    this.mark = mark(file);
    this.key = key();
    this.fails = 0;
    this.row = document.createElement("li");
    this.row.className = "co-file";
    this.row.innerHTML = '<span class="co-file-words"><b></b><span class="co-small" data-state></span><progress max="100" value="0"></progress></span>';
    this.row.querySelector("b").textContent = file.name;
    this.row.querySelector("progress").setAttribute("aria-label", file.name);
    this.again = button(words.again, function () {
      job.fails = 0;
      job.row.querySelector("progress").hidden = false;
      job.set("waiting", words.waiting);
      next();
    });
    this.drop = button(words.drop, function () { job.leave(); });
    this.row.appendChild(this.again);
    this.row.appendChild(this.drop);
    queue.appendChild(this.row);
    this.set("waiting", words.waiting);
  }
  function button(text, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-link btn-sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  /* state: waiting, sending, offline (tried again by itself) or refused (waits for the person) */
  Job.prototype.set = function (state, text) {
    this.state = state;
    this.row.querySelector("[data-state]").textContent = text;
    this.row.classList.toggle("co-refused", state === "refused");
    this.again.hidden = state !== "refused" || this.final === true;
    this.drop.textContent = this.final ? words.clear : words.drop;
    remember();
  };
  Job.prototype.at = function (bytes) {
    var percent = Math.floor(bytes * 100 / this.file.size);
    this.row.querySelector("progress").value = percent;
    this.row.querySelector("[data-state]").textContent = words.sending.replace("{percent}", percent);
  };
  Job.prototype.refuse = function (text, final) {
    this.final = final;
    this.row.querySelector("progress").hidden = true;
    this.set("refused", words.refused + text);
  };
  Job.prototype.leave = function () {
    if (this.request) { this.request.onloadend = null; this.request.abort(); }
    jobs.splice(jobs.indexOf(this), 1);
    this.row.remove();
    if (active === this) { active = null; }
    remember();
    next();
  };
  function unfinished() { return jobs.filter(function (job) { return job.state !== "refused"; }); }

  /* The names of what is not yet up, for the next time this page is opened. */
  function remember() {
    var names = unfinished().map(function (job) { return job.file.name; });
    try {
      if (names.length) { localStorage.setItem(words.store, JSON.stringify(names)); }
      else { localStorage.removeItem(words.store); }
    } catch (_blocked) { return; }
  }
  try {
    var names = JSON.parse(localStorage.getItem(words.store)) || [];
    remembered.hidden = !names.length;
    remembered.textContent = words.remembered.replace("{names}", names.join("、"));
  } catch (_broken) { remembered.hidden = true; }

  input.addEventListener("change", function () {
    Array.prototype.forEach.call(input.files, function (file) {
      var job, limit = Number(words.limit), there = list.querySelectorAll("li").length + unfinished().length;
      if (unfinished().some(function (one) { return one.mark === mark(file); })) { return; }
      job = new Job(file);
      jobs.push(job);
      if (file.size === 0) { job.refuse(words.empty, true); }
      else if (file.size > limit) { job.refuse(words.tooBig, true); }
      else if (there >= Number(words.most)) { job.refuse(words.tooMany, true); }
    });
    input.value = "";
    remembered.hidden = true;
    next();
  });

  function next() {
    if (active) { return; }
    active = jobs.filter(function (job) { return job.state === "waiting" || job.state === "offline"; })[0] || null;
    if (active) { ask(active); }
  }
  function done(job, answer) {
    list.innerHTML = answer.html;
    say("");
    active = null;
    jobs.splice(jobs.indexOf(job), 1);
    job.row.remove();
    remember();
    next();
  }

  /* First where to go on, then part by part. */
  function ask(job) {
    job.set("sending", words.sending.replace("{percent}", 0));
    send(job, "GET", words.parts + "?upload=" + job.mark + "&size=" + job.file.size, null, 0, function (answer) {
      if (answer.done) { done(job, answer); } else { part(job, answer.offset); }
    });
  }
  function part(job, offset) {
    var data = new FormData();
    data.append("csrf_token", form.elements.csrf_token.value);
    data.append("operation_key", job.key);
    data.append("upload", job.mark);
    data.append("size", job.file.size);
    data.append("name", job.file.name);
    data.append("offset", offset);
    data.append("part", job.file.slice(offset, offset + PART), "part");
    job.at(offset);
    send(job, "POST", words.parts, data, offset, function (answer) {
      job.fails = 0;
      if (answer.done) { done(job, answer); } else { part(job, answer.offset); }
    });
  }
  function send(job, method, address, data, offset, onward) {
    var request = new XMLHttpRequest();
    job.request = request;
    request.open(method, address);
    request.timeout = 90000;
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = function (event) {
      if (data) { job.at(Math.min(job.file.size, offset + event.loaded)); }
    };
    request.onloadend = function () {
      var answer = null;
      job.request = null;
      try { answer = JSON.parse(request.responseText); } catch (_other) { answer = null; }
      if (request.status === 200 && answer) { onward(answer); return; }
      if (answer && answer.message && request.status < 500) { stop(job, answer.message, true); return; }
      if (request.status === 200 || request.status === 400 || request.status === 403 || request.status === 404) { stop(job, words.signedOut, false); return; }
      pause(job, request.status ? words.trouble : words.offline);
    };
    request.send(data);
  }
  function stop(job, text, final) {
    job.key = key();
    job.refuse(text, final);
    active = null;
    next();
  }
  /* The line was cut: the same file again, after 1, 2, 4 … 30 seconds, or as soon as the line is back. */
  function pause(job, text) {
    job.fails += 1;
    job.set("offline", text);
    window.clearTimeout(timer);
    timer = window.setTimeout(resume, Math.min(LONGEST_PAUSE, 500 * Math.pow(2, job.fails)));
  }
  function resume() {
    window.clearTimeout(timer);
    if (active && active.state === "offline") { active = null; next(); }
  }
  window.addEventListener("online", resume);

  list.addEventListener("click", function (event) {
    var pressed = event.target.closest("[data-remove]"), data, request;
    if (!pressed) { return; }
    event.preventDefault();
    data = new FormData();
    data.append("csrf_token", form.elements.csrf_token.value);
    data.append("operation_key", key());
    request = new XMLHttpRequest();
    request.open("POST", pressed.getAttribute("formaction"));
    request.setRequestHeader("Accept", "application/json");
    request.onloadend = function () {
      var answer = null;
      try { answer = JSON.parse(request.responseText); } catch (_other) { answer = null; }
      if (request.status === 200 && answer) { list.innerHTML = answer.html; say(""); input.focus(); }
      else { say((answer && answer.message) || words.notRemoved); }
    };
    request.send(data);
  });

  /* What is still on its way would be missing from what is sent. */
  form.addEventListener("submit", function (event) {
    var left = unfinished().length;
    if (!left) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    say(words.unfinished.replace("{count}", left));
    box.scrollIntoView();
  });
  window.addEventListener("beforeunload", function (event) {
    if (unfinished().length) { event.preventDefault(); event.returnValue = ""; }
  });
});
