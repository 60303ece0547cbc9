"use strict";
(function () {
  var small = window.matchMedia("(max-width: 640px)");
  var text = { color: "#465362", fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  var charts = [];

  function number(v) {
    if (v === null || v === undefined) return "–";
    return Number.isInteger(v) ? String(v) : String(Number(v.toPrecision(4)));
  }

  function styleAxis(axis) {
    axis.axisLabel = Object.assign({ color: text.color, fontSize: 11, hideOverlap: true }, axis.axisLabel);
    axis.nameTextStyle = { color: text.color, fontSize: 12 };
    axis.splitLine = { show: axis === this.yAxis, lineStyle: { color: "#e7ebf0" } };
    axis.axisLine = { lineStyle: { color: "#c3cbd5" } };
    axis.axisTick = { show: false };
  }

  document.querySelectorAll(".chart .canvas").forEach(function (node) {
    var option = JSON.parse(node.nextElementSibling.textContent);
    option.textStyle = text;
    option.legend.textStyle = text;
    option.tooltip.valueFormatter = number;
    option.tooltip.textStyle = { fontSize: 12 };
    [option.xAxis, option.yAxis].forEach(styleAxis, option);
    if (option.yAxis.type === "log") {
      option.yAxis.axisLabel.formatter = function (v) { return v.toExponential(0).replace("e+", "e"); };
    }
    option.yAxis.nameGap = 36;
    if (small.matches) option.yAxis.name = "";
    else if (option.yAxis.name) option.grid.left = 26;
    var chart = echarts.init(node, null, { renderer: "svg" });
    chart.setOption(option);
    charts.push(chart);
  });

  function fit() { charts.forEach(function (chart) { chart.resize(); }); }
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", fit);
})();
