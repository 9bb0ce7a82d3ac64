/* Words with chips in them, and the caret beside a chip: what the writing desk rests on.
   Between a chip and its neighbour stands a gap, so that a caret finds a place. */
(function () {
  "use strict";
  var ATOM = /(【[^【】\s]{1,60}】)/, GAP = "\u200b";

  /* `facts`: by name the text that is printed. */
  window.coChips = function (facts) {
    var spot = null;
    function all(where, what) { return Array.prototype.slice.call(where.querySelectorAll(what)); }
    function known(name) { return Object.prototype.hasOwnProperty.call(facts, name); }
    function isChip(node) { return !!node && node.nodeType === 1 && node.classList.contains("co-chip"); }

    function chip(name) {
      var made = document.createElement("span");
      made.className = "co-chip";
      made.contentEditable = "false";
      made.dataset.name = name;
      made.title = name;
      made.textContent = facts[name];
      return made;
    }
    /* Words with their chips, and a gap wherever a caret must find a place beside a chip. */
    function fragment(text) {
      var made = document.createDocumentFragment();
      text.split(ATOM).forEach(function (part) {
        var name = part.slice(1, -1);
        if (part.charAt(0) === "【" && known(name)) { made.appendChild(chip(name)); }
        else if (part) { made.appendChild(document.createTextNode(part)); }
      });
      return made;
    }
    function gaps(box) {
      all(box, ".co-chip").forEach(function (one) {
        [["previousSibling", one], ["nextSibling", one.nextSibling]].forEach(function (side) {
          var beside = one[side[0]];
          if (!beside || beside.nodeType !== 3) { box.insertBefore(document.createTextNode(GAP), side[1]); }
        });
      });
    }
    function written(node) {
      var text = "";
      Array.prototype.forEach.call(node.childNodes, function (one) {
        if (one.nodeType === 3) { text += one.data; }
        else if (isChip(one)) { text += "【" + one.dataset.name + "】"; }
        else if (one.nodeType === 1) { text += written(one); }
      });
      return text.replace(/[\u200b\n]/g, "").replace(/\u00a0/g, " ");
    }
    function show(box, text) {
      box.textContent = "";
      box.appendChild(fragment(text));
      gaps(box);
    }

    /* The caret. */
    function caret() {
      var chosen = window.getSelection();
      return chosen.rangeCount ? chosen.getRangeAt(0) : null;
    }
    function boxOf(node) {
      var one = node && (node.nodeType === 1 ? node : node.parentNode);
      return one && one.closest ? one.closest(".co-editable") : null;
    }
    function put(range) {
      var chosen = window.getSelection();
      chosen.removeAllRanges();
      chosen.addRange(range);
      spot = range.cloneRange();
    }
    function at(node, offset) {
      var range = document.createRange();
      range.setStart(node, offset);
      range.collapse(true);
      put(range);
    }
    function toEnd(box) { box.focus(); at(box, box.childNodes.length); }
    /* The caret after so many characters of the words as they are sent. */
    function seek(box, rest) {
      var nodes = box.childNodes, node, place, offset;
      for (place = 0; place < nodes.length; place += 1) {
        node = nodes[place];
        if (isChip(node)) { rest -= node.dataset.name.length + 2; }
        else {
          for (offset = 0; offset < node.data.length && (rest > 0 || node.data.charAt(offset) === GAP); offset += 1) {
            if (node.data.charAt(offset) !== GAP) { rest -= 1; }
          }
          if (rest <= 0) { at(node, offset); return; }
        }
      }
      at(box, nodes.length);
    }
    /* The chip right before or after the caret, with nothing but gaps between. */
    function beside(range, back) {
      var node = range.startContainer, next;
      if (!range.collapsed) { return null; }
      if (node.nodeType === 3) {
        var rest = back ? node.data.slice(0, range.startOffset) : node.data.slice(range.startOffset);
        if (rest.replace(/\u200b/g, "")) { return null; }
        next = back ? node.previousSibling : node.nextSibling;
      } else { next = node.childNodes[range.startOffset - (back ? 1 : 0)]; }
      while (next && next.nodeType === 3 && !next.data.replace(/\u200b/g, "")) { next = back ? next.previousSibling : next.nextSibling; }
      return isChip(next) ? next : null;
    }
    /* The caret right behind a chip. */
    function behind(chip) { at(chip.nextSibling, chip.nextSibling.data.charAt(0) === GAP ? 1 : 0); }

    /* A caret that a click at the end of a line has put inside a chip, where typing is lost, moves beside it. */
    function outOf(range, box) {
      var node = range.startContainer, one = (node.nodeType === 1 ? node : node.parentNode).closest(".co-chip");
      if (!one) { return false; }
      gaps(box);
      if (range.startOffset) { behind(one); } else { at(one.previousSibling, one.previousSibling.data.length); }
      return true;
    }

    return {
      isChip: isChip, fragment: fragment, gaps: gaps, written: written, show: show, caret: caret, boxOf: boxOf,
      at: at, toEnd: toEnd, behind: behind, seek: seek, beside: beside, outOf: outOf,
      spot: function () { return spot; },
      keep: function (range) { spot = range ? range.cloneRange() : null; }
    };
  };
})();
