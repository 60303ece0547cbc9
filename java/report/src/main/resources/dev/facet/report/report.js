"use strict";
// Draws the page's charts; other scripts of the page draw theirs with facetCharts.draw.
var facetCharts = (function () {
  var small = window.matchMedia("(max-width: 640px)");
  var css = getComputedStyle(document.documentElement);
  var charts = new Map();

  function colour(name) { return css.getPropertyValue("--" + name).trim(); }

  var text = { color: colour("soft"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  // Colours that Java writes for a light page.
  var named = { "#7b8794": colour("first"), "#1267b3": colour("second"), "#c9a227": colour("chance") };

  function number(v) {
    if (v === null || v === undefined) return "–";
    return Number.isInteger(v) ? String(v) : String(Number(v.toPrecision(4)));
  }

  function styleAxis(axis, isY) {
    axis.axisLabel = Object.assign({ color: text.color, fontSize: 11, hideOverlap: true }, axis.axisLabel);
    axis.nameTextStyle = { color: text.color, fontSize: 12 };
    axis.splitLine = { show: isY || axis.grid === true, lineStyle: { color: colour("grid") } };
    axis.axisLine = { lineStyle: { color: colour("axis") } };
    axis.axisTick = { show: false };
  }

  function style(option) {
    option.textStyle = text;
    if (option.legend) option.legend.textStyle = text;
    option.tooltip = Object.assign({ valueFormatter: number }, option.tooltip, {
      textStyle: { fontSize: 12, color: colour("ink") },
      backgroundColor: colour("paper"),
      borderColor: colour("line"),
    });
    styleAxis(option.xAxis, false);
    styleAxis(option.yAxis, true);
    if (option.yAxis.type === "log") {
      option.yAxis.axisLabel.formatter = function (v) { return v.toExponential(0).replace("e+", "e"); };
    }
    option.yAxis.nameGap = option.yAxis.nameGap === 28 || !option.yAxis.nameGap ? 36 : option.yAxis.nameGap;
    if (small.matches) option.yAxis.name = "";
    else if (option.yAxis.name) option.grid.left = option.yAxis.nameGap - 10;
    option.series.forEach(function (series) { series.color = named[series.color] || series.color; });
    return option;
  }

  function draw(node, option) {
    var chart = charts.get(node) || echarts.init(node, null, { renderer: "svg" });
    charts.set(node, chart);
    chart.setOption(style(option), true);
    return chart;
  }

  document.querySelectorAll(".canvas + script").forEach(function (option) {
    draw(option.previousElementSibling, JSON.parse(option.textContent));
  });

  function fit() { charts.forEach(function (chart) { chart.resize(); }); }
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", fit);
  return { draw: draw, colour: colour };
})();
