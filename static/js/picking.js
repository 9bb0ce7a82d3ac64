/* Ticked rows: select all, and their number on the button. The boxes may stand outside the form.
   What is to be looked at one by one (data-look) is not ticked with all. */
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("form[data-pick]"), function (form) {
    var name = form.getAttribute("data-pick-name") || "row";
    var label = form.querySelector("[data-pick-all]");
    var all = label.querySelector("input");
    var buttons = Array.prototype.slice.call(form.querySelectorAll("button[data-count]"));
    var plain = buttons.map(function (button) { return button.textContent; });

    function boxes() {
      return Array.prototype.filter.call(form.elements, function (one) {
        return one.name === name && one.type === "checkbox";
      });
    }

    function easy() {
      return boxes().filter(function (box) { return !box.hasAttribute("data-look"); });
    }

    function count() {
      var ticked = boxes().filter(function (box) { return box.checked; }).length;
      buttons.forEach(function (button, place) {
        button.textContent = ticked ? button.getAttribute("data-count").replace("{n}", ticked) : plain[place];
      });
      all.checked = ticked > 0 && easy().every(function (box) { return box.checked; });
      all.indeterminate = ticked > 0 && !all.checked;
    }

    all.addEventListener("change", function () {
      (all.checked ? easy() : boxes()).forEach(function (box) { box.checked = all.checked; });
      count();
    });
    document.addEventListener("change", count);
    label.hidden = false;
    count();
  });
})();
