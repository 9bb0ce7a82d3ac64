/* A block copied from a spreadsheet, pasted into the table of a month: from the cell that has the focus to the
   right and down, or by the names in its first column. Says how much was put and how much found no place. */
(function () {
  "use strict";
  var form = document.getElementById("tallies");
  if (!form) { return; }
  var news = document.getElementById("tallies-news"), LONGEST = 60, ROWS = 5000;
  function list(found) { return Array.prototype.slice.call(found); }
  function plain(text) { return text.replace(/\s/g, "").replace(/[（(].*[)）]$/, ""); }
  function fill(pattern, count) { return pattern.replace("{count}", String(count)); }

  var rows = list(form.querySelectorAll("tr[data-row]")).map(function (row) {
    return { name: plain(row.dataset.row), inputs: list(row.querySelectorAll("input.co-cell")) };
  });
  var columns = list(form.querySelectorAll("th[data-column]")).map(function (one) { return plain(one.dataset.column); });

  function blockOf(text) {
    return text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").slice(0, ROWS).map(function (line) {
      return line.split("\t").map(function (cell) { return cell.replace(/^"|"$/g, "").trim(); });
    });
  }
  function rowNamed(name) {
    var found = rows.filter(function (row) { return row.name === plain(name); });
    return found.length === 1 ? found[0] : null;
  }
  function headOf(line) {
    var known = line.map(function (cell) { return columns.indexOf(plain(cell)); });
    return known.some(function (place) { return place >= 0; }) ? known : null;
  }
  function placeOf(input) {
    for (var row = 0; row < rows.length; row += 1) {
      var column = rows[row].inputs.indexOf(input);
      if (column >= 0) { return { row: row, column: column }; }
    }
    return { row: 0, column: 0 };
  }
  function put(text, input) {
    var block = blockOf(text), at = placeOf(input), head = headOf(block[0]), done = 0, left = 0;
    if (head) { block = block.slice(1); }
    var named = block.some(function (line) { return line.some(rowNamed); });
    block.forEach(function (line, down) {
      var where = named ? line.findIndex(rowNamed) : -1;
      var row = named ? (where >= 0 ? rowNamed(line[where]) : null) : rows[at.row + down];
      line.forEach(function (cell, right) {
        if (!cell || (named && right <= where)) { return; }
        var column = head ? head[right] : (named ? right - where - 1 : at.column + right);
        var there = row && column >= 0 ? row.inputs[column] : null;
        if (!there || cell.length > LONGEST) { left += 1; return; }
        there.value = cell;
        done += 1;
      });
    });
    news.textContent = fill(form.dataset.pasted, done) + (left ? " · " + fill(form.dataset.left, left) : "");
    news.hidden = false;
  }
  form.addEventListener("paste", function (event) {
    var text = event.clipboardData.getData("text/plain");
    if (!event.target.classList || !event.target.classList.contains("co-cell") || !/[\t\n]/.test(text.trim())) { return; }
    event.preventDefault();
    put(text, event.target);
  });
})();
