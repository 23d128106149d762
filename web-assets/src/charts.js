// Draws each `figure.chart` from the JSON that lies in it. The table beside it says the same.

import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, PieChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(name).trim();
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const size = (scale) => Math.round(parseFloat(style.fontSize) * scale);
const palette = ["--accent", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6"].map(token);
const tones = { good: token("--good"), warn: token("--warn-mark"), bad: token("--bad"), info: token("--info"), quiet: token("--line-strong") };

const text = () => ({ fontFamily: token("--type"), fontSize: size(0.8125), color: token("--muted") });

function reader(data) {
  const format = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: data.decimals, maximumFractionDigits: data.decimals });
  return (value) => (value === null || value === undefined ? "无数据" : format.format(value) + data.unit);
}

function common(data, say) {
  return {
    animation: !still,
    animationDuration: 250,
    color: palette,
    textStyle: text(),
    aria: { enabled: false },
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: token("--paper"),
      borderColor: token("--line-strong"),
      textStyle: { ...text(), color: token("--ink") },
      valueFormatter: say,
    },
    legend: data.series.length > 1 ? { bottom: 0, itemWidth: 14, itemHeight: 10, textStyle: text() } : undefined,
  };
}

function axes(data) {
  const flat = data.kind === "bars";
  const names = {
    type: "category",
    data: data.labels,
    inverse: flat,
    boundaryGap: data.kind !== "lines",
    axisTick: { show: false },
    axisLine: { lineStyle: { color: token("--line-strong") } },
    axisLabel: { ...text(), color: token("--ink"), interval: data.labels.length > 14 && !flat ? "auto" : 0, hideOverlap: !flat },
  };
  const values = {
    type: "value",
    min: 0,
    max: data.max ?? undefined,
    splitNumber: 4,
    interval: data.max ? data.max / 4 : undefined,
    axisLabel: { ...text(), formatter: (value) => value.toLocaleString("zh-CN") + (data.unit === "%" ? "%" : "") },
    splitLine: { lineStyle: { color: token("--line") } },
  };
  return flat ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
}

// The line to compare with. The names of flat bars run downward, so its start is on top.
function mark(data, say) {
  if (!data.mark) return undefined;
  const at = data.kind === "bars" ? { xAxis: data.mark.value } : { yAxis: data.mark.value };
  return {
    silent: true,
    z: 1,
    symbol: "none",
    lineStyle: { color: token("--mark"), type: "dashed", width: 1.5 },
    label: { ...text(), color: token("--mark-ink"), position: data.kind === "bars" ? "start" : "insideEndTop", formatter: `${data.mark.label} ${say(data.mark.value)}` },
    data: [at],
  };
}

function series(data, say) {
  return data.series.map((one, at) => {
    const markLine = at === 0 ? mark(data, say) : undefined;
    if (data.kind === "lines") {
      return { type: "line", name: one.name, data: one.values, symbolSize: 7, lineStyle: { width: 2.5 }, markLine, connectNulls: false };
    }
    const flat = data.kind === "bars";
    const label = { show: flat || data.labels.length <= 14, position: flat ? "right" : "top", ...text(), color: token("--ink"), formatter: ({ value }) => say(value) };
    const radius = flat ? [0, 3, 3, 0] : [3, 3, 0, 0];
    return { type: "bar", name: one.name, data: one.values, barMaxWidth: 28, barCategoryGap: "38%", label: data.series.length === 1 ? label : undefined, itemStyle: { borderRadius: radius }, markLine };
  });
}

function ring(data, say) {
  const values = data.series[0].values.map((value, at) => ({
    name: data.labels[at],
    value,
    itemStyle: data.tones?.[at] ? { color: tones[data.tones[at]] } : undefined,
  }));
  const total = values.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const label = { show: true, position: "center", ...text(), fontSize: size(1.25), fontWeight: 600, color: token("--ink"), formatter: () => say(total) };
  const legend = {
    bottom: 0,
    itemWidth: 12,
    itemHeight: 12,
    textStyle: { ...text(), color: token("--ink") },
    formatter: (name) => `${name} ${say(values.find((it) => it.name === name).value)}`,
  };
  const pie = { type: "pie", center: ["50%", "44%"], radius: ["52%", "78%"], data: values, label, labelLine: { show: false }, itemStyle: { borderColor: token("--paper"), borderWidth: 2 }, emphasis: { scale: false, label: { show: true } } };
  return { legend, series: [pie] };
}

function option(data) {
  const say = reader(data);
  const base = common(data, say);
  if (data.kind === "ring") return { ...base, tooltip: { ...base.tooltip, trigger: "item" }, ...ring(data, say) };
  const top = data.mark ? 28 : 16;
  const right = data.kind === "bars" ? 64 : 24;
  return {
    ...base,
    tooltip: { ...base.tooltip, trigger: "axis", axisPointer: { type: data.kind === "lines" ? "line" : "shadow" } },
    grid: { left: 8, right, top, bottom: data.series.length > 1 ? 36 : 8, containLabel: true },
    ...axes(data),
    series: series(data, say),
  };
}

function draw(figure) {
  if (figure.dataset.drawn) return;
  figure.dataset.drawn = "yes";
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const chart = init(figure.querySelector(".chart-canvas"), null, { renderer: "canvas" });
  chart.setOption(option(data));
  if (data.links) {
    chart.on("click", ({ dataIndex }) => {
      if (data.links[dataIndex]) window.location.assign(data.links[dataIndex]);
    });
  }
  new ResizeObserver(() => chart.resize()).observe(figure);
  // The picture as it stands, twice as fine as the screen, on white for paper.
  const save = figure.querySelector("[data-chart-save]");
  save.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#fff" });
    link.download = `${save.dataset.chartSave}.png`;
    link.click();
  });
  const toggle = figure.querySelector("[data-chart-toggle]");
  toggle.addEventListener("click", () => {
    const table = figure.toggleAttribute("data-table");
    toggle.setAttribute("aria-pressed", String(table));
  });
}

const all = () => document.querySelectorAll("figure.chart").forEach(draw);
all();
document.addEventListener("htmx:load", all);
