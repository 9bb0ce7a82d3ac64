/* Writing and waiting: insert at the cursor, preview at once, see when the file is there. */
(function () {
  "use strict";
  var form = document.getElementById("writing");
  var waiting = document.querySelector("[data-await]");

  if (waiting) {
    var tries = 0;
    var look = function () {
      tries += 1;
      if (tries > 120) { return; }
      window.fetch(waiting.dataset.await, {
        credentials: "same-origin", headers: { "X-Polling": "1" }
      }).then(function (answer) { return answer.json(); }).then(function (state) {
        if (state.ready) { window.location.reload(); } else { window.setTimeout(look, 1500); }
      }).catch(function () { window.setTimeout(look, 4000); });
    };
    window.setTimeout(look, 1000);
  }
  if (!form) { return; }

  var facts = {};
  form.querySelectorAll("[data-fact]").forEach(function (button) {
    facts[button.dataset.fact] = button.dataset.text;
  });
  var place = document.getElementById("place");
  var last = document.getElementById("body-" + place.value) || document.getElementById("body-0");
  var changed = false;

  function preview(area) {
    var shown = form.querySelector("[data-preview=\"" + area.id + "\"]");
    if (!shown) { return; }
    var ordinal = shown.dataset.ordinal;
    shown.textContent = ordinal || "";
    area.value.split(/(【[^【】\s]{1,60}】)/).forEach(function (part) {
      var name = part.slice(1, -1);
      if (part.charAt(0) === "【" && Object.prototype.hasOwnProperty.call(facts, name)) {
        var mark = document.createElement("span");
        mark.className = "co-bound";
        mark.textContent = facts[name];
        shown.appendChild(mark);
      } else {
        shown.appendChild(document.createTextNode(part));
      }
    });
  }

  form.addEventListener("focusin", function (event) {
    if (event.target.tagName === "TEXTAREA") {
      last = event.target;
      place.value = last.id.replace("body-", "");
    }
  });
  form.addEventListener("input", function (event) {
    changed = true;
    if (event.target.tagName === "TEXTAREA") { preview(event.target); }
  });
  place.addEventListener("change", function () {
    last = document.getElementById("body-" + place.value);
    last.scrollIntoView({ block: "center" });
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fact]");
    if (!button) { return; }
    event.preventDefault();
    var text = "【" + button.dataset.fact + "】";
    var at = document.activeElement === last || last.selectionStart ? last.selectionStart : last.value.length;
    last.setRangeText(text, at, last.selectionEnd < at ? at : last.selectionEnd, "end");
    last.focus();
    changed = true;
    preview(last);
  });

  var seek = form.querySelector("[data-seek]");
  seek.hidden = false;
  seek.addEventListener("input", function () {
    var words = seek.value.trim();
    form.querySelectorAll("[data-group]").forEach(function (group) {
      var any = false;
      group.querySelectorAll("li").forEach(function (item) {
        var fits = !words || item.textContent.indexOf(words) >= 0;
        item.hidden = !fits;
        any = any || fits;
      });
      group.hidden = !any;
      if (words && any) { group.open = true; }
    });
  });
  seek.addEventListener("keydown", function (event) {
    if (event.key === "Enter") { event.preventDefault(); }
  });

  document.addEventListener("submit", function () { changed = false; });
  window.addEventListener("beforeunload", function (event) {
    if (changed) { event.preventDefault(); event.returnValue = ""; }
  });
})();
