/* What two people of one unit filled in differently: both figures at the place, and a button for each.
   Also the line of news above the sheet. draft.js compares; nothing is overwritten unasked. */
(function () {
  "use strict";
  var form = document.getElementById("sheet");
  if (!form) { return; }
  var words = form.dataset, news = document.getElementById("co-news");
  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }
  function button(text, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm btn-outline-secondary";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function panelOf(key) { return form.coPlaces[key].box.querySelector("[data-clashing]"); }

  form.addEventListener("co-clash", function (event) {
    var clash = event.detail, place = form.coPlaces[clash.place], panel = panelOf(clash.place);
    var figure = clash.theirs["v-" + clash.place], reason = clash.theirs["r-" + clash.place], text = document.createElement("p");
    if (panel) { panel.remove(); }
    panel = document.createElement("div");
    panel.className = "co-stored co-clash";
    panel.setAttribute("data-clashing", "");
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", place.name);
    text.className = "co-plain";
    if (figure === undefined) { figure = place.input.value; }
    text.textContent = fill(words.theirs, { value: figure || words.blank, by: clash.by }).replace("（）", "").replace(" ()", "");
    if (reason !== undefined) { text.textContent += " " + fill(words.theirReason, { reason: reason || words.blank }); }
    panel.appendChild(text);
    panel.appendChild(button(words.take, function () { clash.choose(false); place.input.focus(); }));
    panel.appendChild(button(words.hold, function () { clash.choose(true); place.input.focus(); }));
    place.box.insertBefore(panel, place.error);
  });
  form.addEventListener("co-settled", function (event) {
    var panel = panelOf(event.detail);
    if (panel) { panel.remove(); }
    if (!form.querySelector("[data-clashing]")) { news.hidden = true; }
  });
  form.addEventListener("co-choose", function (event) {
    location.hash = "#v-" + event.detail;
    form.coPlaces[event.detail].input.focus();
  });
  form.addEventListener("co-news", function (event) {
    news.hidden = false;
    news.querySelector("[data-text]").textContent = event.detail;
    news.querySelector("[data-undo]").hidden = true;
  });
})();
