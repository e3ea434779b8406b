"""The two scripts of the catalogue's pages: small, inline, no text ever becomes markup."""

EXPLORER = """
(function () {
"use strict";
var box = document.getElementById("explorer");
var data = JSON.parse(document.getElementById("explorer-data").textContent);
var rows = document.getElementById("explorer-rows");
var says = document.getElementById("explorer-says");
var selects = Array.prototype.slice.call(box.querySelectorAll("select"));
var signs = {"<=": "\\u2264", "!=": "\\u2260"};
function fraction(s) {
  var parts = s.split("/");
  return [BigInt(parts[0]), BigInt(parts[1] || "1")];
}
function gcd(a, b) { a = a < 0n ? -a : a; while (b) { var t = a % b; a = b; b = t; } return a; }
function minus(s, t) {
  var a = fraction(s), b = fraction(t), n = a[0] * b[1] - b[0] * a[1], d = a[1] * b[1];
  var g = gcd(n, d) || 1n;
  return d / g === 1n ? String(n / g) : (n / g) + "/" + (d / g);
}
function near(s) {
  var a = fraction(s);
  if (a[1] === 1n && s.length < 12) { return s; }
  var shown = s.length > 24 ? "" : s + " ";
  var value = Number(a[0]) / Number(a[1]);
  return shown + (isFinite(value) ? "\\u2248 " + Number(value.toPrecision(6)) : "");
}
function row(name, cells) {
  var tr = document.createElement("tr"), th = document.createElement("th");
  th.scope = "row";
  if (data.ids[name]) {
    var a = document.createElement("a");
    a.href = "#" + data.ids[name]; a.textContent = name; th.appendChild(a);
  } else { th.textContent = name; }
  tr.appendChild(th);
  cells.forEach(function (text) {
    var td = document.createElement("td");
    td.textContent = text; tr.appendChild(td);
  });
  rows.appendChild(tr);
}
function show() {
  var chosen = {};
  data.parameters.forEach(function (p) { chosen[p.name] = String(p.values[0]); });
  selects.forEach(function (s) { chosen[s.dataset.parameter] = s.value; });
  var point = data.points.filter(function (p) {
    return Object.keys(p.given).every(function (k) { return String(p.given[k]) === chosen[k]; });
  })[0];
  rows.textContent = "";
  if (!point) { says.textContent = "Nothing was worked out for these numbers."; return; }
  Object.keys(point.quantities).forEach(function (name) {
    row(name, [near(point.quantities[name]), "", "", ""]);
  });
  point.claims.forEach(function (c) {
    var slack = c.rel === "=" || c.rel === "!=" ? "" : near(minus(c.rhs, c.lhs));
    row(c.name, [near(c.lhs), signs[c.rel] || c.rel, near(c.rhs), slack]);
  });
  var wrong = point.claims.filter(function (c) { return !c.holds; }).length;
  says.textContent = Object.keys(point.given).map(function (k) {
    return k + " = " + point.given[k];
  }).join(", ") + ": " + (point.claims.length - wrong) + " of " + point.claims.length +
    " lines hold, exactly.";
}
selects.forEach(function (s) { s.addEventListener("change", show); });
box.hidden = false;
show();
}());
"""

MUTATOR = """
(function () {
"use strict";
var box = document.getElementById("mutator");
var data = JSON.parse(document.getElementById("mutator-data").textContent);
var which = document.getElementById("mutator-which");
var slider = document.getElementById("mutator-value");
var number = document.getElementById("mutator-number");
var says = document.getElementById("mutator-says");
function value(s) { var p = s.split("/"); return Number(p[0]) / Number(p[1] || 1); }
var layers = data.layers.map(function (l) {
  return {weight: l.weight.map(function (r) { return r.map(value); }), bias: l.bias.map(value),
          activation: l.activation};
});
var knots = data.points.map(function (p) { return p.map(value); });
var low = knots[0][0], high = knots[knots.length - 1][0];
function target(x) {
  var i = 1;
  while (i < knots.length - 1 && knots[i][0] < x) { i += 1; }
  var a = knots[i - 1], b = knots[i];
  return a[1] + (b[1] - a[1]) * ((x - a[0]) / (b[0] - a[0]));
}
function network(x) {
  return layers.reduce(function (v, layer) {
    return layer.weight.map(function (r, u) {
      var sum = r.reduce(function (s, w, i) { return s + w * v[i]; }, layer.bias[u]);
      return layer.activation[u] === "relu" ? Math.max(0, sum) : sum;
    });
  }, [x])[0];
}
function place() {
  var p = which.value.split(",").map(Number), layer = layers[p[0]];
  return p[2] < 0 ? [layer.bias, p[1]] : [layer.weight[p[1]], p[2]];
}
function fraction(x) {
  var n = 1;
  while (x * n !== Math.round(x * n) && n < 1099511627776) { n *= 2; }
  return n === 1 ? String(x) : (x * n) + "/" + n;
}
function draw() {
  var xs = [], found = [], wanted = [], first = null, bottom = 0, top = 0, i;
  for (i = 0; i <= data.steps; i += 1) {
    xs.push(low + (high - low) * i / data.steps);
    found.push(network(xs[i])); wanted.push(target(xs[i]));
    bottom = Math.min(bottom, found[i], wanted[i]); top = Math.max(top, found[i], wanted[i]);
    if (first === null && found[i] !== wanted[i]) { first = i; }
  }
  function at(x, y) {
    return (40 + 590 * (x - low) / (high - low)).toFixed(2) + " " +
      (236 - 220 * (y - bottom) / ((top - bottom) || 1)).toFixed(2);
  }
  function path(ys) { return "M" + ys.map(function (y, i) { return at(xs[i], y); }).join("L"); }
  document.getElementById("mutator-target").setAttribute("d", path(wanted));
  document.getElementById("mutator-curve").setAttribute("d", path(found));
  var cross = "";
  if (first !== null) {
    cross = "M" + at(xs[first], found[first]) + "m-6 -6l12 12m0 -12l-12 12";
  }
  document.getElementById("mutator-cross").setAttribute("d", cross);
  says.textContent = first === null ? "It is the right function at every point looked at." :
    "It breaks: at x = " + fraction(xs[first]) + " the network is " + fraction(found[first]) +
    ", and should be " + fraction(wanted[first]) + ".";
}
var kept = null;
function choose() {
  if (kept) { kept.list[kept.at] = kept.was; }
  var p = place();
  kept = {list: p[0], at: p[1], was: p[0][p[1]]};
  slider.value = Math.round(kept.was * 8);
  number.textContent = fraction(kept.was);
  draw();
}
which.addEventListener("change", choose);
slider.addEventListener("input", function () {
  kept.list[kept.at] = Number(slider.value) / 8;
  number.textContent = fraction(kept.list[kept.at]);
  draw();
});
box.hidden = false;
choose();
}());
"""
