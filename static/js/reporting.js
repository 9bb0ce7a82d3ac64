/* The sheet of a report: shows what the server read of a saved draft (draft.js saves it), and one subject
   at a time on a phone. Without it the buttons 存草稿 and 核对并上报 do the same. */
(function () {
  "use strict";
  var form = document.getElementById("sheet");
  if (!form) { return; }
  var words = form.dataset;

  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }
  function field(name) { return form.elements[name]; }

  form.addEventListener("co-saved", function (event) {
    var progress = document.getElementById("co-progress");
    if (progress) {
      progress.textContent = fill(words.progress, event.detail);
      progress.hash = event.detail.next ? "#v-" + event.detail.next : "#main";
    }
    show(event.detail);
  });

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
