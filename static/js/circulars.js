/* Waiting: see when the file is there. */
(function () {
  "use strict";
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
})();
