/* Feedback: what the server read of the numbers, and what is wrong with them, after each saved draft. */
(function () {
  "use strict";
  var form = document.getElementById("sheet");
  if (!form) { return; }
  function each(selector, act) { Array.prototype.forEach.call(form.querySelectorAll(selector), act); }
  form.addEventListener("co-saved", function (event) {
    var saved = event.detail;
    each("[data-error]", function (one) {
      var text = saved.errors[one.dataset.error];
      var input = form.elements[one.dataset.error];
      one.hidden = !text;
      one.textContent = text || "";
      if (text) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
    });
    each("[data-reading]", function (one) {
      var read = saved.readings[one.dataset.reading];
      var spelled = /[万亿]/.test(form.elements[one.dataset.reading].value) && read;
      one.hidden = !spelled;
      one.textContent = spelled ? form.dataset.readAs.replace("{value}", read + " " + one.dataset.unit) : "";
    });
  });
})();
