/* Figures as people type them, read as the server reads them: 12万, １,２００．５, 5起, ¥120,000. For showing only;
   the server reads everything again. */
(function () {
  "use strict";
  var WIDE = "０１２３４５６７８９．，－＋％", NARROW = "0123456789.,-+%";
  var TYPED = /^([-−+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?\s*([万亿]?)$/;
  var POWERS = { "": 0, "万": 4, "亿": 8 };

  /* Digits without separators and needless zeros, "" for nothing, null for what is no number. */
  function read(text, unit) {
    var clean = text.replace(/[０-９．，－＋％]/g, function (one) { return NARROW[WIDE.indexOf(one)]; }).replace(/　/g, "").trim();
    if (unit && clean.slice(-unit.length) === unit) { clean = clean.slice(0, -unit.length).trim(); }
    if (/元$/.test(unit || "")) { clean = clean.replace(/^[¥￥]\s*/, ""); }
    if (!clean) { return text.trim() ? null : ""; }
    var found = TYPED.exec(clean);
    if (!found) { return null; }
    var power = POWERS[found[4]], part = found[3] || "";
    var whole = found[2].replace(/,/g, "") + (part + "00000000").slice(0, power);
    part = part.slice(power).replace(/0+$/, "");
    whole = whole.replace(/^0+(?=\d)/, "");
    var minus = /[-−]/.test(found[1]) && (whole !== "0" || part);
    return (minus ? "-" : "") + whole + (part ? "." + part : "");
  }

  function grouped(number) {
    var parts = number.split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, ",");
    return parts.join(".");
  }

  /* Whether two spellings mean the same: 12万 and 120,000. */
  function same(one, other, unit) {
    if (one.trim() === other.trim()) { return true; }
    var left = read(one, unit), right = read(other, unit);
    return left !== null && left !== "" && left === right;
  }

  window.coNumbers = { read: read, grouped: grouped, same: same };
})();
