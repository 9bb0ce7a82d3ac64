/* The text as people see it: each 【field】 is a chip with its value, that nobody can type into.
   Every block keeps its textarea, hidden, in which the words stand as they are sent. */
(function () {
  "use strict";
  var form = document.getElementById("writing");
  if (!form) { return; }
  var blocks = document.getElementById("co-blocks");
  var pattern = document.getElementById("co-new-block");
  var facts = {}, last = null, undo = document.getElementById("co-undo"), chips = window.coChips(facts);
  var isChip = chips.isChip, fragment = chips.fragment, gaps = chips.gaps, written = chips.written, show = chips.show;
  var caret = chips.caret, boxOf = chips.boxOf, at = chips.at, toEnd = chips.toEnd, beside = chips.beside;
  var steps = window.coSteps(rewrite, changed, undo);

  function all(where, what) { return Array.prototype.slice.call(where.querySelectorAll(what)); }
  all(form, "[data-fact]").forEach(function (one) { facts[one.dataset.fact] = one.dataset.text; });
  function area(box) { return box.parentNode.querySelector("textarea"); }
  function sync(box, typing) {
    var field = area(box), before = field.value, text = written(box);
    if (before === text) { return; }
    field.value = text;
    steps.text(box, before, text, typing);
    form.dispatchEvent(new CustomEvent("co-typed"));
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

  /* A block put somewhere, or taken away (`spot` null), as a step that can be gone back. */
  function spotOf(block) { return block.parentNode === blocks ? { before: block.nextElementSibling } : null; }
  function place(block, where) {
    if (where) { blocks.insertBefore(block, where.before); } else { block.remove(); }
  }
  function moved(block, where) {
    var was = spotOf(block);
    place(block, where);
    where = spotOf(block);
    steps.act(function () { place(block, was); }, function () { place(block, where); });
  }

  function add(after, kind, text) {
    var made = document.importNode(pattern.content, true).querySelector("[data-block]");
    made.querySelector("[data-part=kind]").value = kind;
    made.querySelector("[data-part=kind]").dataset.was = kind;
    made.querySelector("textarea").value = text;
    enrich(made);
    moved(made, { before: after ? after.nextElementSibling : null });
    changed();
    return made.querySelector(".co-editable");
  }

  function rewrite(box, text, caretAt) {
    area(box).value = text;
    show(box, text);
    box.focus();
    chips.seek(box, caretAt);
  }
  function insert(box, made) {
    var spot = chips.spot(), range = spot && boxOf(spot.startContainer) === box ? spot : null;
    var end = made.lastChild;
    if (!end) { return; }
    if (!range) { box.appendChild(made); }
    else { range.deleteContents(); range.insertNode(made); }
    gaps(box);
    box.focus();
    if (isChip(end)) { chips.behind(end); }
    else { at(end, end.data.length); }
    sync(box);
  }
  function drop(one) {
    var box = boxOf(one), before;
    gaps(box);
    before = one.previousSibling;
    one.remove();
    at(before, before.data.length);
    sync(box);
  }

  blocks.addEventListener("beforeinput", function (event) {
    var box = boxOf(event.target), range = caret(), back = /Backward$/.test(event.inputType), found;
    if (!box || !range) { return; }
    if (range.collapsed && chips.outOf(range, box) && event.inputType === "insertText" && event.data) {
      event.preventDefault();
      document.execCommand("insertText", false, event.data);
      return;
    }
    range = caret();
    if (/^history/.test(event.inputType)) {
      event.preventDefault();
      if (event.inputType === "historyUndo") { steps.back(); } else { steps.forth(); }
      return;
    }
    if (event.inputType === "insertParagraph" || event.inputType === "insertLineBreak") {
      event.preventDefault();
      steps.together(function () { split(box, range); });
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
    if (box && event.isComposing) { return; }
    if (box) { sync(box, true); } else { form.dispatchEvent(new CustomEvent("co-typed")); }
  });
  blocks.addEventListener("compositionend", function (event) {
    var box = boxOf(event.target);
    if (box) { sync(box, true); }
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
    chips.keep(caret());
    steps.together(function () {
      insert(box, fragment(lines[0] || ""));
      block = box.closest("[data-block]");
      lines.slice(1).forEach(function (line) { block = add(block, "paragraph", line).closest("[data-block]"); });
    });
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
    if (range.collapsed && chips.outOf(range, box)) { return; }
    last = box;
    chips.keep(range);
    all(blocks, ".co-picked").forEach(function (one) { one.classList.remove("co-picked"); });
    var near = beside(range, true);
    if (near && document.activeElement === box) { near.classList.add("co-picked"); }
  });
  blocks.addEventListener("click", function (event) {
    var found = event.target.closest ? event.target.closest(".co-chip") : null, button, block, beside_;
    if (found) {
      gaps(boxOf(found));
      boxOf(found).focus();
      chips.behind(found);
      return;
    }
    button = event.target.closest("[data-verb]");
    if (!button) { return; }
    block = button.closest("[data-block]");
    event.preventDefault();
    switch (button.dataset.verb) {
      case "up": beside_ = block.previousElementSibling; if (beside_) { moved(block, { before: beside_ }); } break;
      case "down": beside_ = block.nextElementSibling; if (beside_) { moved(block, { before: beside_.nextElementSibling }); } break;
      case "drop": if (blocks.children.length > 1) { moved(block, null); } break;
      case "add": toEnd(add(block, "paragraph", "")); return;
      case "head": toEnd(add(block, "heading-1", "")); return;
      case "case": toEnd(add(block, "case", "")); return;
    }
    changed();
    (block.isConnected || !undo ? button : undo).focus();
  });
  blocks.addEventListener("change", function (event) {
    var one = event.target, is = one.value, was = one.dataset.was;
    if (!one.dataset.part) { return; }
    if (one.dataset.part === "kind" && was) {
      steps.act(function () { one.value = was; one.dataset.was = was; }, function () { one.value = is; one.dataset.was = is; });
    }
    one.dataset.was = is;
    changed();
  });
  document.addEventListener("keydown", function (event) {
    var key = event.key.toLowerCase(), back = key === "z" && !event.shiftKey;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) { return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
    event.preventDefault();
    if (back) { steps.back(); } else { steps.forth(); }
  });
  if (undo) {
    undo.hidden = false;
    undo.addEventListener("click", steps.back);
  }

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
  all(blocks, "select[data-part=kind]").forEach(function (one) { one.dataset.was = one.value; });
  number();
  var wanted = /^#body-\d+$/.test(window.location.hash) && document.getElementById(window.location.hash.slice(1));
  if (wanted) {
    wanted.scrollIntoView({ block: "center" });
    if (wanted.isContentEditable) { toEnd(wanted); }
  }
})();
