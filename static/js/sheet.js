/* The sheet of a report: what is done and what is left, how a figure is read, what is wrong with it and
   asks for a reason (the server says so after each saved draft, draft.js), one section or subject at a
   time on a phone. Without it the same page is one long column with links and buttons. */
(function () {
  "use strict";
  var form = document.getElementById("sheet");
  if (!form) { return; }
  var words = form.dataset;
  var read = window.coNumbers.read, grouped = window.coNumbers.grouped;
  var tasks = document.getElementById("co-tasks");
  var progress = document.getElementById("co-progress");
  function list(found) { return Array.prototype.slice.call(found); }
  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }

  /* Every place once, so that no event has to search the page. */
  var places = {}, parts = [], total = null;
  list(form.querySelectorAll(".co-part")).forEach(function (box) {
    var part = { box: box, places: [], line: tasks && tasks.querySelector('[data-part="' + box.id + '"]') };
    list(box.querySelectorAll("[data-field]")).forEach(function (one) {
      var key = one.dataset.field, input = one.querySelector("[data-place]"), name = one.querySelector("label");
      part.places.push(places[key] = {
        key: key, box: one, input: input, part: part, code: key.slice(key.indexOf("-") + 1),
        error: one.querySelector("[data-error]"), reading: one.querySelector("[data-reading]"),
        ask: one.querySelector("[data-ask]"), reason: one.querySelector("[data-ask] input"),
        swinging: Boolean(one.querySelector("[data-swinging]")), pointed: one.querySelector("[data-pointed]") !== null, why: one.querySelector("[data-why]"),
        name: name ? name.firstChild.textContent.trim() : input.getAttribute("aria-label").split(/[，,]/)[0]
      });
    });
    parts.push(part);
    if (box.id === "row-total") { total = part; }
  });
  form.coPlaces = places;
  form.coUnit = function (key) { return places[key] ? places[key].reading.dataset.unit : ""; };
  form.coNames = function (keys) {
    var names = keys.slice(0, 5).map(function (key) { return places[key] ? places[key].name : key; });
    return names.join("、") + (keys.length > 5 ? "……" : "");
  };

  /* Counting as the server counts: a blank total is added up once its column is complete. */
  function blank(place) {
    if (place.input.value.trim()) { return false; }
    if (place.part !== total) { return !place.input.hasAttribute("data-optional"); }
    return parts.some(function (part) {
      return part !== total && part.places.some(function (one) {
        return one.code === place.code && !read(one.input.value, form.coUnit(one.key));
      });
    });
  }
  function wrong(place) {
    var unexplained = !place.ask.hidden && place.swinging && !place.reason.value.trim();
    return Boolean(place.input.getAttribute("aria-invalid") || (place.why && !place.why.hidden) || unexplained || place.box.querySelector("[data-clashing]"));
  }
  function count(part) {
    part.filled = part.places.filter(function (one) { return one.input.value.trim(); }).length;
    part.missing = part.places.filter(blank).length;
    part.wrong = part.places.filter(wrong).length;
    part.pointed = part.places.filter(function (one) { return one.pointed; }).length;
    if (!part.line) { return; }
    var state = part.line.querySelector("[data-state]");
    state.className = part.wrong ? "co-alarm" : part.missing ? "co-muted" : part.pointed ? "co-pointed" : "co-done";
    state.textContent = part.wrong ? fill(tasks.dataset.wrong, { count: part.wrong })
      : part.missing ? fill(tasks.dataset.left, part)
      : part.pointed ? fill(tasks.dataset.pointed, { count: part.pointed }) : "✓ " + tasks.dataset.done;
  }
  function add(name) { return parts.reduce(function (sum, part) { return sum + part[name]; }, 0); }
  function summary() {
    if (!progress) { return; }
    progress.textContent = fill(words.progress, { filled: add("filled"), missing: add("missing") });
    var first = null;
    parts.some(function (part) { return part.missing && part.places.some(function (one) { first = blank(one) ? one : null; return first; }); });
    progress.hash = first ? "#v-" + first.key : "#main";
  }
  function recount(changed) {
    changed.forEach(count);
    if (total && changed.indexOf(total) < 0) { count(total); }
    summary();
  }

  function complain(place, text, own) {
    place.error.hidden = !text;
    place.error.textContent = text || "";
    place.error.toggleAttribute("data-own", Boolean(text && own));
    place.box.classList.toggle("co-wrong", Boolean(text));
    if (text) { place.input.setAttribute("aria-invalid", "true"); } else { place.input.removeAttribute("aria-invalid"); }
  }
  function explain(place) {
    var unit = form.coUnit(place.key), value = read(place.input.value, unit);
    var spelled = value && /[万亿０-９，．]/.test(place.input.value);
    place.reading.hidden = !spelled;
    if (spelled) { place.reading.textContent = fill(words.readAs, { value: grouped(value) + unit }); }
    return value !== null;
  }
  /* What the server said was said of another figure; it says so again of this one once it is saved. */
  function judge(place) {
    if (!explain(place)) { complain(place, fill(words.notNumber, { unit: form.coUnit(place.key) }), true); }
    else { complain(place, ""); }
  }
  function placeOf(input) {
    var box = input.closest("[data-field]");
    return box && places[box.dataset.field];
  }

  form.addEventListener("input", function (event) {
    var place = placeOf(event.target);
    if (!place) { return; }
    explain(place);
    recount([place.part]);
  });
  form.addEventListener("change", function (event) {
    var place = placeOf(event.target);
    if (!place) { return; }
    if (place.why) { place.why.hidden = true; }
    judge(place);
    recount([place.part]);
  });
  form.addEventListener("co-filled", function (event) {
    var touched = [];
    event.detail.forEach(function (key) {
      if (!places[key]) { return; }
      judge(places[key]);
      if (places[key].reason.value) { places[key].ask.hidden = false; }
      if (touched.indexOf(places[key].part) < 0) { touched.push(places[key].part); }
    });
    recount(touched);
  });
  /* What the server read: what is wrong, which change asks for a reason. What was typed meanwhile waits. */
  form.addEventListener("co-saved", function (event) {
    var body = event.detail;
    Object.keys(places).forEach(function (key) {
      var place = places[key], swings = body.swings[key];
      explain(place);
      complain(place, body.errors[key]);
      place.ask.hidden = !swings && !place.reason.value;
      place.ask.querySelector("[data-swing]").textContent = swings ? swings.join("，") : place.reason.value ? words.calm : "";
      place.swinging = Boolean(swings);
    });
    recount(parts);
  });
  form.addEventListener("co-clash", function (event) { recount([places[event.detail.place].part]); });
  form.addEventListener("co-settled", function (event) { recount([places[event.detail].part]); });

  /* Enter and the arrows go on as in a spreadsheet. */
  var order = [].concat.apply([], parts.map(function (part) { return part.places; }));
  function beside(place, step) {
    var at = parts.indexOf(place.part), column = place.part.places.indexOf(place), table = place.box.tagName === "TD";
    if (!table) { return order[order.indexOf(place) + step]; }
    return parts[at + step] && parts[at + step].places[column];
  }
  form.addEventListener("keydown", function (event) {
    var place = event.target.tagName === "INPUT" && placeOf(event.target), step, next;
    if (!place || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) { return; }
    event.preventDefault();
    next = beside(place, step);
    if (next && next.input.offsetParent) { next.input.focus(); next.input.select(); }
    else if (step > 0 && walking()) { onward(); }
  });

  /* On a phone: the task list is home, then one section or subject at a time; the address says where. */
  var narrow = window.matchMedia("(max-width: 640px)");
  var walk = form.querySelector("[data-walk]"), finish = form.querySelector(".co-finish");
  function walking() { return form.classList.contains("co-walking"); }
  function aim() {
    var id = decodeURIComponent(location.hash.slice(1)), found = id && document.getElementById(id);
    return found && form.contains(found) ? found : null;
  }
  function arrange() {
    var stepping = narrow.matches && tasks !== null && parts.length > 1, found = aim();
    var current = stepping && found ? found.closest(".co-part") : null;
    form.classList.toggle("co-stepping", stepping);
    form.classList.toggle("co-walking", Boolean(current));
    parts.forEach(function (part) { part.box.classList.toggle("co-current", part.box === current); });
    if (walk) { walk.hidden = !current; }
    if (finish) { finish.hidden = Boolean(current); }
    if (found && /^[vr]-/.test(found.id)) { found.focus(); found.scrollIntoView({ block: "center" }); }
    else if (current) { current.focus({ preventScroll: true }); window.scrollTo({ top: form.offsetTop - 8, behavior: "instant" }); }
  }
  function onward() {
    var at = parts.map(function (part) { return part.box; }).indexOf(form.querySelector(".co-current"));
    var bad = parts[at].places.filter(function (one) { return one.error.hasAttribute("data-own"); })[0];
    form.dispatchEvent(new CustomEvent("co-save"));
    if (bad) { bad.input.focus(); return; }
    location.hash = at + 1 < parts.length ? "#" + parts[at + 1].box.id : "#co-tasks";
  }
  if (walk) { walk.querySelector("[data-next]").addEventListener("click", onward); }
  window.addEventListener("hashchange", arrange);
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) { event.preventDefault(); arrange(); }
  });
  if (narrow.addListener) { narrow.addListener(arrange); }
  parts.forEach(count);
  arrange();
})();
