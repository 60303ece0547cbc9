"use strict";
// The page of a probing study: everything that changes with what the reader chooses.
(function () {
  const study = JSON.parse(document.getElementById("probe-data").textContent);
  const colour = facetCharts.colour;
  const KINDS = [
    { key: "layer", label: "whole layer", colour: colour("second"), width: 3 },
    { key: "channels", label: "its best channels together", colour: colour("green"), width: 2 },
    { key: "neurons", label: "its best neurons together", colour: colour("orange"), width: 2 },
    { key: "channel", label: "best channel alone", colour: colour("green"), width: 1.5, dash: [5, 4] },
    { key: "neuron", label: "best neuron alone", colour: colour("orange"), width: 1.5, dash: [5, 4] },
  ];
  const CONTROLS = [
    { key: "untrained", label: "untrained network", colour: colour("first"), width: 2, dash: [2, 3] },
    { key: "shuffled", label: "shuffled labels", colour: colour("chance"), width: 1.5, dash: [2, 3] },
  ];
  const RAMP = ["#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b"];
  const state = { network: 0, label: 0, layer: 0, kind: "layer", group: "", head: "" };

  const $ = (id) => document.getElementById(id);
  const net = () => study.networks[state.network];
  const percent = (v) => (v === null || v === undefined ? "–" : (100 * v).toFixed(1) + " %");
  const wholePercent = (v) => Math.round(100 * v) + " %";
  const score = (label, v) => (v === null || v === undefined ? "–" : label.kind === "value" ? v.toFixed(3).replace("-", "−") : percent(v));
  const mean = (values) => {
    const known = values.filter((v) => v !== null && v !== undefined);
    return known.length ? known.reduce((a, b) => a + b, 0) / known.length : null;
  };

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([k, v]) => (k === "onclick" ? (node.onclick = v) : node.setAttribute(k, v)));
    node.append(...children.filter((c) => c !== null && c !== undefined));
    return node;
  }

  function svg(tag, attributes, words) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([k, v]) => node.setAttribute(k, v));
    if (words !== undefined) node.textContent = words;
    return node;
  }

  function title(words) { return svg("title", {}, words); }

  /** The other classifier that whole layers are shown with, or undefined. */
  function head() { return net().heads.find((h) => h.name === state.head); }

  /** A value of a curve: [value, low, high], or null. Numbers have one way of being told. */
  function at(kind, label, layer) {
    const other = net().labels[label].kind === "value" ? undefined : head();
    const curve = (other && other[kind]) || net().curves[kind];
    return curve && curve[label] ? curve[label][layer] : null;
  }

  /** Where between chance, 0, and perfect, 1, a value is. */
  function standing(label, v) { return v === null || v === undefined ? null : (v - label.chance) / (1 - label.chance); }

  function ramp(t) {
    const x = Math.max(0, Math.min(1, t)) * (RAMP.length - 1);
    const i = Math.min(Math.floor(x), RAMP.length - 2);
    const part = (hex, k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
    const mix = [0, 1, 2].map((k) => Math.round(part(RAMP[i], k) + (x - i) * (part(RAMP[i + 1], k) - part(RAMP[i], k))));
    return "rgb(" + mix.join(",") + ")";
  }

  // Charts over depth.

  function drawDepth(id, lines, yName, formatter) { return facetCharts.draw($(id), depthOption($(id), lines, yName, formatter)); }

  /** How many rows the legend wraps to: an entry is its mark, its words of about 6.6 pixels a letter, and a gap. */
  function legendRows(lines, width) {
    let rows = 1, x = 0;
    lines.forEach((line) => {
      const entry = 27 + 6.6 * line.name.length;
      if (x > 0 && x + entry > width) { rows++; x = 0; }
      x += entry + 14;
    });
    return rows;
  }

  function depthOption(node, lines, yName, formatter) {
    const layers = net().layers;
    const rowsOfLegend = legendRows(lines, node.clientWidth);
    return {
      animation: false,
      grid: { left: 8, right: 34, top: 16 + 21 * rowsOfLegend, bottom: 30, containLabel: true },
      legend: { top: 0, left: 0, itemHeight: 9, itemWidth: 22, itemGap: 14, data: lines.map((l) => l.name) },
      tooltip: {
        trigger: "axis",
        confine: true,
        formatter: (items) => {
          const layer = layers[items[0].dataIndex];
          const rows = items
            .filter((i) => i.value !== null && i.value !== undefined && lines.some((l) => l.name === i.seriesName))
            .map((i) => {
              const line = lines.find((l) => l.name === i.seriesName);
              const band = line.band && line.band[i.dataIndex];
              const range = band ? " <small>(" + formatter(band[0]) + " to " + formatter(band[1]) + ")</small>" : "";
              return i.marker + escape(i.seriesName) + " <b>" + formatter(i.value) + "</b>" + range;
            });
          return ["<b>" + escape(layer.name) + "</b> " + size(layer)].concat(rows).join("<br>");
        },
      },
      xAxis: { type: "category", data: layers.map((l) => l.name), name: "layer, from the picture to the end", nameLocation: "middle", nameGap: 30, boundaryGap: false, axisLabel: { rotate: 0 } },
      yAxis: { type: "value", scale: true, name: yName, nameLocation: "middle", nameGap: 44, minInterval: 0.01, axisLabel: formatter === percent || yName === "accuracy" ? { formatter: wholePercent } : {} },
      series: lines.flatMap(series),
      dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl" }],
    };
  }

  function escape(words) { return String(words).replace(/[&<>"]/g, (c) => "&#" + c.charCodeAt(0) + ";"); }

  function size(layer) { return layer.h * layer.w > 1 ? layer.h + " × " + layer.w + " × " + layer.c : layer.c + " neurons"; }

  function series(line) {
    const drawn = [{
      type: "line", name: line.name, color: line.colour, data: line.values, connectNulls: true,
      symbolSize: line.symbols ? 7 : 4, showSymbol: !!line.symbols || line.values.length < 12, showAllSymbol: !!line.symbols,
      symbol: "circle", lineStyle: { width: line.width, type: line.dash || "solid" }, z: 3,
    }];
    if (line.band && line.band.some((b) => b)) {
      // A band is what one invisible line is stacked on another.
      const stack = { type: "line", stack: line.name, symbol: "none", silent: true, lineStyle: { opacity: 0 }, connectNulls: true, color: line.colour, z: 1 };
      drawn.push(Object.assign({ name: line.name + " from", data: line.band.map((b) => (b ? b[0] : null)) }, stack));
      drawn.push(Object.assign({ name: line.name + " to", data: line.band.map((b) => (b ? b[1] - b[0] : null)), areaStyle: { opacity: 0.16 } }, stack));
    }
    return drawn;
  }

  function flat(name, v, c) {
    return v === null || v === undefined ? [] : [{ name: name, colour: c, width: 1.5, dash: [7, 4], values: net().layers.map(() => v) }];
  }

  function labelsOf(group) {
    return net().labels.map((label, i) => i).filter((i) => net().labels[i].kind !== "value" && (!group || net().labels[i].group === group));
  }

  /** Means over labels, where all of them have a value, so that a curve compares like with like. */
  function averages(kind, chosen) {
    return net().layers.map((layer, j) => {
      const values = chosen.map((i) => at(kind, i, j));
      return values.every((v) => v) ? mean(values.map((v) => v[0])) : null;
    });
  }

  /** What a curve is called; whole layers with the classifier where it is not the study's own. */
  function called(kind) { return head() && head()[kind.key] ? `${kind.label} (${head().name})` : kind.label; }

  function drawAverages() {
    const chosen = labelsOf(state.group);
    const lines = KINDS.concat(CONTROLS)
      .map((kind) => ({ name: called(kind), colour: kind.colour, width: kind.width, dash: kind.dash, values: averages(kind.key, chosen) }))
      .filter((line) => line.values.some((v) => v !== null));
    const pixels = chosen.map((i) => net().pixels && net().pixels[i]);
    lines.push(...flat("raw pixels", pixels.every((v) => v !== null && v !== undefined) && chosen.length ? mean(pixels) : null, colour("chance")));
    drawDepth("averages", lines, "mean accuracy", percent);
  }

  function drawGroups() {
    const palette = [colour("second"), colour("green"), colour("orange"), colour("first"), colour("chance")];
    const lines = study.groups
      .map((group, i) => ({ name: group.label, colour: palette[i % palette.length], width: 2.5, values: averages("layer", labelsOf(group.key)), some: labelsOf(group.key).length }))
      .filter((line) => line.some);
    drawDepth("groups", lines, "mean accuracy", percent);
  }

  function drawHair() {
    if (!$("hair")) return;
    const shades = { Black_Hair: colour("ink"), Brown_Hair: "#a0622d", Blond_Hair: "#d9b64a", Gray_Hair: colour("first"), Bald: "#d98b7a" };
    const lines = Object.keys(shades)
      .map((name) => ({ name: name, i: net().labels.findIndex((l) => l.name === name) }))
      .filter((line) => line.i >= 0)
      .map((line) => ({ name: net().labels[line.i].title, colour: shades[line.name], width: 2.5, values: net().layers.map((l, j) => (at("layer", line.i, j) || [null])[0]) }));
    drawDepth("hair", lines, "accuracy", percent);
  }

  function drawSkips() {
    if (!$("skips")) return;
    const values = averages("layer", labelsOf(""));
    const only = (where) => values.map((v, j) => (net().layers[j].skip === where ? v : null));
    const lines = [
      { name: "every layer", colour: colour("axis"), width: 1.5, values: values },
      { name: "end of a branch", colour: colour("orange"), width: 1.5, values: only("before"), symbols: true },
      { name: "sum with the skip connection", colour: colour("second"), width: 1.5, values: only("after"), symbols: true },
    ];
    drawDepth("skips", lines, "mean accuracy", percent);
  }

  // Every label at every layer.

  function drawHeat() {
    const labels = net().labels;
    const layers = net().layers;
    const order = study.groups.map((g) => ({ group: g, rows: labels.map((l, i) => i).filter((i) => labels[i].group === g.key) })).filter((g) => g.rows.length);
    const left = 168, row = 18, top = 104;
    const cell = Math.max(11, Math.min(30, Math.floor(($("heat").clientWidth - left - 62) / layers.length)));
    const height = top + order.reduce((h, g) => h + 24 + g.rows.length * row, 0) + 6;
    const width = left + layers.length * cell + 62;
    const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width: width, height: height, role: "img", "aria-label": "How well each layer tells each label; the table of the best has the numbers" });
    const every = Math.ceil(13 / cell);
    layers.forEach((layer, j) => {
      if (j % every) return;
      const x = left + (j + 0.5) * cell;
      drawing.append(svg("text", { x: x, y: top - 6, transform: `rotate(-55 ${x} ${top - 6})` }, layer.name.length > 17 ? layer.name.slice(0, 16) + "…" : layer.name));
    });
    let y = top;
    order.forEach((g) => {
      drawing.append(svg("text", { x: 0, y: y + 16, class: "group" }, g.group.label));
      y += 24;
      g.rows.forEach((i) => {
        const name = svg("text", { x: left - 8, y: y + 13, "text-anchor": "end", class: "name" }, labels[i].title);
        name.onclick = () => choose({ label: i });
        drawing.append(name);
        layers.forEach((layer, j) => {
          const v = state.kind === "gain" ? gain(i, j) : (at(state.kind, i, j) || [null])[0];
          const t = state.kind === "gain" ? v === null ? null : 0.5 + v * 2.5 : standing(labels[i], v);
          const words = `${labels[i].title}, ${layer.name}: ${state.kind === "gain" ? (v === null ? "–" : (v >= 0 ? "+" : "−") + Math.abs(100 * v).toFixed(1) + " points") : score(labels[i], v)}`;
          const chosen = i === state.label && j === state.layer;
          const rect = svg("rect", { x: left + j * cell, y: y, width: cell - 1, height: row - 1, class: chosen ? "cell chosen" : "cell", fill: t === null ? "none" : state.kind === "gain" ? diverging(t) : ramp(t) });
          rect.append(title(words));
          rect.onclick = () => { choose({ label: i, layer: j }); $("one").scrollIntoView({ behavior: "smooth" }); };
          drawing.append(rect);
        });
        y += row;
      });
    });
    $("heat").replaceChildren(drawing);
    const gains = state.kind === "gain";
    $("heat-ramp").replaceChildren(
      element("span", {}, gains ? "20 points worse" : "chance"),
      element("i", { style: "background:linear-gradient(90deg," + (gains ? [0, 0.25, 0.5, 0.75, 1].map(diverging) : RAMP).join(",") + ")" }),
      element("span", {}, gains ? "20 points better than untrained" : "perfect"));
  }

  function gain(i, j) {
    const trained = at("layer", i, j), untrained = at("untrained", i, j);
    return trained && untrained ? trained[0] - untrained[0] : null;
  }

  function diverging(t) {
    const x = Math.max(0, Math.min(1, t));
    const ends = x < 0.5 ? [213, 94, 0] : [18, 103, 179];
    const part = Math.abs(x - 0.5) * 2;
    return "rgb(" + ends.map((e) => Math.round(244 + part * (e - 244))).join(",") + ")";
  }

  // One label, one layer.

  function drawOne() {
    const i = state.label, label = net().labels[i];
    const format = (v) => score(label, v);
    const lines = KINDS.concat(CONTROLS)
      .map((kind) => {
        const values = net().layers.map((l, j) => at(kind.key, i, j));
        return {
          name: label.kind === "value" ? kind.label : called(kind), colour: kind.colour, width: kind.width, dash: kind.dash, values: values.map((v) => (v ? v[0] : null)),
          band: kind.key === "layer" || kind.key === "neuron" ? values.map((v) => (v && v[1] !== null && v[1] !== undefined ? [v[1], v[2]] : null)) : null,
        };
      })
      .filter((line) => line.values.some((v) => v !== null));
    lines.push(...flat("raw pixels", net().pixels && net().pixels[i], colour("chance")));
    const option = depthOption($("one-chart"), lines, label.metric, format);
    option.series[0].markLine = { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: colour("ink"), width: 1, type: "solid", opacity: 0.6 }, data: [{ xAxis: net().layers[state.layer].name }] };
    const chart = facetCharts.draw($("one-chart"), option);
    chart.getZr().off("click");
    chart.getZr().on("click", (event) => {
      const j = chart.convertFromPixel({ seriesIndex: 0 }, [event.offsetX, event.offsetY])[0];
      if (j >= 0 && j < net().layers.length) choose({ layer: j });
    });
    $("one-words").textContent = `${label.title}: ${label.words}`;
  }

  function drawUnits() {
    const i = state.label, layer = net().layers[state.layer], label = net().labels[i];
    const units = net().units && net().units[i] && net().units[i][state.layer];
    $("layer-words").textContent = `${layer.name}, ${layer.op}, ${size(layer)}` + (layer.skip ? `, ${layer.skip} a skip connection` : "") + spread(net().maps[i][state.layer]);
    $("layer-place").replaceChildren(where(units ? [{ layer: layer, neurons: units.neurons }] : [], net().maps[i][state.layer], `Where the best neurons of ${layer.name} for ${label.title} are`));
    const maps = layer.h * layer.w > 1;
    $("layer-place").hidden = !maps;
    $("layer-legend").textContent = maps
      ? "Orange: where importance (VIP) is above that of the least important place of this layer; rings: its most important neurons."
      : "Its neurons have no place: each sees the whole picture.";
    const channel = (u) => [u[0], u[1].toFixed(2), score(label, u[2])];
    const neuron = (u) => [u[2], ...(maps ? [`${u[1] + 1}, ${u[0] + 1}`] : []), u[3].toFixed(2), score(label, u[4])];
    $("layer-units").replaceChildren(...(units ? [
      table("Neurons by importance", ["channel", ...(maps ? ["column, row"] : []), "VIP", "alone"], units.neurons.map(neuron)),
      maps ? table("Channels by importance", ["channel", "mean VIP", "alone"], units.channels.map(channel)) : null,
    ].filter((t) => t) : [element("p", {}, "Single units were not looked at here.")]));
    drawSeen();
  }

  /** How much importance differs from place to place. */
  function spread(map) {
    if (!map) return "";
    const least = evenness(map);
    return least >= EVEN
      ? `. Importance is even over the picture: the least important place has ${wholePercent(least)} of the greatest.`
      : `. The least important place has ${wholePercent(least)} of the importance of the greatest.`;
  }

  function table(caption, header, rows) {
    return element("div", { class: "scroll" }, element("table", {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...header.map((h) => element("th", { scope: "col" }, h)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((c) => element("td", {}, String(c))))))));
  }

  /** Which faces are shown: those at the two ends of a label. */
  function extremes(label) {
    if (label.kind === "value") return "First faces with the highest values, then with the lowest.";
    if (label.kind === "binary") return "First faces that have it, then faces that do not.";
    return `First faces of "${label.classes[label.classes.length - 1]}", then of "${label.classes[0]}".`;
  }

  function drawSeen() {
    const label = net().labels[state.label];
    const seen = net().seen && net().seen[state.label];
    if (!seen) { $("layer-seen").replaceChildren(); return; }
    const here = seen.layer === state.layer;
    $("layer-seen").replaceChildren(
      element("h3", {}, `What the best channels of ${net().layers[seen.layer].name} see`, element("span", { class: "aside" }, here ? "" : "the layer with the best channel")),
      element("p", { class: "meta" }, `In colour is the tenth of each face where the channel is strongest. ${extremes(label)}`),
      ...seen.channels.map((channel, row) => element("div", { class: "channel" },
        element("p", {}, element("strong", {}, "channel " + channel)),
        element("div", { class: "faces" }, ...seen.pictures[row].map((source, face) => element("img", { src: source, loading: "lazy", alt: `Where channel ${channel} is strongest on face ${face + 1}, ${label.title}` }))))));
  }

  // Where units look.

  /** Least importance of a place, as a share of the greatest, from which a map is even. */
  const EVEN = 0.9;

  /** The least byte of a map of VIP as a share of the greatest, 255. */
  function evenness(map) { return Math.min(...[...atob(map[2])].map((c) => c.charCodeAt(0))) / 255; }

  /** A map of VIP, [height, width, bytes], where given; else the cells of neurons. */
  function where(layers, map, words) {
    const grid = 28, sums = new Float64Array(grid * grid);
    if (map) {
      const bytes = atob(map[2]);
      // What no place falls below tells nothing of where, and what hardly differs is noise.
      const low = evenness(map) >= EVEN ? 255 : 255 * evenness(map);
      sums.forEach((v, k) => { sums[k] = Math.max(0, bytes.charCodeAt(Math.floor((Math.floor(k / grid) * map[0]) / grid) * map[1] + Math.floor(((k % grid) * map[1]) / grid)) - low); });
    } else cells(layers, sums, grid);
    // Of a map the full colour is a place as important as the greatest above one of no importance, not above the least.
    const most = map ? 255 : Math.max(...sums);
    const drawing = svg("svg", { viewBox: `0 0 ${grid} ${grid}`, role: "img", "aria-label": words });
    if (study.face) drawing.append(svg("image", { href: study.face, width: grid, height: grid, preserveAspectRatio: "none" }));
    else drawing.append(svg("rect", { width: grid, height: grid, fill: colour("picture") }));
    if (most > 0) {
      sums.forEach((v, k) => {
        if (v > 0.02 * most) drawing.append(svg("rect", { x: k % grid, y: Math.floor(k / grid), width: 1.02, height: 1.02, fill: "#ff7a00", opacity: (0.72 * Math.pow(v / most, map ? 1 : 0.7)).toFixed(3) }));
      });
    }
    if (map) layers.forEach((l) => l.neurons.forEach((n) => {
      drawing.append(svg("circle", { cx: ((n[1] + 0.5) / l.layer.w) * grid, cy: ((n[0] + 0.5) / l.layer.h) * grid, r: 0.5, fill: "none", stroke: "#fff", "stroke-width": 0.3 }));
    }));
    return element("div", { class: "where" }, drawing);
  }

  function cells(layers, sums, grid) {
    layers.filter((l) => l.layer.h * l.layer.w > 1).forEach((l) => l.neurons.forEach((n) => {
      // A neuron stands for its cell of the layer's map.
      const y0 = (n[0] / l.layer.h) * grid, y1 = ((n[0] + 1) / l.layer.h) * grid, x0 = (n[1] / l.layer.w) * grid, x1 = ((n[1] + 1) / l.layer.w) * grid;
      for (let y = Math.floor(y0); y < y1; y++) for (let x = Math.floor(x0); x < x1; x++) {
        const area = (Math.min(y + 1, y1) - Math.max(y, y0)) * (Math.min(x + 1, x1) - Math.max(x, x0));
        sums[y * grid + x] += area / ((y1 - y0) * (x1 - x0));
      }
    }));
  }

  function drawPlaces() {
    if (!$("places") || !net().units) return;
    const layers = net().layers;
    $("places").replaceChildren(...net().labels.map((label, i) => {
      const all = layers.map((layer, j) => ({ layer: layer, neurons: (net().units[i] && net().units[i][j] ? net().units[i][j].neurons : []) }));
      const button = element("button", { class: "where small", type: "button", title: "show " + label.title, onclick: () => { choose({ label: i }); $("one").scrollIntoView({ behavior: "smooth" }); } });
      button.append(where(all, null, "Where the best neurons of all layers for " + label.title + " are"));
      return element("figure", {}, button, element("figcaption", {}, label.title));
    }));
  }

  // Importance.

  function drawVip() {
    if (!$("vip-accuracy")) return;
    const plots = net().vip || [];
    const ofLabel = plots.filter((p) => p.label === state.label);
    const plot = ofLabel.find((p) => p.layer === state.layer) || ofLabel[0] || plots[0];
    $("importance").hidden = !plot;
    if (!plot) return;
    const label = net().labels[plot.label];
    const about = `${label.title} at ${net().layers[plot.layer].name}`;
    const scatter = (x, name, c) => ({
      animation: false,
      grid: { left: 8, right: 16, top: 20, bottom: 30, containLabel: true },
      tooltip: { trigger: "item", confine: true, formatter: (p) => `${name} ${p.value[0].toPrecision(3)}<br>alone ${score(label, p.value[1])}` },
      xAxis: { type: "value", scale: true, name: name, nameLocation: "middle", nameGap: 28 },
      yAxis: { type: "value", scale: true, name: label.metric + " of the neuron alone", nameLocation: "middle", nameGap: 44, axisLabel: label.kind === "value" ? {} : { formatter: wholePercent } },
      series: [{ type: "scatter", symbolSize: 7, color: c, itemStyle: { opacity: 0.7 }, data: plot.neurons.map((n) => [n[x], n[2]]) }],
    });
    facetCharts.draw($("vip-accuracy"), scatter(0, "VIP", colour("second")));
    facetCharts.draw($("activation-accuracy"), scatter(1, "mean activation", colour("orange")));
    $("vip-words").textContent = `${about}: r = ${plot.withVip}`;
    $("mean-words").textContent = `${about}: r = ${plot.withMean}`;
    const step = plot.largest / plot.counts.length;
    facetCharts.draw($("vip-histogram"), {
      animation: false,
      grid: { left: 8, right: 16, top: 20, bottom: 30, containLabel: true },
      tooltip: { trigger: "axis", confine: true },
      xAxis: { type: "category", name: "VIP", nameLocation: "middle", nameGap: 28, data: plot.counts.map((c, k) => (k * step).toFixed(2) + "–" + ((k + 1) * step).toFixed(2)) },
      yAxis: { type: "value", name: "neurons", nameLocation: "middle", nameGap: 50 },
      series: [{ type: "bar", name: "neurons", color: colour("second"), barCategoryGap: "6%", data: plot.counts }],
    });
    $("histogram-words").textContent = `${about}: the mean of squared VIP is 1; neurons above 1 matter more than most.`;
  }

  // Choices.

  function options(select, entries, chosen) {
    select.replaceChildren(...entries.map(([value, words]) => element("option", value === chosen ? { value: value, selected: "" } : { value: value }, words)));
  }

  function choose(change) {
    const other = change.network !== undefined && change.network !== state.network;
    Object.assign(state, change);
    if (other) { state.label = Math.min(state.label, net().labels.length - 1); }
    if ((other || change.label !== undefined) && change.layer === undefined) state.layer = bestLayer(state.label);
    $("one-label").value = String(state.label);
    draw(other || change.head !== undefined ? "all" : change.kind !== undefined ? "heat" : change.group !== undefined ? "averages" : "one");
  }

  function bestLayer(i) {
    let best = 0, most = -Infinity;
    net().layers.forEach((l, j) => {
      const v = at("layer", i, j);
      if (v && v[0] > most) { most = v[0]; best = j; }
    });
    return best;
  }

  function draw(what) {
    if (what === "all") {
      if (!head()) state.head = "";
      options($("head"), [["", net().head]].concat(net().heads.map((h) => [h.name, h.title])), state.head);
      $("head").closest("label").hidden = !net().heads.length;
      options($("one-label"), net().labels.map((l, i) => [String(i), l.title]), String(state.label));
      drawGroups();
      drawHair();
      drawSkips();
      drawPlaces();
    }
    if (what === "all" || what === "averages") drawAverages();
    if (what !== "averages") drawHeat();
    if (what === "all" || what === "one") { options($("one-layer"), net().layers.map((l, j) => [String(j), l.name]), String(state.layer)); drawOne(); drawUnits(); drawVip(); }
    document.querySelectorAll("[data-network]").forEach((node) => { node.hidden = Number(node.dataset.network) !== state.network; });
  }

  function sortable(head) {
    head.querySelectorAll("button").forEach((button) => {
      button.onclick = () => {
        const cell = button.closest("th"), column = [...cell.parentNode.children].indexOf(cell);
        const up = cell.getAttribute("aria-sort") === "descending";
        head.querySelectorAll("th").forEach((th) => th.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", up ? "ascending" : "descending");
        const body = head.parentNode.tBodies[0];
        const value = (row) => { const c = row.cells[column]; return c.dataset.value === undefined ? c.textContent : c.dataset.value === "" ? null : Number(c.dataset.value); };
        const rows = [...body.rows].filter((r) => !r.classList.contains("group"));
        rows.sort((a, b) => {
          const x = value(a), y = value(b);
          if (x === null || y === null) return (x === null) - (y === null);
          return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1);
        });
        body.querySelectorAll("tr.group").forEach((r) => r.remove());
        body.append(...rows);
      };
    });
  }

  options($("network"), study.networks.map((n, i) => [String(i), n.name]), "0");
  $("network").closest("label").hidden = study.networks.length < 2;
  $("network").onchange = (e) => choose({ network: Number(e.target.value) });
  $("one-label").onchange = (e) => choose({ label: Number(e.target.value) });
  $("one-layer").onchange = (e) => choose({ layer: Number(e.target.value) });
  options($("average-group"), [["", "all labels"]].concat(study.groups.map((g) => [g.key, g.label])), "");
  $("head").onchange = (e) => choose({ head: e.target.value });
  $("average-group").onchange = (e) => choose({ group: e.target.value });
  options($("heat-kind"), KINDS.map((k) => [k.key, k.label]).concat(study.networks.some((n) => n.curves.untrained) ? [["gain", "whole layer against the untrained network"]] : []), "layer");
  $("heat-kind").onchange = (e) => choose({ kind: e.target.value });
  document.querySelectorAll(".best thead").forEach(sortable);
  document.querySelectorAll("[data-label]").forEach((node) => {
    if (node.tagName === "BUTTON") node.onclick = () => { choose({ label: Number(node.dataset.label) }); $("one").scrollIntoView({ behavior: "smooth" }); };
  });
  const told = (i) => standing(net().labels[i], (at("layer", i, bestLayer(i)) || [null])[0]);
  state.label = net().labels.reduce((best, l, i) => (told(i) > told(best) ? i : best), 0);
  state.layer = bestLayer(state.label);
  draw("all");
})();
