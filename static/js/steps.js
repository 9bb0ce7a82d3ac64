/* What was done at the writing desk, step by step: back and forth again. Typing within a moment is one step. */
(function () {
  "use strict";
  var MOMENT = 1200, MOST = 300;

  /* `write(box, text, caret)` shows a text again, `settle()` follows every step that is taken. */
  window.coSteps = function (write, settle, button) {
    var past = [], future = [], open = null;

    function told() { if (button) { button.disabled = !past.length; } }
    function add(step) {
      var last = past.length ? past[past.length - 1] : null, before = last && last[last.length - 1];
      future = [];
      if (open) { open.push(step); return; }
      if (step.typing && before && before.typing && before.box === step.box && step.at - before.at < MOMENT) {
        before.after = step.after;
        before.at = step.at;
        return;
      }
      past.push([step]);
      if (past.length > MOST) { past.shift(); }
      told();
    }
    /* Where two texts stop differing, counted in the first. */
    function differs(text, other) {
      var end = text.length, far = other.length;
      while (end && far && text.charAt(end - 1) === other.charAt(far - 1)) { end -= 1; far -= 1; }
      return end;
    }
    function take(step, back) {
      if (step.box) {
        var text = back ? step.before : step.after;
        write(step.box, text, differs(text, back ? step.after : step.before));
      } else if (back) { step.undo(); } else { step.redo(); }
    }
    function go(from, to, back) {
      var group = from.pop();
      if (!group) { return; }
      (back ? group.slice().reverse() : group).forEach(function (step) { take(step, back); });
      to.push(group);
      told();
      settle();
    }

    told();
    return {
      text: function (box, before, after, typing) {
        add({ box: box, before: before, after: after, typing: !!typing, at: Date.now() });
      },
      act: function (undo, redo) { add({ undo: undo, redo: redo }); },
      /* Everything that `doing` records is one step. */
      together: function (doing) {
        var outer = open, result;
        open = outer || [];
        result = doing();
        if (!outer) {
          if (open.length) { past.push(open); }
          open = null;
          told();
        }
        return result;
      },
      back: function () { go(past, future, true); },
      forth: function () { go(future, past, false); }
    };
  };
})();
