/* A report that can no longer be filled in: what this browser still keeps of it is shown, not lost. */
(function () {
  "use strict";
  var note = document.querySelector("[data-kept]"), copy = null;
  if (!note) { return; }
  try { copy = JSON.parse(localStorage.getItem(note.dataset.kept)); } catch (_broken) { copy = null; }
  if (!copy || !copy.values) { return; }
  function forget() { try { localStorage.removeItem(note.dataset.kept); } catch (_blocked) { return; } }
  /* A value with the name of its figure, where the page shows that one. */
  var values = Object.keys(copy.values).filter(function (name) { return copy.values[name]; }).map(function (name) {
    var row = document.getElementById("f-" + name.slice(2)), head = row && row.querySelector("th");
    return (head ? head.firstChild.textContent.trim() + " " : "") + copy.values[name];
  });
  if (copy.sent || !values.length) { forget(); return; }
  note.querySelector("[data-text]").textContent = note.dataset.found.replace("{count}", values.length).replace("{list}", values.join("、"));
  note.hidden = false;
  note.querySelector("button").addEventListener("click", function () { forget(); note.hidden = true; });
})();
