/* Chasing: select all, and the number of ticked rows on the button. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-chase]");
  if (!form) { return; }
  var all = form.querySelector("input[data-all]");
  var button = form.querySelector("button[data-count]");
  var plain = button.textContent;

  function boxes() {
    return Array.prototype.slice.call(form.querySelectorAll("input[name=item]"));
  }

  function count() {
    var ticked = boxes().filter(function (box) { return box.checked; }).length;
    button.textContent = ticked ? button.getAttribute("data-count").replace("{n}", ticked) : plain;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && ticked < boxes().length;
  }

  all.addEventListener("change", function () {
    boxes().forEach(function (box) { box.checked = all.checked; });
    count();
  });
  form.addEventListener("change", count);
  count();
})();
