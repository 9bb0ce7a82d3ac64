/* The text as people see it: each 【field】 is a chip with its value, that nobody can type into.
   Every block keeps its textarea, hidden, in which the words stand as they are sent. */
(function () {
  "use strict";
  var form = document.getElementById("writing");
  if (!form) { return; }
  var blocks = document.getElementById("co-blocks");
  var pattern = document.getElementById("co-new-block");
  var ATOM = /(【[^【】\s]{1,60}】)/, GAP = "\u200b";
  var facts = {}, last = null, spot = null;

  function all(where, what) { return Array.prototype.slice.call(where.querySelectorAll(what)); }
  all(form, "[data-fact]").forEach(function (one) { facts[one.dataset.fact] = one.dataset.text; });
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
  function area(box) { return box.parentNode.querySelector("textarea"); }
  function sync(box) {
    var field = area(box), text = written(box);
    if (field.value === text) { return; }
    field.value = text;
    form.dispatchEvent(new CustomEvent("co-typed"));
  }
  function show(box, text) {
    box.textContent = "";
    box.appendChild(fragment(text));
    gaps(box);
  }

  /* A box in place of the textarea. */
  function enrich(block) {
    var field = block.querySelector("textarea"), preview = block.querySelector("[data-preview]");
    if (!field) { return; }
    var box = document.createElement("div");
    box.className = "co-editable form-control";
    box.contentEditable = "true";
    box.lang = "zh-CN";
    box.setAttribute("role", "textbox");
    if (field.getAttribute("aria-invalid")) {
      box.setAttribute("aria-invalid", "true");
      box.setAttribute("aria-describedby", field.getAttribute("aria-describedby"));
    }
    show(box, field.value);
    field.hidden = true;
    if (preview) { preview.hidden = true; }
    field.parentNode.insertBefore(box, field);
  }

  /* Numbers, names and ordinals of the blocks in their order. */
  function number() {
    var rows = all(blocks, "[data-block]"), counts = [0, 0, 0, 0];
    rows.forEach(function (block, place) {
      all(block, "[data-part]").forEach(function (one) { one.name = "body-" + place + "-" + one.dataset.part; });
      all(block, "[data-label]").forEach(function (one) {
        var words = one.dataset.label.replace("{number}", place + 1);
        if (one.tagName === "LEGEND") { one.textContent = words; return; }
        one.setAttribute("aria-label", words);
        if (one.dataset.verb) { one.value = one.dataset.verb + "-" + place; }
        if (one.tagName === "TEXTAREA") {
          var box = one.parentNode.querySelector(".co-editable");
          if (box) { box.id = "body-" + place; box.setAttribute("aria-label", words); one.id = "raw-" + place; }
        }
      });
      block.querySelector("[data-verb=up]").disabled = place === 0;
      block.querySelector("[data-verb=down]").disabled = place === rows.length - 1;
      ordinal(block, counts);
    });
  }
  function ordinal(block, counts) {
    var kind = block.querySelector("[data-part=kind]").value, shown = block.querySelector("[data-ordinal]");
    var level = /^heading-/.test(kind) ? Number(kind.slice(8)) : 0, words = "";
    block.classList.toggle("co-is-heading", level > 0);
    if (level) {
      counts[level - 1] += 1;
      for (var below = level; below < 4; below += 1) { counts[below] = 0; }
      words = level === 1 ? chinese(counts[0]) + "、" : level === 2 ? "（" + chinese(counts[1]) + "）" : level === 3 ? counts[2] + "." : "（" + counts[3] + "）";
    }
    if (shown) { shown.textContent = words; }
    all(block, ".co-editable").forEach(function (box) { box.className = "co-editable form-control" + (level ? " co-level-" + level : ""); });
  }
  function chinese(count) {
    var digits = "一二三四五六七八九十", tens = Math.floor(count / 10), rest = count % 10;
    if (count > 99) { return String(count); }
    return (tens > 1 ? digits.charAt(tens - 1) : "") + (tens ? "十" : "") + (rest ? digits.charAt(rest - 1) : "");
  }
  function changed() { number(); form.dispatchEvent(new CustomEvent("co-typed")); }

  function add(after, kind, text) {
    var made = document.importNode(pattern.content, true).querySelector("[data-block]");
    made.querySelector("[data-part=kind]").value = kind;
    made.querySelector("textarea").value = text;
    blocks.insertBefore(made, after ? after.nextSibling : null);
    enrich(made);
    changed();
    return made.querySelector(".co-editable");
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
  function insert(box, made) {
    var range = spot && boxOf(spot.startContainer) === box ? spot : null;
    var end = made.lastChild;
    if (!end) { return; }
    if (!range) { box.appendChild(made); }
    else { range.deleteContents(); range.insertNode(made); }
    gaps(box);
    box.focus();
    if (isChip(end)) { at(end.nextSibling, end.nextSibling.data.charAt(0) === GAP ? 1 : 0); }
    else { at(end, end.data.length); }
    sync(box);
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
  function drop(one) {
    var box = boxOf(one), before = one.previousSibling;
    one.remove();
    at(before, before.data.length);
    sync(box);
  }

  blocks.addEventListener("beforeinput", function (event) {
    var box = boxOf(event.target), range = caret(), back = /Backward$/.test(event.inputType), found;
    if (!box || !range) { return; }
    if (event.inputType === "insertParagraph" || event.inputType === "insertLineBreak") {
      event.preventDefault();
      split(box, range);
    } else if (/^format/.test(event.inputType) || event.inputType === "insertFromDrop") {
      event.preventDefault();
    } else if (/^delete/.test(event.inputType) && !event.isComposing) {
      found = beside(range, back);
      if (found) { event.preventDefault(); drop(found); }
    }
  });
  function split(box, range) {
    var rest = document.createRange(), block = box.closest("[data-block]"), holder = document.createElement("div");
    range.deleteContents();
    rest.setStart(range.startContainer, range.startOffset);
    rest.setEnd(box, box.childNodes.length);
    holder.appendChild(rest.extractContents());
    sync(box);
    var made = add(block, "paragraph", written(holder));
    made.focus();
    at(made, 0);
  }
  blocks.addEventListener("input", function (event) {
    var box = boxOf(event.target);
    if (box) { sync(box); } else { form.dispatchEvent(new CustomEvent("co-typed")); }
  });
  blocks.addEventListener("focusout", function (event) {
    var box = boxOf(event.target);
    if (box && written(box) && /【/.test(box.textContent)) { show(box, written(box)); }
  });
  blocks.addEventListener("paste", function (event) {
    var box = boxOf(event.target), block, lines;
    if (!box) { return; }
    event.preventDefault();
    lines = event.clipboardData.getData("text/plain").split(/\r?\n/).map(function (one) { return one.trim(); }).filter(Boolean);
    spot = caret();
    insert(box, fragment(lines[0] || ""));
    block = box.closest("[data-block]");
    lines.slice(1).forEach(function (line) { block = add(block, "paragraph", line).closest("[data-block]"); });
  });
  ["copy", "cut"].forEach(function (kind) {
    blocks.addEventListener(kind, function (event) {
      var box = boxOf(event.target), range = caret(), holder = document.createElement("div");
      if (!box || !range || range.collapsed) { return; }
      holder.appendChild(range.cloneContents());
      event.preventDefault();
      event.clipboardData.setData("text/plain", written(holder));
      if (kind === "cut") { range.deleteContents(); gaps(box); sync(box); }
    });
  });
  blocks.addEventListener("drop", function (event) { if (boxOf(event.target)) { event.preventDefault(); } });
  document.addEventListener("selectionchange", function () {
    var range = caret(), box = range && boxOf(range.startContainer);
    if (!box) { return; }
    last = box;
    spot = range.cloneRange();
    all(blocks, ".co-picked").forEach(function (one) { one.classList.remove("co-picked"); });
    var near = beside(range, true);
    if (near && document.activeElement === box) { near.classList.add("co-picked"); }
  });
  blocks.addEventListener("click", function (event) {
    var found = event.target.closest ? event.target.closest(".co-chip") : null, button, block, beside_;
    if (found) {
      boxOf(found).focus();
      at(found.nextSibling, Math.min(1, found.nextSibling.data.charAt(0) === GAP ? 1 : 0));
      return;
    }
    button = event.target.closest("[data-verb]");
    if (!button) { return; }
    block = button.closest("[data-block]");
    event.preventDefault();
    switch (button.dataset.verb) {
      case "up": beside_ = block.previousElementSibling; if (beside_) { blocks.insertBefore(block, beside_); } break;
      case "down": beside_ = block.nextElementSibling; if (beside_) { blocks.insertBefore(beside_, block); } break;
      case "drop": if (blocks.children.length > 1) { block.remove(); } break;
      case "add": toEnd(add(block, "paragraph", "")); return;
      case "head": toEnd(add(block, "heading-1", "")); return;
      case "case": toEnd(add(block, "case", "")); return;
    }
    changed();
    if (block.isConnected) { button.focus(); }
  });
  blocks.addEventListener("change", function (event) { if (event.target.dataset.part) { changed(); } });

  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fact]");
    if (!button) { return; }
    event.preventDefault();
    insert(last && last.isConnected ? last : blocks.querySelector(".co-editable"), fragment("【" + button.dataset.fact + "】"));
  });
  var seek = form.querySelector("[data-seek]");
  seek.hidden = false;
  seek.addEventListener("input", function () {
    var words = seek.value.trim();
    all(form, "[data-group]").forEach(function (group) {
      var any = false;
      all(group, "li").forEach(function (item) {
        item.hidden = !!words && item.textContent.indexOf(words) < 0;
        any = any || !item.hidden;
      });
      group.hidden = !any;
      if (words && any) { group.open = true; }
    });
  });
  seek.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); } });

  all(blocks, "[data-block]").forEach(enrich);
  all(form, "[data-plain]").forEach(function (one) { one.hidden = true; });
  all(form, "[data-rich]").forEach(function (one) { one.hidden = false; });
  number();
  var wanted = /^#body-\d+$/.test(window.location.hash) && document.getElementById(window.location.hash.slice(1));
  if (wanted) { wanted.scrollIntoView({ block: "center" }); }
})();
