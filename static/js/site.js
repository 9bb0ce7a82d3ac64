/* Small comforts; every page works without them. */
(function () {
  "use strict";
  var first = document.querySelector("[data-focus]");
  if (first) { first.focus(); }
  /* A form is sent once: the server would answer a second sending with the first result anyway. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-again")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
})();
