/* A block copied from a spreadsheet, pasted into the sheet: from the cell that has the focus to the right
   and down, or by the names of rows and columns where they were copied too. Says what was put where, what
   did not fit and what is no number; can be undone. */
(function () {
  "use strict";
  var form = document.getElementById("sheet");
  if (!form) { return; }
  var words = form.dataset, news = document.getElementById("co-news"), before = null, fresh = false;
  var LONGEST = 60, ROWS = 5000, NAMED = 6;
  function list(found) { return Array.prototype.slice.call(found); }
  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }

  /* Rows of cells; a cell with a line break or a tab stands in quotes, its quotes doubled. */
  function parse(text) {
    var rows = [[]], cell = /(?:"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*))(\t|\n|$)/g, found;
    text = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    while (rows.length <= ROWS && (found = cell.exec(text))) {
      rows[rows.length - 1].push((found[1] === undefined ? found[2] : found[1].replace(/""/g, '"')).trim());
      if (!found[3]) { break; }
      if (found[3] === "\n") { rows.push([]); }
    }
    while (rows.length && !rows[rows.length - 1].join("")) { rows.pop(); }
    return rows;
  }

  /* The page as a grid; a form about oneself is one column. */
  function grid() {
    var keys = Object.keys(form.coPlaces), rows = list(form.querySelectorAll("tbody tr"));
    function plain(text) { return text.replace(/\s/g, ""); }
    if (!rows.length) {
      return { names: keys.map(function (key) { return plain(form.coPlaces[key].name); }), columns: [],
        inputs: keys.map(function (key) { return [form.coPlaces[key].input]; }) };
    }
    return {
      names: rows.map(function (row) { return plain(row.querySelector("th").textContent); }),
      columns: list(form.querySelectorAll("[data-column]")).map(function (one) { return plain(one.dataset.column); }),
      inputs: rows.map(function (row) { return list(row.querySelectorAll("[data-place]")); })
    };
  }

  /* Where each row and column of the block goes; -1: nowhere. */
  function aim(block, page, input) {
    var at = { row: 0, column: 0 }, head = null, named;
    page.inputs.forEach(function (row, place) { if (row.indexOf(input) >= 0) { at = { row: place, column: row.indexOf(input) }; } });
    function plain(text) { return text.replace(/\s/g, "").replace(/[（(].*[)）]$/, ""); }
    /* Words, at least half of them known names. */
    function areNames(cells, names) {
      var words = cells.filter(Boolean).map(plain), known = words.filter(function (one) { return names.indexOf(one) >= 0; }).length;
      return known > 0 && 2 * known >= words.length && !words.some(function (one) { return window.coNumbers.read(one, ""); });
    }
    if (block.length && (areNames(block[0], page.columns) || areNames(block[0].slice(1), page.columns))) { head = block.shift(); }
    named = areNames(block.map(function (row) { return row[0]; }), page.names);
    if (!named && block.length === 1 && block[0].length > 1 && !page.columns.length) {
      block = block[0].map(function (cell) { return [cell]; });
    }
    return {
      labels: block.map(function (row) { return named ? row[0] + " " : ""; }),
      cells: named ? block.map(function (row) { return row.slice(1); }) : block,
      rows: block.map(function (row, place) { return named ? page.names.indexOf(plain(row[0] || "")) : at.row + place; }),
      column: function (place) {
        var names = head && (named || head.length > block[0].length ? head.slice(1) : head);
        return names ? page.columns.indexOf(plain(names[place] || "")) : at.column + place;
      }
    };
  }

  function put(text, input) {
    var page = grid(), target = aim(parse(text), page, input), done = { keys: [], left: [], blank: 0 };
    before = {};
    fresh = true;
    target.cells.forEach(function (row, down) {
      row.forEach(function (cell, right) {
        var line = page.inputs[target.rows[down]], there = line && line[target.column(right)];
        if (!cell) { done.blank += 1; return; }
        if (!there || cell.length > LONGEST) { done.left.push(target.labels[down] + cell.slice(0, 20)); return; }
        before[there.name] = there.value;
        there.value = cell;
        done.keys.push(there.dataset.place);
      });
    });
    form.dispatchEvent(new CustomEvent("co-filled", { detail: done.keys }));
    form.dispatchEvent(new CustomEvent("co-save"));
    report(done);
  }
  function report(done) {
    var unread = done.keys.filter(function (key) { return form.coPlaces[key].error.hasAttribute("data-own"); }).length;
    var told = [fill(words.pasted, { count: done.keys.length })];
    if (unread) { told.push(fill(words.unread, { count: unread })); }
    if (done.blank) { told.push(fill(words.skipped, { count: done.blank })); }
    if (done.left.length) {
      told.push(fill(words.leftOut, { count: done.left.length, list: done.left.slice(0, NAMED).join("、") + (done.left.length > NAMED ? "……" : "") }));
    }
    form.dispatchEvent(new CustomEvent("co-news", { detail: told.join(document.documentElement.lang === "en" ? " " : "") }));
    news.querySelector("[data-undo]").hidden = !done.keys.length;
  }
  function undo() {
    var names = Object.keys(before || {});
    names.forEach(function (name) { form.elements[name].value = before[name]; });
    before = null;
    news.hidden = true;
    form.dispatchEvent(new CustomEvent("co-filled", { detail: names.map(function (name) { return name.slice(2); }) }));
    form.dispatchEvent(new CustomEvent("co-save"));
  }

  form.addEventListener("paste", function (event) {
    var text = event.clipboardData.getData("text/plain"), input = event.target;
    if (!input.dataset || !input.dataset.place || !/[\t\n]/.test(text.trim())) { return; }
    event.preventDefault();
    put(text, input);
  });
  news.querySelector("[data-undo]").addEventListener("click", undo);
  form.addEventListener("input", function () { fresh = false; });
  form.addEventListener("keydown", function (event) {
    if (before && fresh && (event.ctrlKey || event.metaKey) && event.key === "z" && !event.shiftKey) {
      event.preventDefault();
      undo();
    }
  });
})();
